package dev.trailhunt.run.demo;

/**
 * Incident 8: the password of an administrator who has not signed in for weeks is reset. The same
 * hand removes that person's MFA device and registers its own, so the sign-in that follows has MFA.
 */
final class CapturedMfa implements Story {
  private static final String THIEF = "203.0.113.214";
  private static final String OVERTAKEN = "emil.petrov";
  private static final String DORMANT_ADMINISTRATOR = "konrad.vance";
  private static final String OWN_DEVICE = "konrad.vance";
  private static final String DEVICE_OF_THIEF = "phone-2";

  @Override
  public String name() {
    return "captured-mfa";
  }

  @Override
  public void tell(Script script) {
    makeAdministrator(script);
    Caller thief = Caller.inConsole(Identity.userInConsole(Company.PROD, OVERTAKEN, false), THIEF);
    script
        .on(9, "23:02:16")
        .then(0, SignIn.consoleLogin(Company.PROD, OVERTAKEN, THIEF, false))
        .then(210, Iam.updateLoginProfile(thief, DORMANT_ADMINISTRATOR), Expected.ALERT)
        .then(25, Iam.deactivateMfaDevice(thief, DORMANT_ADMINISTRATOR, OWN_DEVICE))
        .then(17, Iam.createVirtualMfaDevice(thief, DEVICE_OF_THIEF))
        .then(31, Iam.enableMfaDevice(thief, DORMANT_ADMINISTRATOR, DEVICE_OF_THIEF))
        .then(66, SignIn.consoleLogin(Company.PROD, DORMANT_ADMINISTRATOR, THIEF, true))
        .then(
            140,
            Call.of(
                Caller.inConsole(
                    Identity.userInConsole(Company.PROD, DORMANT_ADMINISTRATOR, true), THIEF),
                "organizations",
                "DescribeOrganization"));
  }

  /** Weeks before, in daylight, the right was given. */
  private static void makeAdministrator(Script script) {
    Caller administrator =
        Caller.inConsole(
            Identity.userInConsole(Company.PROD, Company.ADMINISTRATOR, true),
            Company.DUBLIN_OFFICE);
    script
        .on(39, "10:20:00")
        .then(0, Iam.attachUserPolicy(administrator, DORMANT_ADMINISTRATOR, Company.ADMIN_POLICY));
  }
}
