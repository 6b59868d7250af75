package dev.trailhunt.rule;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import dev.trailhunt.event.Activity;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns of the {@code findings} table: one row per trigger. */
public final class Finding {
  public static final String FINDING_ID = "finding_id";
  public static final String RULE_ID = "rule_id";
  public static final String RULE_VERSION = "rule_version";
  public static final String DISPOSITION = "disposition";
  public static final String EXCLUSIONS = "exclusions";
  public static final String EXCLUSION_UNPROVEN = "exclusion_unproven";
  public static final String EXCLUSION_OVERRIDDEN = "exclusion_overridden";
  public static final String ELASTIC_RULE_MATCH = "elastic_rule_match";
  public static final String SEVERITY = "severity";
  public static final String RISK_SCORE = "risk_score";
  public static final String SCORE_FACTORS = "score_factors";
  public static final String SIGNALS = "signals";
  public static final String TITLE = "title";
  public static final String ACTION = "action";
  public static final String SOURCE_AS_NUMBER = "source_as_number";
  public static final String SOURCE_AS_ORG = "source_as_org";
  public static final String BASELINE_DAYS = "baseline_days";
  public static final String ACTOR_PRIOR_USES = "actor_prior_uses";
  public static final String ACTOR_ACTIVE_DAYS = "actor_active_days";
  public static final String ACTOR_FIRST_SEEN = "actor_first_seen";
  public static final String ACTOR_CREATED_AT = "actor_created_at";
  public static final String TARGET_CONSOLE_LOGINS = "target_console_logins";
  public static final String TARGET_LAST_CONSOLE_LOGIN = "target_last_console_login";
  public static final String TARGET_PRIVILEGED = "target_privileged";
  public static final String EVIDENCE = "evidence";
  public static final String EVIDENCE_COUNT = "evidence_count";
  public static final String STILL_EXPOSED = "still_exposed";
  public static final String WINDOW_ENDS = "window_ends";
  public static final String TACTICS = "tactics";
  public static final String TECHNIQUES = "techniques";
  public static final String DETECTION_MODE = "detection_mode";
  public static final String VERDICT_HASH = "verdict_hash";
  public static final String ASN_BUILD = "asn_build";
  public static final String CREATED_AT = "created_at";
  public static final String UPDATED_AT = "updated_at";
  public static final String REVISION = "revision";
  public static final String RUN_ID = "run_id";

  /** Values of {@link #DISPOSITION}. */
  public static final String ALERT = "alert";

  public static final String EXCLUDED = "excluded";
  public static final String OUT_OF_SCOPE = "out_of_scope";

  static final ArrayType STRINGS = createArrayType(StringType);

  static final ArrayType EXCLUSION_LIST =
      createArrayType(
          new StructType()
              .add("id", StringType)
              .add("reason", StringType)
              .add("owner", StringType)
              .add("expires", DateType));

  static final ArrayType SCORE_FACTOR_LIST =
      createArrayType(
          new StructType()
              .add("factor", StringType)
              .add("points", IntegerType)
              .add("detail", StringType));

  static final ArrayType EVIDENCE_LIST =
      createArrayType(
          new StructType()
              .add("event_id", StringType)
              .add("event_time", TimestampType)
              .add("event_name", StringType)
              .add("outcome", StringType)
              .add("error_code", StringType)
              .add("relations", STRINGS)
              .add("phase", StringType)
              .add("offset_seconds", LongType)
              .add("signals", STRINGS)
              .add("actor_arn", StringType)
              .add("actor_access_key_id", StringType)
              .add("target_user", StringType)
              .add("source_address", StringType)
              .add("source_as_org", StringType)
              .add("user_agent", StringType)
              .add("console_mfa_used", StringType)
              .add("policy_arn", StringType)
              .add("region", StringType));

