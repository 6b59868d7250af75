package dev.trailhunt.run.demo;

import java.util.Set;

/**
 * The identity events of the default keep-list. Stated here once more on purpose: the sample's
 * counts check the job's list, so they must not come from it.
 */
final class KeepList {
  private static final Set<String> SERVICES = Set.of("iam", "signin", "sts");

  private static final Set<String> NAMES =
      Set.of(
          "CreateUser",
          "UpdateUser",
          "DeleteUser",
          "CreateLoginProfile",
          "UpdateLoginProfile",
          "DeleteLoginProfile",
          "GetLoginProfile",
          "ChangePassword",
          "CreateAccessKey",
          "UpdateAccessKey",
          "DeleteAccessKey",
          "AttachUserPolicy",
          "DetachUserPolicy",
          "PutUserPolicy",
          "DeleteUserPolicy",
          "AddUserToGroup",
          "RemoveUserFromGroup",
          "PutUserPermissionsBoundary",
          "DeleteUserPermissionsBoundary",
          "CreateVirtualMFADevice",
          "DeleteVirtualMFADevice",
          "EnableMFADevice",
          "DeactivateMFADevice",
          "ResyncMFADevice",
          "CreateServiceSpecificCredential",
          "ResetServiceSpecificCredential",
          "UploadSSHPublicKey",
          "UploadSigningCertificate",
          "CreateRole",
          "AttachRolePolicy",
          "PutRolePolicy",
          "UpdateAssumeRolePolicy",
          "CreatePolicy",
          "CreatePolicyVersion",
          "AttachGroupPolicy",
          "PutGroupPolicy",
          "ListUsers",
          "GetAccountAuthorizationDetails",
          "ConsoleLogin",
          "SwitchRole",
          "GetSigninToken",
          "PasswordRecoveryRequested",
          "GetFederationToken",
          "GetSessionToken");

  private KeepList() {}

  static boolean keeps(String service, String eventName) {
    return SERVICES.contains(service) && NAMES.contains(eventName);
  }
}
