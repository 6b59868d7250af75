package dev.trailhunt.run.demo;

/**
 * An outage at night: the user from the safe resets the password of the engineer on call. Built-in
 * exclusions know nothing of it, so it is expected as {@code alert}; a company would declare an
 * exclusion for {@link Company#BREAK_GLASS}.
 */
final class BreakGlass implements Story {
  private static final String ON_CALL = "chidi.keane";

  @Override
  public String name() {
    return "break-glass";
  }

  @Override
  public void tell(Script script) {
    Identity fromSafe = Identity.userInConsole(Company.PROD, Company.BREAK_GLASS, true);
    Caller breakGlass = Caller.inConsole(fromSafe, Company.SYDNEY_OFFICE);
    String home = Company.homeOf(ON_CALL);
    script
        .on(10, "01:33:20")
        .then(
            0,
            SignIn.consoleLogin(Company.PROD, Company.BREAK_GLASS, Company.SYDNEY_OFFICE, true)
                .in(Company.AP_SOUTHEAST))
        .then(140, Iam.updateLoginProfile(breakGlass, ON_CALL, true), Expected.ALERT)
        .then(420, SignIn.consoleLogin(Company.PROD, ON_CALL, home, true).in(Company.EU_WEST))
        .then(
            30,
            Iam.changePassword(
                Caller.inConsole(Identity.userInConsole(Company.PROD, ON_CALL, true), home)));
  }
}
