package dev.trailhunt.event;

import static org.apache.spark.sql.functions.call_function;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.regexp_replace;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.source.CloudTrailSchema;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * CloudTrail records as identity events.
 *
 * <p>What is decided here about who acted and on whom holds for every table and view; nothing later
 * looks at raw records again. All names in a record are the caller's to choose, so the actor is
 * told by ids.
 */
public final class IdentityEvents {
  /**
   * Raised whenever the mapping gives another row for the same record: files read by an older one
   * are due again.
   */
  private static final int MAPPING = 1;

  private static final String SIGN_IN = "signin.amazonaws.com";
  private static final String IAM = "iam.amazonaws.com";
  private static final String ROOT_USER = "AWS ROOT USER";
  private static final String HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";

  private static final Column TYPE = col("userIdentity.type");
  private static final Column PRINCIPAL_ID = present(col("userIdentity.principalId"));
  private static final Column ARN = present(col("userIdentity.arn"));
  private static final Column CALLER_NAME = present(col("userIdentity.userName"));
  private static final Column ISSUER = col("userIdentity.sessionContext.sessionIssuer");
  private static final Column NAME = col("eventName");
  private static final Column REQUEST = col("request");
  private static final Column RESPONSE = col("response");
  private static final Column EXTRA = col("extra");

  private static final StructType REQUEST_FIELDS =
      strings(
          "userName",
          "newUserName",
          "serialNumber",
          "policyArn",
          "policyDocument",
          "groupName",
          "passwordResetRequired");
  private static final StructType RESPONSE_FIELDS =
      new StructType()
          .add("loginProfile", strings("userName", "passwordResetRequired"))
          .add("accessKey", strings("userName"))
          .add("user", strings("userName", "userId"))
          .add("certificate", strings("userName"))
          .add("sSHPublicKey", strings("userName"))
          .add("serviceSpecificCredential", strings("userName"))
          .add("virtualMFADevice", strings("serialNumber"));
  private static final StructType EXTRA_FIELDS = strings("MFAUsed", "SwitchFrom");

  private static final UserDefinedFunction CANONICAL_IP =
      udf((UDF1<String, String>) SourceIp::canonical, DataTypes.StringType);

  private IdentityEvents() {}

  /** Identifies how records become identity events: the mapping and the keep-list. */
  public static String mapperVersion(KeepList keepList) {
    return MAPPING + "-" + keepList.fingerprint();
  }

  /**
   * The identity events among CloudTrail records.
   *
   * @param records in the schema of the {@code cloudtrail} source, its trailing columns included
   * @param keepList the event names that count
   * @return rows of {@link Activity#SCHEMA} without {@code ingested_at}, one per account and event
   *     id; of a record that was delivered more than once, the one in the first file by path
   */
  public static Dataset<Row> of(Dataset<Row> records, KeepList keepList) {
    Dataset<Row> parsed =
        records
            .where(isIdentityEvent(keepList))
            .withColumn("request", from_json(col("requestParameters"), REQUEST_FIELDS))
            .withColumn("response", from_json(col("responseElements"), RESPONSE_FIELDS))
            .withColumn("extra", from_json(col("additionalEventData"), EXTRA_FIELDS));
    return firstDelivered(mapped(parsed));
  }

  private static Column isIdentityEvent(KeepList keepList) {
    return col("eventSource")
        .isin(KeepList.EVENT_SOURCES.toArray())
        .and(NAME.isin(keepList.names().toArray()));
  }

