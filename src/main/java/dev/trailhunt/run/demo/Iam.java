package dev.trailhunt.run.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Successful calls of IAM as a trail records them. */
final class Iam {
  private static final String SERVICE = "iam";

  private Iam() {}

  static Call listUsers(Caller caller) {
    return Call.of(caller, SERVICE, "ListUsers");
  }

  static Call getAccountAuthorizationDetails(Caller caller) {
    return Call.of(caller, SERVICE, "GetAccountAuthorizationDetails");
  }

  static Call createUser(Caller caller, String user) {
    return createUser(caller, user, Ids.user(caller.accountId(), user));
  }

  static Call createUser(Caller caller, String user, String userId) {
    ObjectNode created =
        Json.object(
            "path",
            "/",
            "userName",
            user,
            "userId",
            userId,
            "arn",
            Identity.userArn(caller.accountId(), user),
            "createDate",
            RecordTemplate.CREATED);
    return onUser(caller, "CreateUser", user).response("user", created);
  }

  static Call deleteUser(Caller caller, String user) {
    return onUser(caller, "DeleteUser", user);
  }

  static Call createLoginProfile(Caller caller, String user, boolean resetRequired) {
    ObjectNode profile =
        Json.object(
            "userName", user,
            "createDate", RecordTemplate.CREATED,
            "passwordResetRequired", resetRequired);
    return Call.of(caller, SERVICE, "CreateLoginProfile")
        .request("userName", user, "passwordResetRequired", resetRequired)
        .response("loginProfile", profile);
  }

  /** A reset that logs, as many do, nothing but the user's name. */
  static Call updateLoginProfile(Caller caller, String user) {
    return onUser(caller, "UpdateLoginProfile", user);
  }

  static Call updateLoginProfile(Caller caller, String user, boolean resetRequired) {
    return Call.of(caller, SERVICE, "UpdateLoginProfile")
        .request("userName", user, "passwordResetRequired", resetRequired);
  }

  static Call deleteLoginProfile(Caller caller, String user) {
    return onUser(caller, "DeleteLoginProfile", user);
  }

  static Call getLoginProfile(Caller caller, String user) {
    ObjectNode profile = Json.object("userName", user, "createDate", RecordTemplate.CREATED);
    return onUser(caller, "GetLoginProfile", user).response("loginProfile", profile);
  }

  static Call noLoginProfile(Caller caller, String user) {
    return onUser(caller, "GetLoginProfile", user)
        .fails("NoSuchEntityException", "Login Profile for User " + user + " cannot be found.");
  }

  static Call changePassword(Caller caller) {
    return Call.of(caller, SERVICE, "ChangePassword");
  }

  static Call createAccessKey(Caller caller, String user) {
    ObjectNode key =
        Json.object(
            "userName",
            user,
            "accessKeyId",
            Ids.longTermKey(caller.accountId(), user),
            "status",
            "Active",
            "createDate",
            RecordTemplate.CREATED);
    return onUser(caller, "CreateAccessKey", user).response("accessKey", key);
  }

  static Call updateAccessKey(Caller caller, String user, String status) {
    return Call.of(caller, SERVICE, "UpdateAccessKey")
        .request(
            "userName", user,
            "accessKeyId", Ids.longTermKey(caller.accountId(), user),
            "status", status);
  }

  static Call deleteAccessKey(Caller caller, String user) {
    return Call.of(caller, SERVICE, "DeleteAccessKey")
        .request("userName", user, "accessKeyId", Ids.longTermKey(caller.accountId(), user));
  }

  static Call attachUserPolicy(Caller caller, String user, String policyArn) {
    return Call.of(caller, SERVICE, "AttachUserPolicy")
        .request("userName", user, "policyArn", policyArn);
  }

  static Call addUserToGroup(Caller caller, String user, String group) {
    return Call.of(caller, SERVICE, "AddUserToGroup").request("userName", user, "groupName", group);
  }

  static Call createVirtualMfaDevice(Caller caller, String device) {
    return Call.of(caller, SERVICE, "CreateVirtualMFADevice")
        .request("virtualMFADeviceName", device)
        .response(
            "virtualMFADevice", Json.object("serialNumber", mfaSerial(caller.accountId(), device)));
  }

  static Call enableMfaDevice(Caller caller, String user, String device) {
    return Call.of(caller, SERVICE, "EnableMFADevice")
        .request("userName", user, "serialNumber", mfaSerial(caller.accountId(), device));
  }

  static Call deactivateMfaDevice(Caller caller, String user, String device) {
    return Call.of(caller, SERVICE, "DeactivateMFADevice")
        .request("userName", user, "serialNumber", mfaSerial(caller.accountId(), device));
  }

  /** A role that {@code trusted}, an account's or a service's principal object, may assume. */
  static Call createRole(Caller caller, String role, ObjectNode trusted) {
    ObjectNode trust =
        Json.object(
            "Version",
            "2012-10-17",
            "Statement",
            Json.arrayOf(
                Json.object("Effect", "Allow", "Principal", trusted, "Action", "sts:AssumeRole")));
    ObjectNode created =
        Json.object(
            "path",
            "/",
            "roleName",
            role,
            "roleId",
            Ids.role(caller.accountId(), role),
            "arn",
            "arn:aws:iam::" + caller.accountId() + ":role/" + role,
            "createDate",
            RecordTemplate.CREATED);
    return Call.of(caller, SERVICE, "CreateRole")
        .request("roleName", role, "assumeRolePolicyDocument", trust.toString())
        .response("role", created);
  }

  static Call attachRolePolicy(Caller caller, String role, String policyArn) {
    return Call.of(caller, SERVICE, "AttachRolePolicy")
        .request("roleName", role, "policyArn", policyArn);
  }

  static Call putRolePolicy(Caller caller, String role, String policy, String action) {
    return Call.of(caller, SERVICE, "PutRolePolicy")
        .request("roleName", role, "policyName", policy, "policyDocument", policyDocument(action));
  }

  static Call createPolicy(Caller caller, String policy, String action) {
    ObjectNode created =
        Json.object(
            "policyName",
            policy,
            "arn",
            "arn:aws:iam::" + caller.accountId() + ":policy/" + policy,
            "path",
            "/",
            "defaultVersionId",
            "v1",
            "createDate",
            RecordTemplate.CREATED);
    return Call.of(caller, SERVICE, "CreatePolicy")
        .request("policyName", policy, "policyDocument", policyDocument(action))
        .response("policy", created);
  }

  /** The message of a call on {@code user} that the caller may not make. */
  static String notAuthorized(Caller caller, String action, String user) {
    return "User: "
        + caller.who().json().path("arn").asText()
        + " is not authorized to perform: iam:"
        + action
        + " on resource: user "
        + user
        + " because no identity-based policy allows the iam:"
        + action
        + " action";
  }

  /** The message of a call that named a user who does not exist. */
  static String noSuchUser(String user) {
    return "The user with name " + user + " cannot be found.";
  }

  private static Call onUser(Caller caller, String name, String user) {
    return Call.of(caller, SERVICE, name).request("userName", user);
  }

  private static String mfaSerial(String accountId, String device) {
    return "arn:aws:iam::" + accountId + ":mfa/" + device;
  }

  private static String policyDocument(String action) {
    return Json.object(
            "Version",
            "2012-10-17",
            "Statement",
            Json.arrayOf(Json.object("Effect", "Allow", "Action", action, "Resource", "*")))
        .toString();
  }
}
