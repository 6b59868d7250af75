package dev.trailhunt.run.demo;

import java.util.List;

/**
 * Incident 6: one long-term key at work from five addresses in 150 minutes. It may not set a
 * password (the record of the refusal names the target only in its message), so another stolen key
 * does.
 */
final class OneKeyManyAddresses implements Story {
  private static final List<String> ADDRESSES =
      List.of("203.0.113.61", "203.0.113.62", "203.0.113.148", "203.0.113.201", "203.0.113.230");
  private static final String STOLEN_KEY_OF = "warehouse-sync";
  private static final String SECOND_STOLEN_KEY_OF = "old-deployer";
  private static final String NEW_USER = "aws.audit";

  @Override
  public String name() {
    return "one-key-many-addresses";
  }

  @Override
  public void tell(Script script) {
    Caller second =
        Caller.with(
            Identity.userWithKey(Company.PROD, SECOND_STOLEN_KEY_OF), ADDRESSES.get(4), Agents.CLI);
    script
        .on(10, "04:10:00")
        .then(0, Call.of(thiefAt(0), "s3", "ListBuckets"))
        .then(2400, Iam.createUser(thiefAt(1), NEW_USER))
        .then(1900, Iam.attachUserPolicy(thiefAt(2), NEW_USER, Company.ADMIN_POLICY))
        .then(1500, Iam.addUserToGroup(thiefAt(3), NEW_USER, "platform-admins"))
        .then(
            1800,
            Iam.createLoginProfile(thiefAt(4), NEW_USER, false)
                .denied(Iam.notAuthorized(thiefAt(4), "CreateLoginProfile", NEW_USER)),
            Expected.NOTHING)
        .then(190, Iam.createLoginProfile(second, NEW_USER, false), Expected.ALERT)
        .then(640, SignIn.consoleLogin(Company.PROD, NEW_USER, ADDRESSES.get(4), false));
  }

  private static Caller thiefAt(int address) {
    return Caller.with(
        Identity.userWithKey(Company.PROD, STOLEN_KEY_OF), ADDRESSES.get(address), Agents.CLI);
  }
}
