package dev.trailhunt.rule.reference;

import static dev.trailhunt.event.Activity.ACCOUNT_ID;
import static dev.trailhunt.event.Activity.ACTOR_ACCESS_KEY_ID;
import static dev.trailhunt.event.Activity.ACTOR_ACCOUNT_ID;
import static dev.trailhunt.event.Activity.ACTOR_IDENTITY_ARN;
import static dev.trailhunt.event.Activity.ACTOR_KEY;
import static dev.trailhunt.event.Activity.ACTOR_MFA;
import static dev.trailhunt.event.Activity.ACTOR_NAME;
import static dev.trailhunt.event.Activity.ACTOR_PRINCIPAL_ID;
import static dev.trailhunt.event.Activity.ACTOR_TYPE;
import static dev.trailhunt.event.Activity.ADMIN_POLICY;
import static dev.trailhunt.event.Activity.CONSOLE_MFA_USED;
import static dev.trailhunt.event.Activity.CONSOLE_SESSION;
import static dev.trailhunt.event.Activity.ERROR_CODE;
import static dev.trailhunt.event.Activity.EVENT_ID;
import static dev.trailhunt.event.Activity.EVENT_NAME;
import static dev.trailhunt.event.Activity.EVENT_SOURCE;
import static dev.trailhunt.event.Activity.EVENT_TIME;
import static dev.trailhunt.event.Activity.MFA_SERIAL;
import static dev.trailhunt.event.Activity.NEW_USER_NAME;
import static dev.trailhunt.event.Activity.OUTCOME;
import static dev.trailhunt.event.Activity.PASSWORD_RESET_REQUIRED;
import static dev.trailhunt.event.Activity.POLICY_ARN;
import static dev.trailhunt.event.Activity.REQUEST_PARAMETERS;
import static dev.trailhunt.event.Activity.RESPONSE_ELEMENTS;
import static dev.trailhunt.event.Activity.SOURCE_ADDRESS;
import static dev.trailhunt.event.Activity.SOURCE_IP;
import static dev.trailhunt.event.Activity.SUCCESS;
import static dev.trailhunt.event.Activity.SWITCHED_FROM;
import static dev.trailhunt.event.Activity.TARGET_USER;
import static dev.trailhunt.event.Activity.TARGET_USER_ID;
import static dev.trailhunt.event.Activity.USER_AGENT;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What the rule needs of a row of {@code activity}.
 *
 * @param accessKeyId the access key acted on, not the one that signed the call
 * @param accessKeyStatus what UpdateAccessKey makes of that key: Active or Inactive
 * @param policyName the inline policy acted on
 */
