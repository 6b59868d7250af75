package dev.trailhunt.rule.reference;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order in which events of one second are taken to have happened. */
final class CausalOrder {
  private static final int ANYTHING_ELSE = 2;

  private static final List<Set<String>> RANKS =
      List.of(
          Set.of("ListUsers", "GetAccountAuthorizationDetails", "GetLoginProfile"),
          Set.of("CreateUser"),
          Set.of(),
          Set.of("CreateLoginProfile", "UpdateLoginProfile"),
          Set.of(
              "CreateAccessKey",
              "UpdateAccessKey",
              "DeleteAccessKey",
              "CreateServiceSpecificCredential",
              "ResetServiceSpecificCredential",
              "UploadSSHPublicKey",
              "UploadSigningCertificate",
              "AttachUserPolicy",
              "DetachUserPolicy",
              "PutUserPolicy",
              "DeleteUserPolicy",
              "AddUserToGroup",
              "RemoveUserFromGroup",
              "PutUserPermissionsBoundary",
              "DeleteUserPermissionsBoundary",
              "AttachRolePolicy",
              "PutRolePolicy",
              "UpdateAssumeRolePolicy",
              "CreatePolicy",
              "CreatePolicyVersion",
              "AttachGroupPolicy",
              "PutGroupPolicy",
              "CreateVirtualMFADevice",
              "DeleteVirtualMFADevice",
              "EnableMFADevice",
              "DeactivateMFADevice",
              "ResyncMFADevice"),
          Set.of("ConsoleLogin"),
          Set.of("DeleteLoginProfile"),
          Set.of("DeleteUser"));

  private static final Map<String, Integer> RANK_OF_NAME = rankOfName();

  /** By time, then causal rank, then event id. */
  static final Comparator<Event> CAUSAL =
      Comparator.comparing(Event::time)
          .thenComparing(CausalOrder::rank)
          .thenComparing(Event::eventId);

  private CausalOrder() {}

  static int rank(Event event) {
    return RANK_OF_NAME.getOrDefault(event.name(), ANYTHING_ELSE);
  }

  private static Map<String, Integer> rankOfName() {
    Map<String, Integer> ranks = new HashMap<>();
    for (int rank = 0; rank < RANKS.size(); rank++) {
      for (String name : RANKS.get(rank)) {
        ranks.put(name, rank);
      }
    }
    return Map.copyOf(ranks);
  }
}
