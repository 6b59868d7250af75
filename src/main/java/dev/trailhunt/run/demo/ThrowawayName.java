package dev.trailhunt.run.demo;

/**
 * Incident 5: a stolen key makes a user whose name is six letters and three digits, with a policy
 * of its own, a key and a password.
 */
final class ThrowawayName implements Story {
  private static final String THIEF = "203.0.113.9";
  private static final String STOLEN_KEY_OF = "invoice-upload";
  private static final String NEW_USER = "qmzkte417";
  private static final String POLICY = "mvbwha802";

  @Override
  public String name() {
    return "throwaway-name";
  }

  @Override
  public void tell(Script script) {
    Caller thief =
        Caller.with(Identity.userWithKey(Company.DEV, STOLEN_KEY_OF), THIEF, Agents.BOTO);
    script
        .on(8, "15:48:03")
        .then(0, Iam.createUser(thief, NEW_USER))
        .then(2, Iam.createPolicy(thief, POLICY, "*"))
        .then(
            1,
            Iam.attachUserPolicy(
                thief, NEW_USER, "arn:aws:iam::" + Company.DEV + ":policy/" + POLICY))
        .then(3, Iam.createAccessKey(thief, NEW_USER))
        .then(1, Iam.createLoginProfile(thief, NEW_USER, false), Expected.ALERT)
        .then(900, Call.of(thief, "bedrock", "ListFoundationModels"));
  }
}