  /** What is written as it is in the trigger's row of {@code activity}. */
  static final List<String> COPIED_FROM_TRIGGER =
      List.of(
          Activity.EVENT_ID,
          Activity.EVENT_TIME,
          Activity.EVENT_DATE,
          Activity.ACCOUNT_ID,
          Activity.REGION,
          Activity.ACTOR_KEY,
          Activity.ACTOR_TYPE,
          Activity.ACTOR_ARN,
          Activity.ACTOR_IDENTITY_ARN,
          Activity.ACTOR_NAME,
          Activity.ACTOR_PRINCIPAL_ID,
          Activity.ACTOR_ACCOUNT_ID,
          Activity.ACTOR_ACCESS_KEY_ID,
          Activity.ACTOR_SESSION_ISSUER_ARN,
          Activity.ACTOR_MFA,
          Activity.ACTOR_INVOKED_BY,
          Activity.CONSOLE_SESSION,
          Activity.SOURCE_ADDRESS,
          Activity.SOURCE_IP,
          Activity.USER_AGENT,
          Activity.TARGET_USER,
          Activity.TARGET_USER_ID,
          Activity.TARGET_SOURCE,
          Activity.PASSWORD_RESET_REQUIRED,
          Activity.REQUEST_PARAMETERS,
          Activity.RESPONSE_ELEMENTS,
          Activity.SOURCE_FILE);

