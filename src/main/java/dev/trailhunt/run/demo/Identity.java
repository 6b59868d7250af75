package dev.trailhunt.run.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Who makes a call, as the record's {@code userIdentity} states it.
 *
 * @param accountId the account that records the call
 * @param name the user, role or service
 * @param json the {@code userIdentity} object
 */
record Identity(String accountId, String name, ObjectNode json) {

  /** An IAM user with the long-term access key. */
  static Identity userWithKey(String accountId, String userName) {
    return userWithKey(accountId, userName, userName);
  }

  /** An IAM user with one of several long-term keys. */
  static Identity userWithKey(String accountId, String userName, String whichKey) {
    ObjectNode json = user(accountId, userName, Ids.user(accountId, userName));
    json.put("accessKeyId", Ids.longTermKey(accountId, whichKey));
    return new Identity(accountId, userName, json);
  }

  /** An IAM user in a console session. */
  static Identity userInConsole(String accountId, String userName, boolean mfa) {
    return userInConsole(accountId, userName, Ids.user(accountId, userName), mfa);
  }

  /** An IAM user with a given id in a console session. */
  static Identity userInConsole(String accountId, String userName, String userId, boolean mfa) {
    ObjectNode json = user(accountId, userName, userId);
    json.put("accessKeyId", Ids.temporaryKey(accountId, userName));
    json.set("sessionContext", Json.object("attributes", attributes(mfa)));
    return new Identity(accountId, userName, json);
  }

  /** An IAM user at the sign-in page. */
  static Identity userSigningIn(String accountId, String userName) {
    return userSigningIn(accountId, userName, Ids.user(accountId, userName));
  }

  /** An IAM user with a given id at the sign-in page. */
  static Identity userSigningIn(String accountId, String userName, String userId) {
    return new Identity(accountId, userName, user(accountId, userName, userId));
  }

  /** Somebody at the sign-in page who typed a name that is no user's. */
  static Identity unknownSigningIn(String accountId) {
    ObjectNode json =
        Json.object(
            "type", "IAMUser",
            "accountId", accountId,
            "accessKeyId", "",
            "userName", "HIDDEN_DUE_TO_SECURITY_REASONS");
    return new Identity(accountId, "HIDDEN_DUE_TO_SECURITY_REASONS", json);
  }

  /** A role's session. */
  static Identity role(String accountId, String roleName, String sessionName) {
    return role(accountId, roleName, "role/" + roleName, sessionName);
  }

  /** A person's session in a role that IAM Identity Center made for a permission set. */
  static Identity permissionSet(String accountId, String permissionSet, String person) {
    String roleName =
        "AWSReservedSSO_" + permissionSet + "_" + Ids.hex(accountId + permissionSet, 16);
    String path = "role/aws-reserved/sso.amazonaws.com/" + Company.EU_WEST + "/" + roleName;
    return role(accountId, roleName, path, person + "@" + Company.MAIL_DOMAIN);
  }

  /** A person in the access portal of IAM Identity Center. */
  static Identity identityCenterUser(String accountId, String person) {
    String userId = Ids.hex("person" + person, 10) + "-" + Ids.hex("directory" + person, 12);
    ObjectNode onBehalfOf =
        Json.object(
            "userId",
            userId,
            "identityStoreArn",
            "arn:aws:identitystore::" + accountId + ":identitystore/d-" + Ids.hex(accountId, 10));
    ObjectNode json =
        Json.object(
            "type",
            "IdentityCenterUser",
            "accountId",
            accountId,
            "onBehalfOf",
            onBehalfOf,
            "credentialId",
            Ids.hex("credential" + person, 32));
    return new Identity(accountId, person, json);
  }

  /** A token that an IAM user asked of GetFederationToken. */
  static Identity federated(String accountId, String userName, String federatedName) {
    ObjectNode issuer =
        Json.object(
            "type",
            "IAMUser",
            "principalId",
            Ids.user(accountId, userName),
            "arn",
            userArn(accountId, userName),
            "accountId",
            accountId,
            "userName",
            userName);
    ObjectNode json =
        Json.object(
            "type",
            "FederatedUser",
            "principalId",
            accountId + ":" + federatedName,
            "arn",
            "arn:aws:sts::" + accountId + ":federated-user/" + federatedName,
            "accountId",
            accountId,
            "accessKeyId",
            Ids.temporaryKey(accountId, federatedName),
            "sessionContext",
            Json.object("sessionIssuer", issuer, "attributes", attributes(false)));
    return new Identity(accountId, federatedName, json);
  }

  /** The account's root user. */
  static Identity root(String accountId) {
    ObjectNode json =
        Json.object(
            "type",
            "Root",
            "principalId",
            accountId,
            "arn",
            "arn:aws:iam::" + accountId + ":root",
            "accountId",
            accountId,
            "accessKeyId",
            Ids.temporaryKey(accountId, "root"),
            "sessionContext",
            Json.object("attributes", attributes(true)));
    return new Identity(accountId, "root", json);
  }

  /** An AWS service on its own behalf. */
  static Identity service(String accountId, String service) {
    return new Identity(
        accountId, service, Json.object("type", "AWSService", "invokedBy", service));
  }

  static String userArn(String accountId, String userName) {
    return "arn:aws:iam::" + accountId + ":user/" + userName;
  }

  private static ObjectNode user(String accountId, String userName, String userId) {
    return Json.object(
        "type", "IAMUser",
        "principalId", userId,
        "arn", userArn(accountId, userName),
        "accountId", accountId,
        "userName", userName);
  }

  private static Identity role(String accountId, String roleName, String path, String sessionName) {
    String roleId = Ids.role(accountId, roleName);
    ObjectNode issuer =
        Json.object(
            "type", "Role",
            "principalId", roleId,
            "arn", "arn:aws:iam::" + accountId + ":" + path,
            "accountId", accountId,
            "userName", roleName);
    String sessionArn =
        "arn:aws:sts::" + accountId + ":assumed-role/" + roleName + "/" + sessionName;
    ObjectNode json =
        Json.object(
            "type",
            "AssumedRole",
            "principalId",
            roleId + ":" + sessionName,
            "arn",
            sessionArn,
            "accountId",
            accountId,
            "accessKeyId",
            Ids.temporaryKey(accountId, roleName + sessionName),
            "sessionContext",
            Json.object("sessionIssuer", issuer, "attributes", attributes(false)));
    return new Identity(accountId, roleName, json);
  }

  private static ObjectNode attributes(boolean mfa) {
    return Json.object(
        "creationDate", RecordTemplate.SESSION_START, "mfaAuthenticated", Boolean.toString(mfa));
  }
}
