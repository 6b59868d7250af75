package dev.trailhunt.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The event names that make a CloudTrail record of IAM, sign-in or STS an identity event.
 *
 * @param names CloudTrail event names, matched exactly, in alphabetical order
 */
public record KeepList(List<String> names) {

  /** The services whose records can be identity events. */
  public static final List<String> EVENT_SOURCES =
      List.of("iam.amazonaws.com", "signin.amazonaws.com", "sts.amazonaws.com");

  /**
   * What the rule and its correlation look at. AssumeRole is left out on purpose: it is most of a
   * lake.
   */
  public static final KeepList DEFAULT =
      new KeepList(
          List.of(
              // users
              "CreateUser",
              "UpdateUser",
              "DeleteUser",
              // console passwords
              "CreateLoginProfile",
              "UpdateLoginProfile",
              "DeleteLoginProfile",
              "GetLoginProfile",
              "ChangePassword",
              // access keys
              "CreateAccessKey",
              "UpdateAccessKey",
              "DeleteAccessKey",
              // what a user may do
              "AttachUserPolicy",
              "DetachUserPolicy",
              "PutUserPolicy",
              "DeleteUserPolicy",
              "AddUserToGroup",
              "RemoveUserFromGroup",
              "PutUserPermissionsBoundary",
              "DeleteUserPermissionsBoundary",
              // second factors
              "CreateVirtualMFADevice",
              "DeleteVirtualMFADevice",
              "EnableMFADevice",
              "DeactivateMFADevice",
              "ResyncMFADevice",
              // other credentials
              "CreateServiceSpecificCredential",
              "ResetServiceSpecificCredential",
              "UploadSSHPublicKey",
              "UploadSigningCertificate",
              // roles, policies, groups
              "CreateRole",
              "AttachRolePolicy",
              "PutRolePolicy",
              "UpdateAssumeRolePolicy",
              "CreatePolicy",
              "CreatePolicyVersion",
              "AttachGroupPolicy",
              "PutGroupPolicy",
              // reconnaissance
              "ListUsers",
              "GetAccountAuthorizationDetails",
              // sign-in and sessions
              "ConsoleLogin",
              "SwitchRole",
              "GetSigninToken",
              "PasswordRecoveryRequested",
              "GetFederationToken",
              "GetSessionToken"));

  public KeepList {
    SortedSet<String> sorted = new TreeSet<>(names);
    if (sorted.isEmpty() || sorted.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a keep-list needs names, none of them blank: " + names);
    }
    names = List.copyOf(sorted);
  }

  /** The given names, or {@link #DEFAULT} when there are none. */
  public static KeepList of(Collection<String> names) {
    return names.isEmpty() ? DEFAULT : new KeepList(List.copyOf(names));
  }

  /** Twelve hex digits that are the same exactly for the same names. */
  String fingerprint() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
