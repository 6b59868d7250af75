package dev.trailhunt.run.demo;

/**
 * An identity at work: from where and with what.
 *
 * @param who the identity
 * @param address the source address, or the name of a service that calls on its behalf
 * @param userAgent what the client says it is
 * @param console whether the credentials come from a console session
 */
record Caller(Identity who, String address, String userAgent, boolean console) {

  /** Somebody who calls the API with a client. */
  static Caller with(Identity who, String address, String userAgent) {
    return new Caller(who, address, userAgent, false);
  }

  /** Somebody who clicks in the console. */
  static Caller inConsole(Identity who, String address) {
    return new Caller(who, address, Agents.BROWSER, true);
  }

  String accountId() {
    return who.accountId();
  }

  /** Whether the source address is an address and not a service's name. */
  boolean hasAddress() {
    return !address.endsWith(".amazonaws.com") && !address.equals("AWS Internal");
  }
}
