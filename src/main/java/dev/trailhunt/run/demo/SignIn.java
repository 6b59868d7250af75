package dev.trailhunt.run.demo;

/** Sign-in events and the session calls of STS. */
final class SignIn {
  private static final String SERVICE = "signin";
  private static final String CONSOLE = "https://console.aws.amazon.com/console/home";

  private SignIn() {}

  /** An IAM user's successful sign-in. */
  static Call consoleLogin(String accountId, String user, String address, boolean mfa) {
    return consoleLogin(Identity.userSigningIn(accountId, user), address, mfa);
  }

  /** Anybody's successful sign-in. */
  static Call consoleLogin(Identity who, String address, boolean mfa) {
    return signIn(Caller.with(who, address, Agents.BROWSER), "ConsoleLogin", "Success", mfa);
  }

  /** A sign-in with a wrong password. */
  static Call failedConsoleLogin(Identity who, String address) {
    return signIn(Caller.with(who, address, Agents.FIREFOX), "ConsoleLogin", "Failure", false)
        .signIn("Failed authentication");
  }

  /** An identity exchanges credentials for a way into the console. */
  static Call getSigninToken(Caller caller) {
    return Call.of(caller, SERVICE, "GetSigninToken")
        .response("GetSigninToken", "Success")
        .additional("MobileVersion", "No", "MFAUsed", "No")
        .signIn(null);
  }

  /** Somebody, known by an arn, switches in the console into a role. */
  static Call switchRole(Caller inRole, String fromArn) {
    return Call.of(inRole, SERVICE, "SwitchRole")
        .response("SwitchRole", "Success")
        .additional("SwitchFrom", fromArn, "RedirectTo", CONSOLE)
        .signIn(null);
  }

  static Call getFederationToken(Caller caller, String federatedName) {
    return Call.of(caller, "sts", "GetFederationToken")
        .request("name", federatedName, "durationSeconds", 43200)
        .response(
            "federatedUser",
            Json.object(
                "federatedUserId", caller.accountId() + ":" + federatedName,
                "arn", "arn:aws:sts::" + caller.accountId() + ":federated-user/" + federatedName));
  }

  static Call getSessionToken(Caller caller, String device) {
    return Call.of(caller, "sts", "GetSessionToken")
        .request("serialNumber", "arn:aws:iam::" + caller.accountId() + ":mfa/" + device);
  }

  private static Call signIn(Caller caller, String name, String outcome, boolean mfa) {
    return Call.of(caller, SERVICE, name)
        .response(name, outcome)
        .additional("LoginTo", CONSOLE, "MobileVersion", "No", "MFAUsed", mfa ? "Yes" : "No")
        .signIn(null);
  }
}
