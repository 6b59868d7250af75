package dev.trailhunt.rule.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** Somebody who calls: what becomes of it in {@code userIdentity} when the call is made. */
@FunctionalInterface
interface Caller {
  ObjectNode identity(UserIds ids, Dice dice);

  /** An IAM user with its unique id, the name in any case. */
  static Caller user(String account, String name) {
    return (ids, dice) -> {
      ObjectNode identity =
          named(account, dice.chance(0.08) ? name.toUpperCase(Locale.ROOT) : name);
      return identity.put("principalId", ids.of(name));
    };
  }

  /** An IAM user whose unique id is another than the account's user of that name has. */
  static Caller userWithOtherId(String account, String name) {
    return (ids, dice) -> named(account, name).put("principalId", UserIds.make(dice));
  }

  /** An IAM user whose unique id was not logged. */
  static Caller userWithoutId(String account, String name) {
    return (ids, dice) -> named(account, name);
  }

  private static ObjectNode named(String account, String name) {
    return type("IAMUser")
        .put("arn", "arn:aws:iam::" + account + ":user/" + name)
        .put("accountId", account)
        .put("accessKeyId", "AKIAEXAMPLE" + name.toUpperCase(Locale.ROOT))
        .put("userName", name);
  }

  /** A session of a role, named by whoever made it. */
  static Caller role(String account, String role, String roleId, String session) {
    return (ids, dice) -> {
      ObjectNode identity =
          session(account, role, session).put("principalId", roleId + ":" + session);
      ObjectNode context = identity.putObject("sessionContext");
      issuer(context, account, role, roleId);
      context.putObject("attributes").put("mfaAuthenticated", dice.pick("true", "false", "false"));
      return identity;
    };
  }

  /** A session of a role of which no id was logged. */
  static Caller roleWithoutId(String account, String role, String session) {
    return (ids, dice) -> session(account, role, session);
  }

  private static ObjectNode session(String account, String role, String session) {
    return type("AssumedRole")
        .put("arn", "arn:aws:sts::" + account + ":assumed-role/" + lastPart(role) + "/" + session)
        .put("accountId", account)
        .put("accessKeyId", "ASIAEXAMPLE");
  }

  private static void issuer(ObjectNode context, String account, String role, String roleId) {
    context
        .putObject("sessionIssuer")
        .put("type", "Role")
        .put("principalId", roleId)
        .put("arn", "arn:aws:iam::" + account + ":role/" + role)
        .put("accountId", account)
        .put("userName", lastPart(role));
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static Caller root(String account) {
    return (ids, dice) ->
        type("Root")
            .put("principalId", account)
            .put("arn", "arn:aws:iam::" + account + ":root")
            .put("accountId", account);
  }

  static Caller service(String service) {
    return (ids, dice) -> type("AWSService").put("invokedBy", service);
  }

  /** A session made with GetFederationToken, by an IAM user or by nobody that was logged. */
  static Caller federated(String account, String name, boolean withIssuer) {
    return (ids, dice) -> {
      ObjectNode identity =
          type("FederatedUser")
              .put("principalId", account + ":" + name)
              .put("arn", "arn:aws:sts::" + account + ":federated-user/" + name)
              .put("accountId", account);
      if (withIssuer) {
        identity
            .putObject("sessionContext")
            .putObject("sessionIssuer")
            .put("type", "IAMUser")
            .put("principalId", ids.of(name))
            .put("arn", "arn:aws:iam::" + account + ":user/" + name)
            .put("accountId", account)
            .put("userName", name);
      }
      return identity;
    };
  }

  static Caller saml(String name) {
    return (ids, dice) -> type("SAMLUser").put("principalId", "SAML:" + name).put("userName", name);
  }

  static Caller identityCenter(String account, String userId) {
    return (ids, dice) -> {
      ObjectNode identity =
          type("IdentityCenterUser").put("principalId", account).put("accountId", account);
      identity.putObject("onBehalfOf").put("userId", userId);
      return identity;
    };
  }

  private static ObjectNode type(String type) {
    return JsonNodeFactory.instance.objectNode().put("type", type);
  }
}
