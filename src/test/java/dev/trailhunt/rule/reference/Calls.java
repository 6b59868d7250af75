package dev.trailhunt.rule.reference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Drafts of single calls with all that belongs to them. */
final class Calls {
  private static final List<String> POLICIES =
      List.of(
          "arn:aws:iam::aws:policy/AdministratorAccess",
          "arn:aws:iam::aws:policy/IAMFullAccess",
          "arn:aws:iam::aws:policy/PowerUserAccess",
          "arn:aws:iam::aws:policy/ReadOnlyAccess",
          "arn:aws:iam::111122223333:policy/team/AdministratorAccess",
          "arn:aws:iam::111122223333:policy/NotAdministratorAccess");
  private static final List<String> DOCUMENTS =
      List.of(
          "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
          "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[\"s3:*\",\"iam:*\"],\"Resource\":[\"*\"]}}",
          "{\"Statement\":[{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}]}",
          "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"*\"}]}");
  private static final List<String> GROUPS = List.of("Admins", "developers", "billing-ADMIN-ro");
  private static final List<String> REFUSALS =
      List.of(
          "NoSuchEntityException",
          "EntityAlreadyExistsException",
          "EntityTemporarilyUnmodifiableException",
          "PasswordPolicyViolation",
          "PasswordPolicyViolationException",
          "LimitExceededException");

  private final Cast cast;
  private final Dice dice;

  Calls(Cast cast, Dice dice) {
    this.cast = cast;
    this.dice = dice;
  }

  /** A call on a user, its name as somebody happens to type it. */
  Draft onUser(String call, long second, Caller caller, String name) {
    String user = cast.written(name);
    Draft draft = draft(call, second, caller);
    ObjectNode request = draft.request().put("userName", user);
    switch (call) {
      case "AttachUserPolicy", "DetachUserPolicy" -> request.put("policyArn", dice.pick(POLICIES));
      case "PutUserPolicy" -> inlinePolicy(request).put("policyDocument", dice.pick(DOCUMENTS));
      case "DeleteUserPolicy" -> inlinePolicy(request);
      case "AddUserToGroup", "RemoveUserFromGroup" -> request.put("groupName", dice.pick(GROUPS));
      case "CreateAccessKey" ->
          answer(draft, "accessKey", user).put("accessKeyId", accessKey(name));
      case "UpdateAccessKey" ->
          request
              .put("accessKeyId", accessKey(name))
              .put("status", dice.pick("Active", "Inactive"));
      case "DeleteAccessKey" -> request.put("accessKeyId", accessKey(name));
      case "UploadSSHPublicKey" -> answer(draft, "sSHPublicKey", user);
      case "UploadSigningCertificate" -> answer(draft, "certificate", user);
      case "CreateServiceSpecificCredential" -> answer(draft, "serviceSpecificCredential", user);
      case "CreateLoginProfile" -> resetRequired(answer(draft, "loginProfile", user));
      case "UpdateLoginProfile" -> resetRequired(request);
      case "EnableMFADevice", "DeactivateMFADevice", "ResyncMFADevice" ->
          request.put("serialNumber", cast.serial(name));
      case "UpdateUser" -> request.put("newUserName", cast.written(cast.name()));
      default -> {}
    }
    return draft;
  }

  private ObjectNode inlinePolicy(ObjectNode request) {
    return request.put("policyName", "inline-" + dice.between(1, 2));
  }

  private static String accessKey(String name, long number) {
    return "AKIAEXAMPLE" + name + number;
  }

  private String accessKey(String name) {
    return accessKey(name, dice.between(1, 2));
  }

  /** Puts the user into the answer, sometimes only there. */
  private ObjectNode answer(Draft draft, String element, String user) {
    if (dice.chance(0.15)) {
      draft.request().remove("userName");
    }
    return draft.response().putObject(element).put("userName", user);
  }

  private void resetRequired(ObjectNode node) {
    if (dice.chance(0.6)) {
      node.put("passwordResetRequired", dice.chance(0.5));
    }
  }

  Draft rename(long second, Caller caller, String name, String newName) {
    Draft draft = onUser("UpdateUser", second, caller, name);
    draft.request().put("newUserName", cast.written(newName));
    return draft;
  }

  /** A call on a virtual device, which names only its serial. */
  Draft onDevice(String call, long second, Caller caller, String serial) {
    Draft draft = draft(call, second, caller);
    if (call.equals("CreateVirtualMFADevice")) {
      draft.request().put("virtualMFADeviceName", "phone");
      draft.response().putObject("virtualMFADevice").put("serialNumber", serial);
    } else {
      draft.request().put("serialNumber", serial);
    }
    return draft;
  }

  /** A call on a user's device. */
  Draft onDeviceOf(String name, String call, long second, Caller caller, String serial) {
    Draft draft = onUser(call, second, caller, name);
    draft.request().put("serialNumber", serial);
    return draft;
  }

  /** A call on nobody in particular. */
  Draft onNobody(String call, long second, Caller caller) {
    Draft draft = draft(call, second, caller);
    switch (call) {
      case "GetSigninToken" -> draft.response().put(call, "Success");
      case "CreateRole", "PutRolePolicy", "AttachRolePolicy", "UpdateAssumeRolePolicy" ->
          draft.request().put("roleName", "r");
      default -> {}
    }
    return dice.chance(0.3) ? draft.inConsole() : draft;
  }

  Draft switchRole(long second, Caller caller, String fromArn) {
    Draft draft = draft("SwitchRole", second, caller);
    draft.response().put("SwitchRole", "Success");
    draft.extra().put("SwitchFrom", fromArn);
    return draft;
  }

  Draft login(long second, String name, String address) {
    Draft draft = draft("ConsoleLogin", second, cast.user(name)).from(address);
    draft.extra().put("MFAUsed", dice.pick("Yes", "yes", "No", "NO"));
    draft.response().put("ConsoleLogin", "Success");
    return dice.chance(0.2) ? draft.wrongPassword() : draft;
  }

  Draft changePassword(long second, String name) {
    return draft("ChangePassword", second, cast.user(name));
  }

  /** Lets a call on a user fail, in one of the ways to tell on whom. */
  Draft failed(Draft draft, String name) {
    if (dice.chance(0.4)) {
      return draft.refused(dice.pick(REFUSALS));
    }
    String user = cast.written(name);
    return draft.denied(
        dice.pick(
            "user " + user + " because no identity-based policy allows it",
            "user " + user + ".",
            cast.arn(cast.account(), user) + " with an explicit deny"));
  }

  private Draft draft(String call, long second, Caller caller) {
    return new Draft(second, call, caller).from(cast.address()).with(cast.agent());
  }
}
