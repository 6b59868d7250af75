package dev.trailhunt.event;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/** Columns of the {@code activity} table: one row per identity event, by account and event id. */
public final class Activity {
  public static final String EVENT_ID = "event_id";
  public static final String EVENT_TIME = "event_time";
  public static final String EVENT_DATE = "event_date";
  public static final String ACCOUNT_ID = "account_id";
  public static final String REGION = "region";
  public static final String EVENT_SOURCE = "event_source";
  public static final String EVENT_NAME = "event_name";
  public static final String OUTCOME = "outcome";
  public static final String ERROR_CODE = "error_code";
  public static final String ERROR_MESSAGE = "error_message";
  public static final String ACTOR_KEY = "actor_key";
  public static final String ACTOR_TYPE = "actor_type";
  public static final String ACTOR_ARN = "actor_arn";
  public static final String ACTOR_IDENTITY_ARN = "actor_identity_arn";
  public static final String ACTOR_NAME = "actor_name";
  public static final String ACTOR_PRINCIPAL_ID = "actor_principal_id";
  public static final String ACTOR_ACCOUNT_ID = "actor_account_id";
  public static final String ACTOR_ACCESS_KEY_ID = "actor_access_key_id";
  public static final String ACTOR_SESSION_ISSUER_ARN = "actor_session_issuer_arn";
  public static final String ACTOR_MFA = "actor_mfa";
  public static final String ACTOR_INVOKED_BY = "actor_invoked_by";
  public static final String CONSOLE_SESSION = "console_session";
  public static final String TARGET_USER = "target_user";
  public static final String TARGET_USER_ID = "target_user_id";
  public static final String TARGET_SOURCE = "target_source";
  public static final String NEW_USER_NAME = "new_user_name";
  public static final String MFA_SERIAL = "mfa_serial";
  public static final String SWITCHED_FROM = "switched_from";
  public static final String SOURCE_ADDRESS = "source_address";
  public static final String SOURCE_IP = "source_ip";
  public static final String USER_AGENT = "user_agent";
  public static final String PASSWORD_RESET_REQUIRED = "password_reset_required";
  public static final String CONSOLE_MFA_USED = "console_mfa_used";
  public static final String POLICY_ARN = "policy_arn";
  public static final String ADMIN_POLICY = "admin_policy";
  public static final String REQUEST_PARAMETERS = "request_parameters";
  public static final String RESPONSE_ELEMENTS = "response_elements";
  public static final String ADDITIONAL_EVENT_DATA = "additional_event_data";
  public static final String SHARED_EVENT_ID = "shared_event_id";
  public static final String SOURCE_FILE = "source_file";
  public static final String INGESTED_AT = "ingested_at";

  /** Values of {@link #OUTCOME}. */
  public static final String SUCCESS = "success";

  public static final String FAILURE = "failure";

  public static final StructType SCHEMA =
      new StructType()
          .add(column(EVENT_ID, StringType, "CloudTrail eventID"))
          .add(column(EVENT_TIME, TimestampType, "When it happened, UTC, whole seconds"))
          .add(column(EVENT_DATE, DateType, "UTC date of event_time; the table's partition"))
          .add(
              column(
                  ACCOUNT_ID,
                  StringType,
                  "Account it happened in: recipientAccountId, else the caller's, else the path's"))
          .add(column(REGION, StringType, "awsRegion"))
          .add(column(EVENT_SOURCE, StringType, "Service, such as iam.amazonaws.com"))
          .add(column(EVENT_NAME, StringType, "API call, such as CreateLoginProfile"))
          .add(column(OUTCOME, StringType, "success or failure; a sign-in says its own"))
          .add(column(ERROR_CODE, StringType, "errorCode"))
          .add(column(ERROR_MESSAGE, StringType, "errorMessage"))
          .add(
              column(
                  ACTOR_KEY,
                  StringType,
                  "Who acted, the same across sessions, renames and chosen session names"))
          .add(column(ACTOR_TYPE, StringType, "userIdentity.type"))
          .add(column(ACTOR_ARN, StringType, "userIdentity.arn, session name included"))
          .add(
              column(
                  ACTOR_IDENTITY_ARN,
                  StringType,
                  "ARN of the user or role behind the session; never has a session name"))
          .add(column(ACTOR_NAME, StringType, "Name of the user or role that acted"))
          .add(column(ACTOR_PRINCIPAL_ID, StringType, "userIdentity.principalId"))
          .add(column(ACTOR_ACCOUNT_ID, StringType, "Account of the actor"))
          .add(
              column(
                  ACTOR_ACCESS_KEY_ID,
                  StringType,
                  "Access key used: AKIA is long-term, ASIA is temporary"))
          .add(column(ACTOR_SESSION_ISSUER_ARN, StringType, "ARN of the session's issuer"))
          .add(
              column(
                  ACTOR_MFA,
                  BooleanType,
                  "Session made with MFA; null when unknown and for Identity Center roles"))
          .add(column(ACTOR_INVOKED_BY, StringType, "AWS service that called on somebody's behalf"))
          .add(column(CONSOLE_SESSION, BooleanType, "Call made from a console session"))
          .add(
              column(
                  TARGET_USER, StringType, "IAM user acted on, as written; compare in lower case"))
          .add(
              column(
                  TARGET_USER_ID,
                  StringType,
                  "Unique id of that user (AIDA…) where the event has it"))
          .add(
              column(
                  TARGET_SOURCE,
                  StringType,
                  "Where target_user came from: request, response, caller, error, subject or linked"))
          .add(column(NEW_USER_NAME, StringType, "New name given by UpdateUser"))
          .add(column(MFA_SERIAL, StringType, "Serial number (ARN) of the MFA device acted on"))
          .add(column(SWITCHED_FROM, StringType, "ARN that SwitchRole came from"))
          .add(column(SOURCE_ADDRESS, StringType, "sourceIPAddress as written"))
          .add(
              column(
                  SOURCE_IP,
                  StringType,
                  "The address in canonical form; null when it is not an IP address"))
          .add(column(USER_AGENT, StringType, "userAgent"))
          .add(
              column(
                  PASSWORD_RESET_REQUIRED,
                  BooleanType,
                  "Password must be changed at the next sign-in; null when the event does not say"))
          .add(column(CONSOLE_MFA_USED, StringType, "MFAUsed of a console sign-in: Yes or No"))
          .add(column(POLICY_ARN, StringType, "Managed policy attached or detached"))
          .add(
              column(
                  ADMIN_POLICY,
                  BooleanType,
                  "Grant to a user gives administrator rights; null for other calls"))
          .add(column(REQUEST_PARAMETERS, StringType, "requestParameters, JSON as written"))
          .add(column(RESPONSE_ELEMENTS, StringType, "responseElements, JSON as written"))
          .add(column(ADDITIONAL_EVENT_DATA, StringType, "additionalEventData, JSON as written"))
          .add(column(SHARED_EVENT_ID, StringType, "sharedEventID"))
          .add(column(SOURCE_FILE, StringType, "Log file that it was read from"))
          .add(column(INGESTED_AT, TimestampType, "When this row was written"));

  private Activity() {}

  private static org.apache.spark.sql.types.StructField column(
      String name, DataType type, String comment) {
    return new org.apache.spark.sql.types.StructField(
            name, type, true, org.apache.spark.sql.types.Metadata.empty())
        .withComment(comment);
  }
}