  private static Dataset<Row> mapped(Dataset<Row> parsed) {
    return withTarget(
            parsed
                .withColumn(Activity.ACCOUNT_ID, account())
                .withColumn(Activity.OUTCOME, outcome())
                .withColumn(Activity.ACTOR_IDENTITY_ARN, identityArn()))
        .select(
            col("eventID").as(Activity.EVENT_ID),
            col("eventTime").as(Activity.EVENT_TIME),
            to_date(col("eventTime")).as(Activity.EVENT_DATE),
            col(Activity.ACCOUNT_ID),
            col("awsRegion").as(Activity.REGION),
            col("eventSource").as(Activity.EVENT_SOURCE),
            NAME.as(Activity.EVENT_NAME),
            col(Activity.OUTCOME),
            present(col("errorCode")).as(Activity.ERROR_CODE),
            present(col("errorMessage")).as(Activity.ERROR_MESSAGE),
            actorKey().as(Activity.ACTOR_KEY),
            TYPE.as(Activity.ACTOR_TYPE),
            ARN.as(Activity.ACTOR_ARN),
            col(Activity.ACTOR_IDENTITY_ARN),
            actorName().as(Activity.ACTOR_NAME),
            PRINCIPAL_ID.as(Activity.ACTOR_PRINCIPAL_ID),
            present(col("userIdentity.accountId")).as(Activity.ACTOR_ACCOUNT_ID),
            present(col("userIdentity.accessKeyId")).as(Activity.ACTOR_ACCESS_KEY_ID),
            present(ISSUER.getField("arn")).as(Activity.ACTOR_SESSION_ISSUER_ARN),
            actorMfa().as(Activity.ACTOR_MFA),
            present(col("userIdentity.invokedBy")).as(Activity.ACTOR_INVOKED_BY),
            coalesce(col("sessionCredentialFromConsole"), lit(false)).as(Activity.CONSOLE_SESSION),
            col(Activity.TARGET_USER),
            targetUserId().as(Activity.TARGET_USER_ID),
            col(Activity.TARGET_SOURCE),
            when(NAME.equalTo("UpdateUser"), present(REQUEST.getField("newUserName")))
                .as(Activity.NEW_USER_NAME),
            mfaSerial().as(Activity.MFA_SERIAL),
            switchedFrom().as(Activity.SWITCHED_FROM),
            col("sourceIPAddress").as(Activity.SOURCE_ADDRESS),
            CANONICAL_IP.apply(col("sourceIPAddress")).as(Activity.SOURCE_IP),
            col("userAgent").as(Activity.USER_AGENT),
            passwordResetRequired().as(Activity.PASSWORD_RESET_REQUIRED),
            when(NAME.equalTo("ConsoleLogin"), EXTRA.getField("MFAUsed"))
                .as(Activity.CONSOLE_MFA_USED),
            present(REQUEST.getField("policyArn")).as(Activity.POLICY_ARN),
            adminPolicy().as(Activity.ADMIN_POLICY),
            col("requestParameters").as(Activity.REQUEST_PARAMETERS),
            col("responseElements").as(Activity.RESPONSE_ELEMENTS),
            col("additionalEventData").as(Activity.ADDITIONAL_EVENT_DATA),
            col("sharedEventID").as(Activity.SHARED_EVENT_ID),
            col(CloudTrailSchema.FILE_PATH).as(Activity.SOURCE_FILE),
            col(CloudTrailSchema.RECORD_INDEX));
  }

  private static Dataset<Row> firstDelivered(Dataset<Row> events) {
    var sameEvent =
        Window.partitionBy(Activity.ACCOUNT_ID, Activity.EVENT_ID)
            .orderBy(col(Activity.SOURCE_FILE), col(CloudTrailSchema.RECORD_INDEX));
    return events
        .withColumn("delivery", row_number().over(sameEvent))
        .where(col("delivery").equalTo(1))
        .drop("delivery", CloudTrailSchema.RECORD_INDEX);
  }

  private static Column account() {
    return coalesce(
        present(col("recipientAccountId")),
        present(col("userIdentity.accountId")),
        col(CloudTrailSchema.PATH_ACCOUNT));
  }

  // Outcome

  private static Column outcome() {
    Column saidBySignIn =
        when(col("eventSource").equalTo(SIGN_IN), present(lower(resultNamedLikeTheEvent())));
    Column failed =
        present(col("errorCode")).isNotNull().or(present(col("errorMessage")).isNotNull());
    return coalesce(saidBySignIn, when(failed, Activity.FAILURE).otherwise(Activity.SUCCESS));
  }

  private static Column resultNamedLikeTheEvent() {
    return call_function("get_json_object", col("responseElements"), concat(lit("$."), NAME));
  }

  // Actor

  private static Column actorKey() {
    return when(TYPE.equalTo("IAMUser"), coalesce(PRINCIPAL_ID, ARN))
        .when(
            TYPE.equalTo("AssumedRole"),
            when(isIdentityCenterRole(), PRINCIPAL_ID)
                .otherwise(substring_index(PRINCIPAL_ID, ":", 1)))
        .when(
            TYPE.isin("FederatedUser", "SAMLUser", "WebIdentityUser"),
            coalesce(present(ISSUER.getField("principalId")), PRINCIPAL_ID))
        .when(
            TYPE.equalTo("IdentityCenterUser"),
            coalesce(present(col("userIdentity.onBehalfOf.userId")), PRINCIPAL_ID))
        .when(TYPE.equalTo("AWSService"), present(col("userIdentity.invokedBy")))
        .otherwise(coalesce(PRINCIPAL_ID, ARN, present(col("userIdentity.accountId"))));
  }

