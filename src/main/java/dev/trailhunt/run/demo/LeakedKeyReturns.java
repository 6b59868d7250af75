package dev.trailhunt.run.demo;

/**
 * Incident 2: a leaked key looks at the mail service and is quiet for two weeks. Then an
 * administrator is made, used for a week and left alone for two more, until it comes back for
 * further users and cleans up behind itself.
 */
final class LeakedKeyReturns implements Story {
  private static final String THIEF = "203.0.113.51";
  private static final String THIEF_LATER = "2001:db8:bad:7::2";
  private static final String LEAKED_KEY_OF = "newsletter-mailer";
  private static final String NEW_ADMINISTRATOR = "ops.nightshift";
  private static final String SECOND_USER = "ses.monitor";
  private static final String OVERTAKEN = "goran.moreau";
  private static final String GETS_A_KEY = "svc-labels";

  @Override
  public String name() {
    return "leaked-key-returns";
  }

  @Override
  public void tell(Script script) {
    reconnaissance(script);
    firstAct(script);
    secondAct(script);
  }

  private static Caller keyHolder() {
    return Caller.with(Identity.userWithKey(Company.DEV, LEAKED_KEY_OF), THIEF, Agents.BOTO);
  }

  private static void reconnaissance(Script script) {
    script
        .on(41, "18:02:11")
        .then(0, Call.of(keyHolder(), "ses", "GetSendQuota"))
        .then(3, Call.of(keyHolder(), "ses", "ListIdentities"))
        .then(4, Call.of(keyHolder(), "ses", "GetAccountSendingEnabled"));
  }

  private static void firstAct(Script script) {
    Caller thief = keyHolder();
    script
        .on(27, "19:40:22")
        .then(0, Iam.listUsers(thief))
        .then(130, Iam.createUser(thief, NEW_ADMINISTRATOR))
        .then(8, Iam.createLoginProfile(thief, NEW_ADMINISTRATOR, false), Expected.ALERT)
        .then(11, Iam.attachUserPolicy(thief, NEW_ADMINISTRATOR, Company.ADMIN_POLICY));
    for (int day = 26; day >= 20; day -= 2) {
      script
          .on(day, "20:15:40")
          .then(0, SignIn.consoleLogin(Company.DEV, NEW_ADMINISTRATOR, THIEF, false))
          .then(200, Call.of(newAdministrator(THIEF), "ses", "ListIdentities"))
          .then(90, Call.of(newAdministrator(THIEF), "ec2", "DescribeInstances"));
    }
  }

  private static void secondAct(Script script) {
    Caller back = newAdministrator(THIEF_LATER);
    script
        .on(6, "03:21:09")
        .then(0, SignIn.consoleLogin(Company.DEV, NEW_ADMINISTRATOR, THIEF_LATER, false))
        .then(160, Iam.createUser(back, SECOND_USER))
        .then(20, Iam.createAccessKey(back, SECOND_USER))
        .then(45, Iam.createAccessKey(back, GETS_A_KEY))
        .then(70, Iam.updateLoginProfile(back, OVERTAKEN, false), Expected.ALERT)
        .then(85, SignIn.consoleLogin(Company.DEV, OVERTAKEN, THIEF_LATER, false))
        .then(3600, Iam.updateAccessKey(back, SECOND_USER, "Inactive"))
        .then(9, Iam.deleteAccessKey(back, SECOND_USER))
        .then(14, Iam.deleteUser(back, SECOND_USER));
  }

  private static Caller newAdministrator(String address) {
    return Caller.inConsole(Identity.userInConsole(Company.DEV, NEW_ADMINISTRATOR, false), address);
  }
}
