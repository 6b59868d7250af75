package dev.trailhunt.run.demo;

import java.time.LocalDate;
import java.time.LocalTime;
import java.util.SplittableRandom;

/**
 * The identity events of every day: people sign in, mistype their password, take sessions for the
 * command line and change their keys; a security tool takes stock.
 */
final class StaffLife implements Story {
  private static final int FIRST_DAY = SampleLake.DAYS - 1;
  private static final double SIGNS_IN = 0.42;
  private static final double MISTYPES = 0.06;
  private static final double DEVELOPER_SIGNS_IN = 0.7;
  private static final double TAKES_SESSION = 0.05;
  private static final double CHANGES_KEY = 0.004;
  private static final double ARRIVES_LATE = 0.01;
  private static final double ARRIVES_TWICE = 0.01;

  @Override
  public String name() {
    return "staff-life";
  }

  @Override
  public void tell(Script script) {
    for (LocalDate day : script.days(FIRST_DAY, 0)) {
      Company.ACCOUNTS.forEach(account -> takeStock(script, day, account));
    }
    for (LocalDate day : script.workingDays(FIRST_DAY, 0)) {
      Company.consoleUsers().forEach(user -> workday(script, day, user));
      Company.DEVELOPERS.forEach(developer -> developersDay(script, day, developer));
    }
  }

  private static void takeStock(Script script, LocalDate day, String account) {
    Caller audit =
        Caller.with(
            Identity.role(account, "security-audit", "inventory"), "192.0.2.70", Agents.BOTO);
    script
        .on(day, LocalTime.of(3, 20))
        .then(0, Iam.listUsers(audit))
        .then(5, Iam.getAccountAuthorizationDetails(audit))
        .then(6, Call.of(audit, "iam", "GenerateCredentialReport"));
  }

  private static void workday(Script script, LocalDate day, String user) {
    SplittableRandom random = script.random();
    if (random.nextDouble() >= SIGNS_IN) {
      return;
    }
    String address = random.nextInt(3) == 0 ? Company.homeOf(user) : Company.DUBLIN_OFFICE;
    script.on(day, LocalTime.of(7, 30).plusSeconds(random.nextInt(4 * 3600)));
    if (random.nextDouble() < MISTYPES) {
      boolean name = random.nextBoolean();
      Identity who =
          name
              ? Identity.unknownSigningIn(Company.PROD)
              : Identity.userSigningIn(Company.PROD, user);
      script.then(0, SignIn.failedConsoleLogin(who, address).in(Company.EU_WEST));
    }
    Call login = SignIn.consoleLogin(Company.PROD, user, address, true).in(Company.EU_WEST);
    script.then(20, atTimesBadlyDelivered(script, day, login));
    Caller shell = Caller.with(Identity.userWithKey(Company.PROD, user), address, Agents.CLI);
    if (random.nextDouble() < TAKES_SESSION) {
      script.then(600, SignIn.getSessionToken(shell, user));
    }
    if (random.nextDouble() < CHANGES_KEY) {
      script
          .then(300, Iam.createAccessKey(shell, user))
          .then(120, Iam.updateAccessKey(shell, user, "Inactive"))
          .then(30, Iam.deleteAccessKey(shell, user));
    }
  }

  private static Call atTimesBadlyDelivered(Script script, LocalDate day, Call call) {
    SplittableRandom random = script.random();
    if (day.isBefore(script.lastDay()) && random.nextDouble() < ARRIVES_LATE) {
      return call.deliveredLate();
    }
    return random.nextDouble() < ARRIVES_TWICE ? call.deliveredTwice() : call;
  }

  private static void developersDay(Script script, LocalDate day, String developer) {
    SplittableRandom random = script.random();
    if (random.nextDouble() >= DEVELOPER_SIGNS_IN) {
      return;
    }
    String account = random.nextInt(3) == 0 ? Company.PROD : Company.DEV;
    Identity who = Identity.permissionSet(account, "Developer", developer);
    Caller portal = Caller.with(who, Company.homeOf(developer), Agents.FIREFOX);
    script
        .on(day, LocalTime.of(7, 0).plusSeconds(random.nextInt(9 * 3600)))
        .then(0, SignIn.getSigninToken(portal).in(Company.EU_WEST))
        .then(2, SignIn.consoleLogin(who, Company.homeOf(developer), false).in(Company.EU_WEST));
  }
}
