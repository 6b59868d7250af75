package dev.trailhunt.run.demo;

/**
 * Incident 7: somebody with a stolen key calls itself Terraform. A user is made, a second later its
 * password, and nine seconds after that the user signs in from the same address.
 *
 * <p>The trigger matches the exclusion {@code automation-user-agent}, so it is expected as {@code
 * excluded}. The actor has not earned the exclusion and the sign-in overrides it: where these two
 * are looked at the finding is an alert.
 */
final class HiddenBehindAutomation implements Story {
  private static final String THIEF = "203.0.113.175";
  private static final String STOLEN_KEY_OF = "deploy-legacy";
  private static final String NEW_USER = "pipeline.runner";

  @Override
  public String name() {
    return "hidden-behind-automation";
  }

  @Override
  public void tell(Script script) {
    Caller thief =
        Caller.with(Identity.userWithKey(Company.PROD, STOLEN_KEY_OF), THIEF, Agents.TERRAFORM);
    script
        .on(7, "13:27:51")
        .then(0, Iam.createUser(thief, NEW_USER))
        .then(1, Iam.createLoginProfile(thief, NEW_USER, false), Expected.EXCLUDED)
        .then(9, SignIn.consoleLogin(Company.PROD, NEW_USER, THIEF, false));
  }
}