public record Event(
    String eventId,
    Instant time,
    String accountId,
    String source,
    String name,
    String outcome,
    @Nullable String errorCode,
    @Nullable String actorKey,
    @Nullable String actorType,
    @Nullable String actorIdentityArn,
    @Nullable String actorName,
    @Nullable String actorPrincipalId,
    @Nullable String actorAccountId,
    @Nullable String actorAccessKeyId,
    @Nullable Boolean actorMfa,
    boolean consoleSession,
    @Nullable String targetUser,
    @Nullable String targetUserId,
    @Nullable String newUserName,
    @Nullable String mfaSerial,
    @Nullable String switchedFrom,
    @Nullable String sourceAddress,
    @Nullable String sourceIp,
    @Nullable String userAgent,
    @Nullable Boolean passwordResetRequired,
    @Nullable String consoleMfaUsed,
    @Nullable String policyArn,
    boolean adminPolicy,
    @Nullable String accessKeyId,
    @Nullable String accessKeyStatus,
    @Nullable String policyName,
    @Nullable String groupName) {

  static final String IAM = "iam.amazonaws.com";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> PASSWORD_SETS =
      Set.of("CreateLoginProfile", "UpdateLoginProfile");

  /** The event in a row with the columns of {@link dev.trailhunt.event.Activity}. */
  public static Event of(Row row) {
    Set<String> columns = Set.copyOf(Arrays.asList(row.schema().fieldNames()));
    return of(column -> columns.contains(column) ? row.getAs(column) : null);
  }

  /** The event whose column values a function gives, null for absent ones. */
  static Event of(Function<String, @Nullable Object> columns) {
    Function<String, @Nullable String> text = column -> (String) columns.apply(column);
    JsonNode request = json(text.apply(REQUEST_PARAMETERS));
    JsonNode response = json(text.apply(RESPONSE_ELEMENTS));
    return new Event(
        requireNonNull(text.apply(EVENT_ID)),
        instant(columns.apply(EVENT_TIME)),
        requireNonNull(text.apply(ACCOUNT_ID)),
        requireNonNull(text.apply(EVENT_SOURCE)),
        requireNonNull(text.apply(EVENT_NAME)),
        requireNonNull(text.apply(OUTCOME)),
        text.apply(ERROR_CODE),
        text.apply(ACTOR_KEY),
        text.apply(ACTOR_TYPE),
        text.apply(ACTOR_IDENTITY_ARN),
        text.apply(ACTOR_NAME),
        text.apply(ACTOR_PRINCIPAL_ID),
        text.apply(ACTOR_ACCOUNT_ID),
        text.apply(ACTOR_ACCESS_KEY_ID),
        (Boolean) columns.apply(ACTOR_MFA),
        Boolean.TRUE.equals(columns.apply(CONSOLE_SESSION)),
        text.apply(TARGET_USER),
        text.apply(TARGET_USER_ID),
        text.apply(NEW_USER_NAME),
        text.apply(MFA_SERIAL),
        text.apply(SWITCHED_FROM),
        text.apply(SOURCE_ADDRESS),
        text.apply(SOURCE_IP),
        text.apply(USER_AGENT),
        (Boolean) columns.apply(PASSWORD_RESET_REQUIRED),
        text.apply(CONSOLE_MFA_USED),
        text.apply(POLICY_ARN),
        Boolean.TRUE.equals(columns.apply(ADMIN_POLICY)),
        firstText(request.path("accessKeyId"), response.path("accessKey").path("accessKeyId")),
        firstText(request.path("status")),
        firstText(request.path("policyName")),
        firstText(request.path("groupName")));
  }

  private static Instant instant(@Nullable Object time) {
    return time instanceof Timestamp timestamp
        ? timestamp.toInstant()
        : (Instant) requireNonNull(time);
  }

  private static JsonNode json(@Nullable String text) {
    try {
      return JSON.readTree(text == null ? "{}" : text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  private static @Nullable String firstText(JsonNode... candidates) {
    return Arrays.stream(candidates)
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .findFirst()
        .orElse(null);
  }

  /** The same event, on a user that other events tell. */
  Event onUser(@Nullable String user) {
    return new Event(
        eventId,
        time,
        accountId,
        source,
        name,
        outcome,
        errorCode,
        actorKey,
        actorType,
        actorIdentityArn,
        actorName,
        actorPrincipalId,
        actorAccountId,
        actorAccessKeyId,
        actorMfa,
        consoleSession,
        user,
        targetUserId,
        newUserName,
        mfaSerial,
        switchedFrom,
        sourceAddress,
        sourceIp,
        userAgent,
        passwordResetRequired,
        consoleMfaUsed,
        policyArn,
        adminPolicy,
        accessKeyId,
        accessKeyStatus,
        policyName,
        groupName);
  }

  /** Its UTC date. */
  LocalDate date() {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  boolean is(String... names) {
    return Arrays.asList(names).contains(name);
  }

  boolean succeeded() {
    return outcome.equals(SUCCESS);
  }

  boolean setsPassword() {
    return PASSWORD_SETS.contains(name);
  }

  /** A password set for an IAM user: what the rule is about. */
  boolean isTrigger() {
    return source.equals(IAM) && setsPassword() && succeeded() && targetUser != null;
  }

  /** A call that names only a device, and no user. */
  boolean isOnVirtualDevice() {
    return is("CreateVirtualMFADevice", "DeleteVirtualMFADevice");
  }

  boolean isBySameActorAs(Event other) {
    return actorKey != null && actorKey.equals(other.actorKey);
  }

  /** A user name as IAM compares it. */
  static String folded(String userName) {
    return userName.toLowerCase(Locale.ROOT);
  }
}
