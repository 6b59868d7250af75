package dev.trailhunt.run.demo;

/**
 * Somebody leaves and the user is deleted; days later a new person of the same name starts. The
 * sign-ins of the first are not the second's.
 */
final class ReusedName implements Story {
  private static final String NAME = "mia.young";
  private static final String SECOND_ID = Ids.user(Company.PROD, NAME + "/second");

  @Override
  public String name() {
    return "reused-name";
  }

  @Override
  public void tell(Script script) {
    Caller administrator =
        Caller.inConsole(
            Identity.userInConsole(Company.PROD, Company.ADMINISTRATOR, true),
            Company.DUBLIN_OFFICE);
    for (int day = 38; day >= 14; day -= 3) {
      script
          .on(day, "08:55:12")
          .then(
              0,
              SignIn.consoleLogin(Company.PROD, NAME, Company.DUBLIN_OFFICE, true)
                  .in(Company.EU_WEST));
    }
    script
        .on(11, "16:30:00")
        .then(0, Iam.deleteLoginProfile(administrator, NAME))
        .then(3, Iam.deleteUser(administrator, NAME));
    script
        .on(7, "09:45:00")
        .then(0, Iam.createUser(administrator, NAME, SECOND_ID))
        .then(2, Iam.createLoginProfile(administrator, NAME, true), Expected.ALERT)
        .then(5, Iam.addUserToGroup(administrator, NAME, "engineers"));
    Identity second = Identity.userInConsole(Company.PROD, NAME, SECOND_ID, false);
    script
        .on(6, "08:50:30")
        .then(
            0,
            SignIn.consoleLogin(
                    Identity.userSigningIn(Company.PROD, NAME, SECOND_ID),
                    Company.DUBLIN_OFFICE,
                    false)
                .in(Company.EU_WEST))
        .then(60, Iam.changePassword(Caller.inConsole(second, Company.DUBLIN_OFFICE)));
  }
}