  public static final StructType SCHEMA =
      new StructType()
          .add(
              column(
                  FINDING_ID,
                  StringType,
                  "Hex SHA-256 of rule_id, account_id and event_id, joined by a bar"))
          .add(column(RULE_ID, StringType, "The rule that found it"))
          .add(column(RULE_VERSION, StringType, "Version of the rule that judged it last"))
          .add(column(DISPOSITION, StringType, "alert, excluded or out_of_scope"))
          .add(column(EXCLUSIONS, EXCLUSION_LIST, "Every exclusion that matched"))
          .add(column(EXCLUSION_UNPROVEN, BooleanType, "Something matched and nothing holds"))
          .add(column(EXCLUSION_OVERRIDDEN, BooleanType, "Excluded, and raised to an alert again"))
          .add(
              column(
                  ELASTIC_RULE_MATCH,
                  BooleanType,
                  "Elastic's own query would have matched, to compare"))
          .add(column(SEVERITY, StringType, "low, medium, high or critical"))
          .add(column(RISK_SCORE, IntegerType, "0 to 100"))
          .add(column(SCORE_FACTORS, SCORE_FACTOR_LIST, "What raised or lowered the score"))
          .add(column(SIGNALS, STRINGS, "What the evidence shows, by name"))
          .add(column(TITLE, StringType, "The finding in one line"))
          .add(inherited(Activity.EVENT_ID))
          .add(inherited(Activity.EVENT_TIME))
          .add(inherited(Activity.EVENT_DATE))
          .add(inherited(Activity.ACCOUNT_ID))
          .add(inherited(Activity.REGION))
          .add(column(ACTION, StringType, "CreateLoginProfile or UpdateLoginProfile"))
          .add(inherited(Activity.ACTOR_KEY))
          .add(inherited(Activity.ACTOR_TYPE))
          .add(inherited(Activity.ACTOR_ARN))
          .add(inherited(Activity.ACTOR_IDENTITY_ARN))
          .add(inherited(Activity.ACTOR_NAME))
          .add(inherited(Activity.ACTOR_PRINCIPAL_ID))
          .add(inherited(Activity.ACTOR_ACCOUNT_ID))
          .add(inherited(Activity.ACTOR_ACCESS_KEY_ID))
          .add(inherited(Activity.ACTOR_SESSION_ISSUER_ARN))
          .add(inherited(Activity.ACTOR_MFA))
          .add(inherited(Activity.ACTOR_INVOKED_BY))
          .add(inherited(Activity.CONSOLE_SESSION))
          .add(inherited(Activity.SOURCE_ADDRESS))
          .add(inherited(Activity.SOURCE_IP))
          .add(column(SOURCE_AS_NUMBER, LongType, "Autonomous system number of source_ip"))
          .add(column(SOURCE_AS_ORG, StringType, "Organisation of that autonomous system"))
          .add(inherited(Activity.USER_AGENT))
          .add(inherited(Activity.TARGET_USER))
          .add(inherited(Activity.TARGET_USER_ID))
          .add(inherited(Activity.TARGET_SOURCE))
          .add(inherited(Activity.PASSWORD_RESET_REQUIRED))
          .add(
              column(
                  BASELINE_DAYS,
                  IntegerType,
                  "Days with identity events in the account among the days before the trigger's date"))
          .add(
              column(
                  ACTOR_PRIOR_USES,
                  LongType,
                  "Passwords that the actor set before, in the baseline"))
          .add(column(ACTOR_ACTIVE_DAYS, IntegerType, "Dates on which it did"))
          .add(
              column(
                  ACTOR_FIRST_SEEN,
                  TimestampType,
                  "First identity event of the actor in the baseline"))
          .add(
              column(
                  ACTOR_CREATED_AT,
                  TimestampType,
                  "When the actor itself was made or given a key or password, within 30 days"))
          .add(
              column(
                  TARGET_CONSOLE_LOGINS,
                  LongType,
                  "Console sign-ins of the target in the baseline"))
          .add(column(TARGET_LAST_CONSOLE_LOGIN, TimestampType, "The last of them"))
          .add(
              column(
                  TARGET_PRIVILEGED,
                  BooleanType,
                  "Target had administrator rights; null when the data does not tell"))
          .add(column(EVIDENCE, EVIDENCE_LIST, "What else happened, at most 200 events"))
          .add(column(EVIDENCE_COUNT, LongType, "How many evidence events there are in all"))
          .add(column(STILL_EXPOSED, STRINGS, "What the evidence leaves standing"))
          .add(column(WINDOW_ENDS, TimestampType, "Until then a verdict can still rise"))
          .add(column(TACTICS, STRINGS, "ATT&CK tactics"))
          .add(column(TECHNIQUES, STRINGS, "ATT&CK techniques"))
          .add(inherited(Activity.REQUEST_PARAMETERS))
          .add(inherited(Activity.RESPONSE_ELEMENTS))
          .add(inherited(Activity.SOURCE_FILE))
          .add(column(DETECTION_MODE, StringType, "live or backfill: which run found it first"))
          .add(column(VERDICT_HASH, StringType, "Equal exactly when the verdict is equal"))
          .add(column(ASN_BUILD, StringType, "The address database's type and build time"))
          .add(column(CREATED_AT, TimestampType, "When it was found"))
          .add(column(UPDATED_AT, TimestampType, "When its verdict changed last"))
          .add(column(REVISION, IntegerType, "1, and one more for each change of the verdict"))
          .add(column(RUN_ID, StringType, "The run that wrote it last"));

  /** What the job adds when it writes: not the rule's to know. */
  public static final Set<String> BOOKKEEPING =
      Set.of(DETECTION_MODE, CREATED_AT, UPDATED_AT, REVISION, RUN_ID);

  /** What may differ between two equal verdicts. */
  private static final Set<String> NOT_HASHED =
      Set.of(VERDICT_HASH, ASN_BUILD, RULE_VERSION, Activity.SOURCE_FILE);

  private Finding() {}

  /** The fields of an evidence event, in order. */
  public static String[] evidenceColumns() {
    return ((StructType) EVIDENCE_LIST.elementType()).fieldNames();
  }

  /** The columns that make a verdict, in the table's order. */
  static List<String> verdictColumns() {
    return judgedColumns().filter(name -> !NOT_HASHED.contains(name)).toList();
  }

  /** The columns that the rule gives, in the table's order. */
  static Stream<String> judgedColumns() {
    return Stream.of(SCHEMA.fieldNames()).filter(name -> !BOOKKEEPING.contains(name));
  }

  private static StructField column(String name, DataType type, String comment) {
    return new StructField(name, type, true, Metadata.empty()).withComment(comment);
  }

  private static StructField inherited(String name) {
    return Activity.SCHEMA.apply(name);
  }
}
