package dev.trailhunt.run.demo;

/**
 * Incident 1: a stolen key of a build user resets the passwords of two people it found in the user
 * list, one of whom has left. The other's password opens the console, where a new administrator is
 * made at once, and more servers are asked for.
 */
final class CliToConsole implements Story {
  private static final String THIEF = "203.0.113.24";
  private static final String STOLEN_KEY_OF = "ci-artifacts";
  private static final String VICTIM = "farah.osei";
  private static final String LEFT_THE_COMPANY = "backup-operator";
  private static final String NEW_ADMINISTRATOR = "support-sync";

  @Override
  public String name() {
    return "cli-to-console";
  }

  @Override
  public void tell(Script script) {
    Caller thief =
        Caller.with(Identity.userWithKey(Company.PROD, STOLEN_KEY_OF), THIEF, Agents.CLI);
    script
        .on(12, "02:14:07")
        .then(0, Call.of(thief, "sts", "GetCallerIdentity"))
        .then(9, Iam.listUsers(thief))
        .then(41, Iam.updateLoginProfile(thief, VICTIM, false), Expected.ALERT)
        .then(
            33,
            Iam.updateLoginProfile(thief, LEFT_THE_COMPANY, false)
                .fails("NoSuchEntityException", Iam.noSuchUser(LEFT_THE_COMPANY)),
            Expected.NOTHING)
        .then(74, SignIn.consoleLogin(Company.PROD, VICTIM, THIEF, false));

    Caller asVictim = Caller.inConsole(Identity.userInConsole(Company.PROD, VICTIM, false), THIEF);
    script
        .then(118, Iam.createUser(asVictim, NEW_ADMINISTRATOR))
        .then(6, Iam.createAccessKey(asVictim, NEW_ADMINISTRATOR))
        .then(5, Iam.attachUserPolicy(asVictim, NEW_ADMINISTRATOR, Company.ADMIN_POLICY))
        .then(12, Iam.createLoginProfile(asVictim, NEW_ADMINISTRATOR, false), Expected.ALERT)
        .then(
            240,
            Call.of(asVictim, "servicequotas", "RequestServiceQuotaIncrease")
                .request("serviceCode", "ec2", "quotaCode", "L-1216C47A", "desiredValue", 512)
                .response("requestedQuota", Json.object("status", "PENDING")))
        .then(
            95,
            Call.of(asVictim, "ec2", "RunInstances")
                .in(Company.AP_SOUTHEAST)
                .request("instanceType", "p4d.24xlarge", "minCount", 8, "maxCount", 8)
                .fails(
                    "Client.VcpuLimitExceeded",
                    "You have requested more vCPU capacity than your current limit allows"));
  }
}
