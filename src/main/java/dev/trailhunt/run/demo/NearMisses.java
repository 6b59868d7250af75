package dev.trailhunt.run.demo;

/** What looks like a password set for an IAM user and is none. */
final class NearMisses implements Story {
  private static final String USER = "daria.lindt";

  @Override
  public String name() {
    return "near-misses";
  }

  @Override
  public void tell(Script script) {
    failures(script.on(6, "14:00:00"));
    root(script.on(5, "19:10:00"));
    otherCalls(script.on(4, "10:00:00"));
    otherSource(script.on(4, "11:00:00"));
    otherAccount(script.on(3, "09:30:00"));
  }

  private static Caller administrator() {
    return Caller.inConsole(
        Identity.userInConsole(Company.PROD, Company.ADMINISTRATOR, true), Company.DUBLIN_OFFICE);
  }

  private static void failures(Script script) {
    Caller developer =
        Caller.with(
            Identity.permissionSet(Company.PROD, "Developer", "ivo.quist"),
            Company.DUBLIN_OFFICE,
            Agents.CLI);
    script
        .then(
            0,
            Iam.createLoginProfile(administrator(), USER, true)
                .fails(
                    "EntityAlreadyExistsException",
                    "Login Profile for user " + USER + " already exists."),
            Expected.NOTHING)
        .then(
            20,
            Iam.updateLoginProfile(administrator(), USER, true)
                .fails(
                    "PasswordPolicyViolationException",
                    "Password should have at least one uppercase letter"),
            Expected.NOTHING)
        .then(
            900,
            Iam.updateLoginProfile(developer, USER)
                .denied(Iam.notAuthorized(developer, "UpdateLoginProfile", USER)),
            Expected.NOTHING);
  }

  /** Root gives itself a password: no IAM user is the target. */
  private static void root(Script script) {
    Caller root = Caller.inConsole(Identity.root(Company.PROD), Company.DUBLIN_OFFICE);
    script
        .then(0, SignIn.consoleLogin(Identity.root(Company.PROD), Company.DUBLIN_OFFICE, true))
        .then(
            90,
            Call.of(root, "iam", "UpdateLoginProfile").request("passwordResetRequired", false),
            Expected.OUT_OF_SCOPE);
  }

  private static void otherCalls(Script script) {
    Caller self =
        Caller.inConsole(Identity.userInConsole(Company.PROD, USER, true), Company.DUBLIN_OFFICE);
    script
        .then(0, Iam.changePassword(self), Expected.NOTHING)
        .then(200, Iam.getLoginProfile(administrator(), "svc-reporting"), Expected.NOTHING)
        .then(30, Iam.deleteLoginProfile(administrator(), "svc-reporting"), Expected.NOTHING);
  }

  /** The same names, called at something that is not IAM. */
  private static void otherSource(Script script) {
    Caller portal =
        Caller.with(
            Identity.identityCenterUser(Company.PROD, "mats.sato"),
            Company.SYDNEY_OFFICE,
            Agents.BROWSER);
    for (String call : new String[] {"CreateLoginProfile", "UpdateLoginProfile"}) {
      script.then(
          10,
          Call.of(portal, "sso-directory", call).in(Company.EU_WEST).request("userName", USER),
          Expected.NOTHING);
    }
  }

  /** After a reset somebody of the same name signs in to the other account. */
  private static void otherAccount(Script script) {
    script
        .then(0, Iam.updateLoginProfile(administrator(), USER, true), Expected.ALERT)
        .then(
            240, SignIn.consoleLogin(Company.DEV, USER, "198.51.100.250", false), Expected.NOTHING);
  }
}
