package dev.trailhunt.rule.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Who acts in an account, on whom, from where and with what. */
final class Cast {
  private static final List<String> NAMES =
      List.of(
          "alice",
          "bob",
          "carol",
          "dave",
          "erin",
          "frank",
          "grace",
          "heidi",
          "ivan",
          "judy",
          "ken",
          "laura",
          "mallory",
          "nina",
          "oscar",
          "peggy",
          "quentin",
          "rupert",
          "sybil",
          "trent",
          "ursula",
          "victor",
          "wendy",
          "xavier",
          "yolanda",
          "zoe",
          "j.doe",
          "a.smith",
          "svc-build",
          "svc.deploy",
          "ops+night",
          "o_brien");
  private static final List<String> SERVICES =
      List.of("AWS Internal", "cloudformation.amazonaws.com", "signin.amazonaws.com");
  private static final List<String> OFFICE = List.of("192.0.2.10", "192.0.2.11", "2001:db8:ff::1");
  private static final List<String> AGENTS =
      List.of(
          "aws-cli/2.22.35",
          "Boto3/1.35.0",
          "Mozilla/5.0 (X11; Linux x86_64)",
          "APN/1.0 HashiCorp/1.0 Terraform/1.9.0",
          "console.amazonaws.com");
  private static final List<String> OFFENSIVE_AGENTS =
      List.of(
          "S3 Browser/11.4.5",
          "Pacu/1.6",
          "aws-cli/2.22 kernel/6.5-KALI1",
          "Boto3/1.35 parrot",
          "Pentoo",
          "stratus-red-team_0f1e");
  private static final String ROLE_ID = "AROAEXAMPLEROLE";

  private final String account;
  private final Dice dice;
  private final List<String> names;
  private final List<Caller> callers;
  private long addresses;

  Cast(String account, Dice dice) {
    this.account = account;
    this.dice = dice;
    this.names = NAMES.subList(0, (int) dice.between(14, NAMES.size()));
    this.callers = callers();
  }

  private List<Caller> callers() {
    String other = foreignAccount();
    String centerRole = "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0f1e";
    List<Caller> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(Caller.user(account, name()));
    }
    all.add(Caller.userWithoutId(account, name()));
    all.add(Caller.userWithoutId(account, name()));
    all.add(Caller.userWithOtherId(account, name()));
    all.add(Caller.userWithoutId(other, name()));
    all.add(Caller.role(account, "helpdesk", ROLE_ID + 1, name()));
    all.add(Caller.role(account, "helpdesk", ROLE_ID + 1, "session-" + dice.between(1, 9)));
    all.add(Caller.role(account, "terraform-ci", ROLE_ID + 2, "build"));
    all.add(Caller.role(account, "team/ops", ROLE_ID + 3, name()));
    all.add(Caller.role(account, centerRole, ROLE_ID + 4, "anna@example.com"));
    all.add(Caller.role(account, centerRole, ROLE_ID + 4, "bert@example.com"));
    all.add(Caller.roleWithoutId(account, "forgotten", name()));
    all.add(Caller.root(account));
    all.add(Caller.service("cloudformation.amazonaws.com"));
    all.add(Caller.federated(account, name(), true));
    all.add(Caller.federated(account, name(), false));
    all.add(Caller.saml(name()));
    all.add(Caller.identityCenter(account, "94482488-3041-7005"));
    return List.copyOf(all);
  }

  String account() {
    return account;
  }

  String foreignAccount() {
    return account.replaceFirst("^1111", "4444");
  }

  /** A user name in its usual case. */
  String name() {
    return dice.pick(names);
  }

  /** A user name as somebody happens to type it. */
  String written(String name) {
    if (dice.chance(0.85)) {
      return name;
    }
    return dice.chance(0.5)
        ? name.toUpperCase(Locale.ROOT)
        : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  Caller anybody() {
    return dice.pick(callers);
  }

  /** A user that calls for itself, mostly with the id that it should have. */
  Caller user(String name) {
    if (dice.chance(0.02)) {
      return Caller.userWithOtherId(account, name);
    }
    return dice.chance(0.25)
        ? Caller.userWithoutId(account, written(name))
        : Caller.user(account, name);
  }

  String agent() {
    return dice.chance(0.02) ? dice.pick(OFFENSIVE_AGENTS) : dice.pick(AGENTS);
  }

  /** An address of everybody, of a service, or of one person alone. */
  String address() {
    if (dice.chance(0.15)) {
      return dice.pick(OFFICE);
    }
    if (dice.chance(0.1)) {
      return dice.pick(SERVICES);
    }
    return dice.chance(0.3)
        ? "198.51.100." + dice.between(1, 254)
        : "2001:db8:" + Long.toHexString(++addresses) + "::1";
  }

  /** The same address in one of the ways to write it. */
  String spelled(String address) {
    if (!address.endsWith("::1")) {
      return address;
    }
    String network = address.substring(0, address.length() - "::1".length());
    return dice.pick(
        address,
        address.toUpperCase(Locale.ROOT),
        network + ":0:0:0:0:1",
        network.replace(":db8", ":0db8") + "::0001");
  }

  String serial(String name) {
    return "arn:aws:iam::%s:mfa/%s-%d".formatted(account, name, dice.between(1, 2));
  }

  /** The ARN of a user of this account or of another. */
  String arn(String ofAccount, String name) {
    return "arn:aws:iam::" + ofAccount + ":user/" + (dice.chance(0.3) ? "team/x/" : "") + name;
  }
}
