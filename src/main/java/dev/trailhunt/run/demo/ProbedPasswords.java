package dev.trailhunt.run.demo;

import java.util.List;

/**
 * Incident 4: a desktop tool for buckets asks of one user after the other whether there is a
 * password, gives one to those that have none, signs in as them and starts servers.
 */
final class ProbedPasswords implements Story {
  private static final String THIEF = "203.0.113.133";
  private static final String STOLEN_KEY_OF = "photo-archive";
  private static final List<String> WITH_PASSWORD = List.of("bram.novak", "hana.lindt");
  private static final List<String> WITHOUT_PASSWORD =
      List.of("svc-labels", "ci-artifacts", "photo-archive", "print-queue", "svc-backup");
  private static final List<String> CHOSEN = List.of("svc-backup", "print-queue");

  @Override
  public String name() {
    return "probed-passwords";
  }

  @Override
  public void tell(Script script) {
    Caller thief =
        Caller.with(Identity.userWithKey(Company.PROD, STOLEN_KEY_OF), THIEF, Agents.S3_BROWSER);
    script.on(13, "22:31:44").then(0, Call.of(thief, "s3", "ListBuckets"));
    script.then(25, Iam.listUsers(thief));
    WITH_PASSWORD.forEach(user -> script.then(2, Iam.getLoginProfile(thief, user)));
    WITHOUT_PASSWORD.forEach(user -> script.then(1, Iam.noLoginProfile(thief, user)));
    for (String user : CHOSEN) {
      script.then(70, Iam.createLoginProfile(thief, user, false), Expected.ALERT);
    }
    for (String user : CHOSEN) {
      script.then(150, SignIn.consoleLogin(Company.PROD, user, THIEF, false));
      startServers(script, user);
    }
  }

  private static void startServers(Script script, String user) {
    Caller console = Caller.inConsole(Identity.userInConsole(Company.PROD, user, false), THIEF);
    script
        .then(
            260,
            Call.of(console, "ec2", "CreateKeyPair")
                .in(Company.AP_SOUTHEAST)
                .request("keyName", "su32"))
        .then(
            35,
            Call.of(console, "ec2", "RunInstances")
                .in(Company.AP_SOUTHEAST)
                .request("instanceType", "c6a.24xlarge", "minCount", 4, "maxCount", 4)
                .response("reservationId", "r-" + RecordTemplate.RESOURCE));
  }
}
