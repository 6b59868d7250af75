package dev.trailhunt.run.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call as a trail records it, still without time and ids. The methods change the call and
 * return it.
 */
final class Call {
  private static final Set<String> PASSWORD_CALLS =
      Set.of("CreateLoginProfile", "UpdateLoginProfile");
  private static final Set<String> READING_VERBS =
      Set.of("Get", "List", "Describe", "Head", "Batch", "Decrypt", "Filter", "Lookup", "Query");

  private final Caller caller;
  private final String service;
  private final String name;
  private String region = Company.US_EAST;
  private @Nullable ObjectNode request;
  private @Nullable ObjectNode response;
  private @Nullable ObjectNode additional;
  private @Nullable String errorCode;
  private @Nullable String errorMessage;
  private String type = "AwsApiCall";
  private boolean dataEvent;
  private boolean late;
  private boolean twice;

  private Call(Caller caller, String service, String name) {
    this.caller = caller;
    this.service = service;
    this.name = name;
  }

  /** A successful call in us-east-1 without parameters; {@code service} such as {@code iam}. */
  static Call of(Caller caller, String service, String name) {
    return new Call(caller, service, name);
  }

  Call in(String where) {
    region = where;
    return this;
  }

  Call request(Object... namesAndValues) {
    request = Json.object(namesAndValues);
    return this;
  }

  Call response(Object... namesAndValues) {
    response = Json.object(namesAndValues);
    return this;
  }

  Call additional(Object... namesAndValues) {
    additional = Json.object(namesAndValues);
    return this;
  }

  /** The call was refused for what it asked: the request stays in the record. */
  Call fails(String code, String message) {
    errorCode = code;
    errorMessage = message;
    response = null;
    return this;
  }

  /** The call was refused for who asked: the record keeps no request. */
  Call denied(String message) {
    request = null;
    return fails("AccessDenied", message);
  }

  /** A sign-in event; a failed one has a message and no code. */
  Call signIn(@Nullable String failure) {
    type = "AwsConsoleSignIn";
    errorMessage = failure;
    return this;
  }

  Call dataEvent() {
    dataEvent = true;
    return this;
  }

  /** The record reaches the lake a day late. */
  Call deliveredLate() {
    late = true;
    return this;
  }

  /** The record reaches the lake twice, in two files. */
  Call deliveredTwice() {
    twice = true;
    return this;
  }

  String accountId() {
    return caller.accountId();
  }

  String region() {
    return region;
  }

  boolean isLate() {
    return late;
  }

  boolean isTwice() {
    return twice;
  }

  /** Whether the call creates or resets a password or tries to. */
  boolean setsPassword() {
    return service.equals("iam") && PASSWORD_CALLS.contains(name);
  }

  boolean isIdentityEvent() {
    return KeepList.keeps(service, name);
  }

  /** The record, with the markers of {@link RecordTemplate} in the place of time and ids. */
  ObjectNode record() {
    ObjectNode event = Json.object("eventVersion", dataEvent ? "1.11" : "1.10");
    event.set("userIdentity", caller.who().json());
    event.put("eventTime", RecordTemplate.TIME);
    event.put("eventSource", service + ".amazonaws.com");
    event.put("eventName", name);
    event.put("awsRegion", region);
    event.put("sourceIPAddress", caller.address());
    event.put("userAgent", caller.userAgent());
    if (errorCode != null) {
      event.put("errorCode", errorCode);
    }
    if (errorMessage != null) {
      event.put("errorMessage", errorMessage);
    }
    event.set("requestParameters", request);
    event.set("responseElements", response);
    if (additional != null) {
      event.set("additionalEventData", additional);
    }
    event.put("requestID", RecordTemplate.REQUEST_ID);
    event.put("eventID", RecordTemplate.EVENT_ID);
    event.put("readOnly", READING_VERBS.stream().anyMatch(name::startsWith));
    event.put("eventType", type);
    event.put("managementEvent", !dataEvent);
    event.put("recipientAccountId", caller.accountId());
    event.put("eventCategory", dataEvent ? "Data" : "Management");
    if (caller.hasAddress()) {
      event.set("tlsDetails", tlsDetails());
    }
    if (caller.console() && !type.equals("AwsConsoleSignIn")) {
      event.put("sessionCredentialFromConsole", "true");
    }
    return event;
  }

  private ObjectNode tlsDetails() {
    String host =
        switch (service) {
          case "iam" -> "iam.amazonaws.com";
          case "signin" -> "signin.aws.amazon.com";
          default -> service + "." + region + ".amazonaws.com";
        };
    return Json.object(
        "tlsVersion", "TLSv1.3",
        "cipherSuite", "TLS_AES_128_GCM_SHA256",
        "clientProvidedHostHeader", host);
  }
}