  /**
   * The issuer's ARN, else the own one; of an assumed role, without the session name that the
   * caller chose.
   */
  private static Column identityArn() {
    return coalesce(
        present(ISSUER.getField("arn")),
        regexp_replace(ARN, lit("^(arn:[^:]*:sts::[^:]*:assumed-role/[^/]+)/.*$"), lit("$1")));
  }

  private static Column actorName() {
    return coalesce(
        CALLER_NAME,
        present(ISSUER.getField("userName")),
        present(regexp_extract(col(Activity.ACTOR_IDENTITY_ARN), "([^/:]+)$", 1)));
  }

  private static Column isIdentityCenterRole() {
    return isIdentityCenterRole(TYPE, col(Activity.ACTOR_IDENTITY_ARN));
  }

  /**
   * Whether an actor is a role of IAM Identity Center, where AWS itself sets the session name, to
   * the person; never null.
   *
   * @param type its {@code userIdentity.type}
   * @param identityArn its ARN without the session name
   */
  public static Column isIdentityCenterRole(Column type, Column identityArn) {
    return coalesce(
        type.equalTo("AssumedRole")
            .and(substring_index(identityArn, "/", -1).startsWith("AWSReservedSSO_")),
        lit(false));
  }

  private static Column actorMfa() {
    Column logged = col("userIdentity.sessionContext.attributes.mfaAuthenticated");
    return when(isIdentityCenterRole(), lit(null).cast(DataTypes.BooleanType))
        .otherwise(bool(logged));
  }

  // Target user

  /** Adds {@code target_user} and {@code target_source}. */
  private static Dataset<Row> withTarget(Dataset<Row> events) {
    return events
        .withColumn("named", when(isUserCall(), name(REQUEST.getField("userName"))))
        .withColumn("answered", when(isUserCall(), userNameInResponse()))
        .withColumn("denied", when(isUserCall().and(failed()), userNameInError()))
        .withColumn("subject", subject())
        .withColumn(
            Activity.TARGET_SOURCE,
            when(isRootOnItself(), lit(null))
                .when(col("named").isNotNull(), "request")
                .when(col("answered").isNotNull(), "response")
                .when(col("denied").isNotNull(), "error")
                .when(isCallerOnItself(), "caller")
                .when(col("subject").isNotNull(), "subject"))
        .withColumn(
            Activity.TARGET_USER,
            when(col(Activity.TARGET_SOURCE).equalTo("request"), col("named"))
                .when(col(Activity.TARGET_SOURCE).equalTo("response"), col("answered"))
                .when(col(Activity.TARGET_SOURCE).equalTo("error"), col("denied"))
                .when(col(Activity.TARGET_SOURCE).equalTo("caller"), CALLER_NAME)
                .when(col(Activity.TARGET_SOURCE).equalTo("subject"), col("subject")));
  }

  /**
   * IAM calls whose object is one user: on the user, its credentials, its policies, groups and MFA
   * devices.
   */
  private static Column isUserCall() {
    return col("eventSource")
        .equalTo(IAM)
        .and(
            NAME.rlike(
                "User(?!s$)|LoginProfile|AccessKey|SSHPublicKey|SigningCertificate|ServiceSpecificCredential"
                    + "|^(Enable|Deactivate|Resync)MFADevice$"));
  }

  private static Column failed() {
    return col(Activity.OUTCOME).equalTo(Activity.FAILURE);
  }

  private static Column isRootOnItself() {
    return coalesce(
        isUserCall()
            .and(
                col("named")
                    .equalTo(ROOT_USER)
                    .or(
                        col("named")
                            .isNull()
                            .and(
                                col("answered")
                                    .equalTo(ROOT_USER)
                                    .or(TYPE.equalTo("Root").and(col("denied").isNull()))))),
        lit(false));
  }

  private static Column isCallerOnItself() {
    Column namesNobody = isUserCall().and(not(failed()));
    Column changesOwnPassword = col("eventSource").equalTo(IAM).and(NAME.equalTo("ChangePassword"));
    return TYPE.equalTo("IAMUser")
        .and(CALLER_NAME.isNotNull())
        .and(namesNobody.or(changesOwnPassword));
  }

