package dev.trailhunt.run.demo;

import java.util.List;
import java.util.stream.Stream;

/** The company whose trail the sample lake is: its accounts, regions, networks and people. */
final class Company {
  static final String PROD = "111122223333";
  static final String DEV = "444455556666";
  static final List<String> ACCOUNTS = List.of(PROD, DEV);

  static final String US_EAST = "us-east-1";
  static final String EU_WEST = "eu-west-1";
  static final String AP_SOUTHEAST = "ap-southeast-2";
  static final List<String> REGIONS = List.of(US_EAST, EU_WEST, AP_SOUTHEAST);

  static final String MAIL_DOMAIN = "corp.example";

  static final String DUBLIN_OFFICE = "198.51.100.14";
  static final String SYDNEY_OFFICE = "198.51.100.77";
  static final String BUILD_NETWORK = "192.0.2.40";

  /** The administrator who brings new people in. */
  static final String ADMINISTRATOR = "ines.duarte";

  /** The user that lies in a safe; its use is declared. */
  static final String BREAK_GLASS = "break-glass";

  static final String ADMIN_POLICY = "arn:aws:iam::aws:policy/AdministratorAccess";

  /** People with an IAM user in the production account. */
  static final List<String> STAFF =
      people(
          List.of("aoife", "bram", "chidi", "daria", "emil", "farah", "goran", "hana"),
          List.of("keane", "lindt", "moreau", "novak", "osei", "petrov"));

  /** People who work through IAM Identity Center. */
  static final List<String> DEVELOPERS =
      people(List.of("ivo", "jana", "kofi", "leila", "mats"), List.of("quist", "rossi", "sato"));

  static final List<String> HELP_DESK = List.of("tessa.umar", "viktor.wolfe", "yara.zhou");

  private Company() {}

  /** Where a person works from when not in the office. */
  static String homeOf(String person) {
    long hash = Ids.hash(person) >>> 1;
    return hash % 3 == 0
        ? "2001:db8:40:" + Long.toHexString(hash % 0xfff0 + 1) + "::12"
        : "198.51.100." + (128 + hash % 120);
  }

  private static List<String> people(List<String> firstNames, List<String> lastNames) {
    return firstNames.stream()
        .flatMap(first -> lastNames.stream().map(last -> first + "." + last))
        .toList();
  }

  /** All IAM users with a password in the production account, the administrator included. */
  static List<String> consoleUsers() {
    return Stream.concat(STAFF.stream(), Stream.of(ADMINISTRATOR)).toList();
  }
}
