package dev.trailhunt.rule.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call that is going to be logged, its ids told only when its turn comes. */
final class Draft {
  private static final Set<String> SIGN_INS =
      Set.of("ConsoleLogin", "SwitchRole", "GetSigninToken", "PasswordRecoveryRequested");
  private static final Set<String> TOKENS = Set.of("GetFederationToken", "GetSessionToken");

  private final long second;
  private final String name;
  private final Caller caller;
  private final ObjectNode request = JsonNodeFactory.instance.objectNode();
  private final ObjectNode response = JsonNodeFactory.instance.objectNode();
  private final ObjectNode extra = JsonNodeFactory.instance.objectNode();
  private String source;
  private String address = "192.0.2.10";
  private String agent = "aws-cli/2.22.35";
  private boolean consoleSession;
  private @Nullable String errorCode;
  private @Nullable String errorMessage;

  Draft(long second, String name, Caller caller) {
    this.second = second;
    this.name = name;
    this.caller = caller;
    this.source = SIGN_INS.contains(name) ? "signin" : TOKENS.contains(name) ? "sts" : "iam";
  }

  long second() {
    return second;
  }

  String name() {
    return name;
  }

  ObjectNode request() {
    return request;
  }

  ObjectNode response() {
    return response;
  }

  ObjectNode extra() {
    return extra;
  }

  Draft of(String service) {
    source = service;
    return this;
  }

  Draft from(String newAddress) {
    address = newAddress;
    return this;
  }

  Draft with(String newAgent) {
    agent = newAgent;
    return this;
  }

  Draft inConsole() {
    consoleSession = true;
    return this;
  }

  /** A call that was understood and refused: what was asked for is still logged. */
  Draft refused(String code) {
    errorCode = code;
    errorMessage = "The call was refused.";
    response.removeAll();
    return this;
  }

  /** A call that was not allowed: nothing is logged but a message that names the object. */
  Draft denied(String object) {
    errorCode = "AccessDenied";
    errorMessage =
        "User: arn:aws:iam::111122223333:user/x is not authorized to perform: iam:%s on resource: %s"
            .formatted(name, object);
    request.removeAll();
    response.removeAll();
    return this;
  }

  /** A sign-in that failed: there is a message and no code. */
  Draft wrongPassword() {
    errorMessage = "Failed authentication";
    response.put(name, "Failure");
    return this;
  }

  /** The record as CloudTrail logs it. */
  ObjectNode record(String account, UserIds ids, Dice dice) {
    ObjectNode record = JsonNodeFactory.instance.objectNode();
    record.put("eventVersion", "1.11");
    record.set("userIdentity", caller.identity(ids, dice));
    move(ids);
    record.put("eventTime", Instant.ofEpochSecond(second).toString());
    record.put("eventSource", source + ".amazonaws.com");
    record.put("eventName", name);
    record.put("awsRegion", "us-east-1");
    record.put("sourceIPAddress", address);
    record.put("userAgent", agent);
    if (errorCode != null) {
      record.put("errorCode", errorCode);
    }
    if (errorMessage != null) {
      record.put("errorMessage", errorMessage);
    }
    record.set("requestParameters", orNull(request));
    record.set("responseElements", orNull(response));
    if (!extra.isEmpty()) {
      record.set("additionalEventData", extra);
    }
    record.put("eventID", dice.uuid());
    record.put("recipientAccountId", account);
    if (consoleSession) {
      record.put("sessionCredentialFromConsole", "true");
    }
    return record;
  }

  private static @Nullable ObjectNode orNull(ObjectNode node) {
    return node.isEmpty() ? null : node;
  }

  /** What a successful call does to the ids, and where it tells one. */
  private void move(UserIds ids) {
    if (errorMessage != null || !source.equals("iam")) {
      return;
    }
    String user = request.path("userName").asText();
    switch (name) {
      case "CreateUser" -> {
        ids.created(user);
        response.putObject("user").put("userName", user).put("userId", ids.of(user));
      }
      case "DeleteUser" -> ids.deleted(user);
      case "UpdateUser" -> ids.renamed(user, request.path("newUserName").asText(user));
      default -> {}
    }
  }
}
