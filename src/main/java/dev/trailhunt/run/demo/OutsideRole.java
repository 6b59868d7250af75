package dev.trailhunt.run.demo;

/**
 * Incident 3: a stolen key is turned into a console session, which makes a role that another
 * account may assume. From there somebody switches into it and makes an administrator whose
 * password must be changed at sign-in, which only looks proper.
 */
final class OutsideRole implements Story {
  private static final String THIEF = "203.0.113.87";
  private static final String THIEF_ELSEWHERE = "203.0.113.190";
  private static final String STOLEN_KEY_OF = "data-export";
  private static final String FEDERATED_NAME = "console-user";
  private static final String OUTSIDE_ACCOUNT = "999988887777";
  private static final String ROLE = "SupportAccess";
  private static final String NEW_ADMINISTRATOR = "adm.helper";

  @Override
  public String name() {
    return "outside-role";
  }

  @Override
  public void tell(Script script) {
    makeRole(script);
    useRole(script);
  }

  private static void makeRole(Script script) {
    Caller thief =
        Caller.with(Identity.userWithKey(Company.PROD, STOLEN_KEY_OF), THIEF, Agents.BOTO);
    Identity federated = Identity.federated(Company.PROD, STOLEN_KEY_OF, FEDERATED_NAME);
    Caller console = Caller.inConsole(federated, THIEF);
    script
        .on(11, "11:05:30")
        .then(0, SignIn.getFederationToken(thief, FEDERATED_NAME))
        .then(2, SignIn.getSigninToken(Caller.with(federated, THIEF, Agents.PYTHON_URLLIB)))
        .then(19, SignIn.consoleLogin(federated, THIEF, false))
        .then(
            300,
            Iam.createRole(
                console, ROLE, Json.object("AWS", "arn:aws:iam::" + OUTSIDE_ACCOUNT + ":root")))
        .then(4, Iam.attachRolePolicy(console, ROLE, Company.ADMIN_POLICY));
  }

  private static void useRole(Script script) {
    Identity role = Identity.role(Company.PROD, ROLE, "operator");
    Caller inRole = Caller.inConsole(role, THIEF);
    script
        .then(600, SignIn.switchRole(inRole, Identity.userArn(OUTSIDE_ACCOUNT, "operator")))
        .then(95, Iam.createUser(inRole, NEW_ADMINISTRATOR))
        .then(1, Iam.createLoginProfile(inRole, NEW_ADMINISTRATOR, true), Expected.ALERT)
        .then(2, Iam.attachUserPolicy(inRole, NEW_ADMINISTRATOR, Company.ADMIN_POLICY))
        .then(480, SignIn.consoleLogin(Company.PROD, NEW_ADMINISTRATOR, THIEF, false))
        .then(
            720,
            SignIn.consoleLogin(Company.PROD, NEW_ADMINISTRATOR, THIEF_ELSEWHERE, false)
                .in(Company.EU_WEST));
  }
}
