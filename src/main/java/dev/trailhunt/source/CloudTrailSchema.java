package dev.trailhunt.source;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.util.Arrays;
import java.util.Set;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of the {@code cloudtrail} source: the CloudTrail record under AWS's own names, then
 * where it was read.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html">CloudTrail
 *     record contents</a>
 */
public final class CloudTrailSchema {
  /** The log file, string. */
  public static final String FILE_PATH = "file_path";

  /** The record's place in its file, from 0, bigint; null for a file and a fault of a file. */
  public static final String RECORD_INDEX = "record_index";

  /** The day of the file's directory, date: when the record was delivered, not when it happened. */
  public static final String DELIVERY_DATE = "delivery_date";

  /** The account of the file's directory, string. */
  public static final String PATH_ACCOUNT = "path_account";

  /** The region of the file's directory, string. */
  public static final String PATH_REGION = "path_region";

  /** {@link #KIND_RECORD}, {@link #KIND_MALFORMED} or {@link #KIND_FILE}, string. */
  public static final String ROW_KIND = "row_kind";

  /** Where in the inflated file the record begins, bytes, bigint; null for a file. */
  public static final String FILE_OFFSET = "file_offset";

  /** Code of a {@link Malformed}, string: of an unreadable record, or of a file's fault. */
  public static final String REASON = "reason";

  /** The first bytes of what could not be read, at most 4,096, string. */
  public static final String SNIPPET = "snippet";

  /** Size as listed, bytes, bigint. */
  public static final String FILE_SIZE = "file_size";

  /** Entity tag as listed, string; null when the store gives none. */
  public static final String FILE_ETAG = "file_etag";

  /** Modification time as listed, timestamp. */
  public static final String FILE_MODIFIED_AT = "file_modified_at";

  /** Of a file: {@code read}, {@code quarantined} or {@code archived}, string. */
  public static final String FILE_STATE = "file_state";

  /** Of a file: elements of Records that were passed, bigint. */
  public static final String FILE_RECORDS = "file_records";

  /** Of a file: rows of kind record that it gave, bigint. */
  public static final String FILE_KEPT = "file_kept";

  /** Of a file: rows of kind malformed that it gave, bigint. */
  public static final String FILE_MALFORMED = "file_malformed";

  /** Of a file: bytes of text, bigint. */
  public static final String FILE_BYTES_INFLATED = "file_bytes_inflated";

  /** A kept record. */
  public static final String KIND_RECORD = "record";

  /** A record, or the rest of a file, that could not be read. */
  public static final String KIND_MALFORMED = "malformed";

  /** The account of one file, its last row. */
  public static final String KIND_FILE = "file";

  /** The file was read to its end. */
  public static final String STATE_READ = "read";

  /** The file could not be read to its end, or has no Records. */
  public static final String STATE_QUARANTINED = "quarantined";

  /** The object lies in an archive tier. */
  public static final String STATE_ARCHIVED = "archived";

  static final String EVENT_NAME = "eventName";
  static final String EVENT_SOURCE = "eventSource";
  static final String EVENT_ID = "eventID";
  static final String EVENT_TIME = "eventTime";

  /** Fields, on whatever level, whose value is given as the JSON text that stands in the file. */
  static final Set<String> JSON_FIELDS =
      Set.of(
          "requestParameters",
          "responseElements",
          "additionalEventData",
          "serviceEventDetails",
          "edgeDeviceDetails",
          "eventContext",
          "inScopeOf");

  private static final StructType RECORD = record();

  /**
   * What the source gives: the record's fields, then {@link #FILE_PATH}, {@link #RECORD_INDEX},
   * {@link #DELIVERY_DATE}, {@link #PATH_ACCOUNT}, {@link #PATH_REGION}. The free-form fields
   * (requestParameters and the like) are JSON text as written in the file, a JSON string with its
   * quotes; a JSON null is null.
   */
  public static final StructType SCHEMA =
      RECORD
          .add(FILE_PATH, StringType)
          .add(RECORD_INDEX, LongType)
          .add(DELIVERY_DATE, DateType)
          .add(PATH_ACCOUNT, StringType)
          .add(PATH_REGION, StringType);

  /** {@link #SCHEMA} and the columns that {@link CloudTrailOptions#ACCOUNTING} adds. */
  public static final StructType ACCOUNTING_SCHEMA =
      SCHEMA
          .add(ROW_KIND, StringType)
          .add(FILE_OFFSET, LongType)
          .add(REASON, StringType)
          .add(SNIPPET, StringType)
          .add(FILE_SIZE, LongType)
          .add(FILE_ETAG, StringType)
          .add(FILE_MODIFIED_AT, TimestampType)
          .add(FILE_STATE, StringType)
          .add(FILE_RECORDS, LongType)
          .add(FILE_KEPT, LongType)
          .add(FILE_MALFORMED, LongType)
          .add(FILE_BYTES_INFLATED, LongType);

  private CloudTrailSchema() {}

  /** Whether a top-level column is a field of the record. */
  static boolean isRecordField(String column) {
    return RECORD.getFieldIndex(column).isDefined();
  }

  private static StructType record() {
    return strings("eventVersion")
        .add("userIdentity", userIdentity())
        .add(EVENT_TIME, TimestampType)
        .add(EVENT_SOURCE, StringType)
        .add(EVENT_NAME, StringType)
        .add("awsRegion", StringType)
        .add("sourceIPAddress", StringType)
        .add("userAgent", StringType)
        .add("errorCode", StringType)
        .add("errorMessage", StringType)
        .add("requestParameters", StringType)
        .add("responseElements", StringType)
        .add("additionalEventData", StringType)
        .add("requestID", StringType)
        .add(EVENT_ID, StringType)
        .add("readOnly", BooleanType)
        .add("resources", new ArrayType(strings("ARN", "accountId", "type"), true))
        .add("eventType", StringType)
        .add("apiVersion", StringType)
        .add("managementEvent", BooleanType)
        .add("recipientAccountId", StringType)
        .add("sharedEventID", StringType)
        .add("vpcEndpointId", StringType)
        .add("vpcEndpointAccountId", StringType)
        .add("eventCategory", StringType)
        .add("serviceEventDetails", StringType)
        .add("addendum", strings("reason", "updatedFields", "originalRequestID", "originalEventID"))
        .add("sessionCredentialFromConsole", BooleanType)
        .add("edgeDeviceDetails", StringType)
        .add("tlsDetails", strings("tlsVersion", "cipherSuite", "clientProvidedHostHeader"))
        .add("eventContext", StringType);
  }

  private static DataType userIdentity() {
    StructType sessionContext =
        new StructType()
            .add("sessionIssuer", strings("type", "principalId", "arn", "accountId", "userName"))
            .add(
                "webIdFederationData",
                strings("federatedProvider")
                    .add("attributes", DataTypes.createMapType(StringType, StringType, true)))
            .add("attributes", strings("creationDate", "mfaAuthenticated"))
            .add("ec2RoleDelivery", StringType)
            .add("sourceIdentity", StringType)
            .add("assumedRoot", StringType);
    return strings(
            "type", "principalId", "arn", "accountId", "accessKeyId", "userName", "invokedBy")
        .add("sessionContext", sessionContext)
        .add("onBehalfOf", strings("userId", "identityStoreArn"))
        .add("identityProvider", StringType)
        .add("credentialId", StringType)
        .add("inScopeOf", StringType);
  }

  private static StructType strings(String... names) {
    return Arrays.stream(names)
        .reduce(new StructType(), (struct, name) -> struct.add(name, StringType), (a, b) -> b);
  }
}