  private static Column userNameInResponse() {
    return coalesce(
        present(RESPONSE.getField("loginProfile").getField("userName")),
        present(RESPONSE.getField("accessKey").getField("userName")),
        present(RESPONSE.getField("user").getField("userName")),
        present(RESPONSE.getField("certificate").getField("userName")),
        present(RESPONSE.getField("sSHPublicKey").getField("userName")),
        present(RESPONSE.getField("serviceSpecificCredential").getField("userName")));
  }

  /**
   * A denied call has no request parameters: the user is named in the message, by name or by ARN.
   */
  private static Column userNameInError() {
    Column named =
        regexp_extract(
            col("errorMessage"),
            "on resource: (?:user |arn:[^:\\s]+:iam::\\d*:user/(?:\\S*/)?)([^\\s/]+)",
            1);
    return present(regexp_replace(named, lit("[.,]$"), lit("")));
  }

  /** Whose sign-in it is: the IAM user who signs in, or who switches role in the own account. */
  private static Column subject() {
    Column signsIn =
        when(
            NAME.equalTo("ConsoleLogin")
                .and(TYPE.equalTo("IAMUser"))
                .and(CALLER_NAME.notEqual(HIDDEN)),
            CALLER_NAME);
    Column switchesAtHome =
        when(
            regexp_extract(switchedFrom(), "^arn:[^:]+:iam::(\\d+):user/", 1)
                .equalTo(col(Activity.ACCOUNT_ID)),
            present(
                regexp_extract(switchedFrom(), "^arn:[^:]+:iam::\\d+:user/(?:.*/)?([^/]+)$", 1)));
    return when(col("eventSource").equalTo(SIGN_IN), coalesce(signsIn, switchesAtHome));
  }

  private static Column switchedFrom() {
    return when(NAME.equalTo("SwitchRole"), present(EXTRA.getField("SwitchFrom")));
  }

  private static Column targetUserId() {
    Column namesItself =
        lower(col(Activity.TARGET_USER))
            .equalTo(lower(CALLER_NAME))
            .and(col("userIdentity.accountId").equalTo(col(Activity.ACCOUNT_ID)));
    Column callerIsTarget =
        TYPE.equalTo("IAMUser")
            .and(col(Activity.TARGET_SOURCE).isin("caller", "subject").or(namesItself));
    return coalesce(
        when(isUserCall(), present(RESPONSE.getField("user").getField("userId"))),
        when(callerIsTarget, PRINCIPAL_ID));
  }

  private static Column mfaSerial() {
    return when(
        NAME.contains("MFADevice"),
        coalesce(
            present(REQUEST.getField("serialNumber")),
            present(RESPONSE.getField("virtualMFADevice").getField("serialNumber"))));
  }

  // Password and privilege

  private static Column passwordResetRequired() {
    return when(
        NAME.isin("CreateLoginProfile", "UpdateLoginProfile"),
        coalesce(
            bool(REQUEST.getField("passwordResetRequired")),
            bool(RESPONSE.getField("loginProfile").getField("passwordResetRequired"))));
  }

  private static Column adminPolicy() {
    return when(
            NAME.equalTo("AttachUserPolicy"),
            coalesce(AdminGrant.isAdminPolicy(REQUEST.getField("policyArn")), lit(false)))
        .when(
            NAME.equalTo("PutUserPolicy"),
            AdminGrant.isAdminDocument(REQUEST.getField("policyDocument")))
        .when(
            NAME.equalTo("AddUserToGroup"),
            coalesce(AdminGrant.isAdminGroup(REQUEST.getField("groupName")), lit(false)));
  }

  // Words for small things

  /** An empty string is an absent value. */
  private static Column present(Column text) {
    return nullif(text, lit(""));
  }

  /** A name, which is text: an object or a list where a name should be names nobody. */
  private static Column name(Column text) {
    return when(text.rlike("^[^{\\[]"), text);
  }

  private static Column bool(Column text) {
    return when(lower(text).equalTo("true"), true).when(lower(text).equalTo("false"), false);
  }

  private static StructType strings(String... names) {
    StructType type = new StructType();
    for (String name : names) {
      type = type.add(name, DataTypes.StringType);
    }
    return type;
  }
}
