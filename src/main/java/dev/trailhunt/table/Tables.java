package dev.trailhunt.table;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityChanges;
import dev.trailhunt.rule.Finding;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The tables of a warehouse. */
public enum Tables {
  ACTIVITY(
      new TableDefinition(
          "activity",
          "One row per identity event of CloudTrail",
          Activity.SCHEMA,
          Optional.of(Activity.EVENT_DATE),
          List.of(Activity.ACCOUNT_ID, Activity.EVENT_ID),
          // What a hunt follows over many days is one user or one actor, and either of them is of
          // few accounts: the account's id would add nothing, and each further column spreads all.
          List.of(Activity.TARGET_USER, Activity.ACTOR_KEY),
          true)),

  IDENTITY_CHANGES(
      new TableDefinition(
          "identity_changes",
          "One row per event that tells who bears a user name, whose an MFA device is, or who has"
              + " administrator rights",
          IdentityChanges.SCHEMA,
          Optional.empty(),
          List.of(Activity.ACCOUNT_ID, Activity.EVENT_ID),
          List.of(),
          false)),

  FINDINGS(
      new TableDefinition(
          "findings",
          "One row per trigger of the rule, with its verdict",
          Finding.SCHEMA,
          Optional.empty(),
          List.of(Finding.FINDING_ID),
          List.of(),
          true)),

  TRIAGE(
      new TableDefinition(
          "triage",
          "One row per decision of an analyst; the latest one counts",
          TriageColumns.SCHEMA,
          Optional.empty(),
          List.of(TriageColumns.FINDING_ID, TriageColumns.AT),
          List.of(),
          false)),

  FILES(
      new TableDefinition(
          "files",
          "One row per log file that was read: the ledger of the lake",
          FileColumns.SCHEMA,
          Optional.of(FileColumns.DELIVERY_DATE),
          List.of(FileColumns.PATH),
          List.of(),
          false)),

  QUARANTINE(
      new TableDefinition(
          "quarantine",
          "One row per file or record that could not be read",
          QuarantineColumns.SCHEMA,
          Optional.of(QuarantineColumns.DELIVERY_DATE),
          List.of(QuarantineColumns.QUARANTINE_ID),
          List.of(),
          false)),

  RUNS(
      new TableDefinition(
          "runs",
          "One row per run",
          RunColumns.SCHEMA,
          Optional.empty(),
          List.of(RunColumns.RUN_ID),
          List.of(),
          false));

  private final TableDefinition definition;

  Tables(TableDefinition definition) {
    this.definition = definition;
  }

  TableDefinition definition() {
    return definition;
  }

  /** The table's name, which is also its folder's. */
  public String tableName() {
    return definition.name();
  }

  /** All columns, each with a comment. */
  public StructType schema() {
    return definition.schema();
  }

  /** The columns that tell its rows apart. */
  public List<String> key() {
    return definition.key();
  }

  private static StructField column(String name, DataType type, String comment) {
    return new StructField(name, type, true, Metadata.empty()).withComment(comment);
  }

  /** Columns of {@code triage}. */
  public static final class TriageColumns {
    public static final String FINDING_ID = "finding_id";
    public static final String AT = "at";
    public static final String STATUS = "status";
    public static final String VERDICT = "verdict";
    public static final String ASSIGNEE = "assignee";
    public static final String NOTE = "note";
    public static final String WHO = "who";

    static final StructType SCHEMA =
        new StructType()
            .add(column(FINDING_ID, StringType, "The finding decided on"))
            .add(column(AT, TimestampType, "When it was decided"))
            .add(column(STATUS, StringType, "open, acknowledged or closed"))
            .add(column(VERDICT, StringType, "What the analyst holds it for"))
            .add(column(ASSIGNEE, StringType, "Who works on it"))
            .add(column(NOTE, StringType, "Free text"))
            .add(column(WHO, StringType, "Who decided"));

    private TriageColumns() {}
  }

  /** Columns of {@code files}. */
  public static final class FileColumns {
    public static final String PATH = "path";
    public static final String DELIVERY_DATE = "delivery_date";
    public static final String ACCOUNT_ID = "account_id";
    public static final String REGION = "region";
    public static final String SIZE = "size";
    public static final String ETAG = "etag";
    public static final String MODIFIED_AT = "modified_at";
    public static final String STATE = "state";
    public static final String REASON = "reason";
    public static final String RECORDS = "records";
    public static final String IDENTITY_EVENTS = "identity_events";
    public static final String MALFORMED = "malformed";
    public static final String BYTES_INFLATED = "bytes_inflated";
    public static final String MAPPER_VERSION = "mapper_version";
    public static final String READ_AT = "read_at";
    public static final String RUN_ID = "run_id";

    static final StructType SCHEMA =
        new StructType()
            .add(column(PATH, StringType, "URI of the log file"))
            .add(column(DELIVERY_DATE, DateType, "Date of its folder: when it was delivered"))
            .add(column(ACCOUNT_ID, StringType, "Account of its folder"))
            .add(column(REGION, StringType, "Region of its folder"))
            .add(column(SIZE, LongType, "Bytes, as stored"))
            .add(column(ETAG, StringType, "ETag, where the store gives one"))
            .add(column(MODIFIED_AT, TimestampType, "When the store says that it was written"))
            .add(column(STATE, StringType, "read, quarantined or archived"))
            .add(column(REASON, StringType, "Why it is quarantined or archived"))
            .add(column(RECORDS, LongType, "Records in it"))
            .add(column(IDENTITY_EVENTS, LongType, "Identity events among them"))
            .add(column(MALFORMED, LongType, "Records that could not be read"))
            .add(column(BYTES_INFLATED, LongType, "Bytes after decompression"))
            .add(
                column(
                    MAPPER_VERSION,
                    StringType,
                    "The mapping and keep-list that read it; files of another one are due again"))
            .add(column(READ_AT, TimestampType, "When it was read"))
            .add(column(RUN_ID, StringType, "The run that read it"));

    private FileColumns() {}
  }

  /** Columns of {@code quarantine}. */
  public static final class QuarantineColumns {
    public static final String QUARANTINE_ID = "quarantine_id";
    public static final String SOURCE_FILE = "source_file";
    public static final String DELIVERY_DATE = "delivery_date";
    public static final String ACCOUNT_ID = "account_id";
    public static final String REGION = "region";
    public static final String RECORD_INDEX = "record_index";
    public static final String FILE_OFFSET = "file_offset";
    public static final String REASON = "reason";
    public static final String SNIPPET = "snippet";
    public static final String QUARANTINED_AT = "quarantined_at";
    public static final String RUN_ID = "run_id";

    static final StructType SCHEMA =
        new StructType()
            .add(column(QUARANTINE_ID, StringType, "Hex SHA-256 of file, record index and reason"))
            .add(column(SOURCE_FILE, StringType, "The log file"))
            .add(column(DELIVERY_DATE, DateType, "Date of its folder"))
            .add(column(ACCOUNT_ID, StringType, "Account of its folder"))
            .add(column(REGION, StringType, "Region of its folder"))
            .add(column(RECORD_INDEX, LongType, "Which record, from 0; null for the file itself"))
            .add(column(FILE_OFFSET, LongType, "Where it begins, in bytes after decompression"))
            .add(column(REASON, StringType, "Why it could not be read, such as gzip-truncated"))
            .add(column(SNIPPET, StringType, "How it begins, at most 4 KB"))
            .add(column(QUARANTINED_AT, TimestampType, "When this row was written"))
            .add(column(RUN_ID, StringType, "The run that wrote it"));

    private QuarantineColumns() {}
  }

  /** Columns of {@code runs}. */
  public static final class RunColumns {
    public static final String RUN_ID = "run_id";
    public static final String COMMAND = "command";
    public static final String OUTCOME = "outcome";
    public static final String ERROR = "error";
    public static final String STARTED_AT = "started_at";
    public static final String ENDED_AT = "ended_at";
    public static final String DIRECTORIES_FROM = "directories_from";
    public static final String DIRECTORIES_TO = "directories_to";
    public static final String COVERED_TO = "covered_to";
    public static final String ACCOUNTS = "accounts";
    public static final String REGIONS = "regions";
    public static final String REPLACES_BEFORE = "replaces_before";
    public static final String JUDGED = "judged";
    public static final String JUDGED_TABLE_ID = "judged_table_id";
    public static final String JUDGED_VERSION = "judged_version";
    public static final String STAGES = "stages";
    public static final String CHUNKS = "chunks";
    public static final String FILES_LISTED = "files_listed";
    public static final String FILES_READ = "files_read";
    public static final String FILES_QUARANTINED = "files_quarantined";
    public static final String FILES_ARCHIVED = "files_archived";
    public static final String BYTES_READ = "bytes_read";
    public static final String LIST_CALLS = "list_calls";
    public static final String RECORDS_SEEN = "records_seen";
    public static final String RECORDS_KEPT = "records_kept";
    public static final String RECORDS_QUARANTINED = "records_quarantined";
    public static final String ACTIVITY_ADDED = "activity_added";
    public static final String ACTIVITY_REPLACED = "activity_replaced";
    public static final String TRIGGERS_JUDGED = "triggers_judged";
    public static final String FINDINGS_ADDED = "findings_added";
    public static final String FINDINGS_CHANGED = "findings_changed";
    public static final String FINDINGS_WITHDRAWN = "findings_withdrawn";
    public static final String ALERTS = "alerts";
    public static final String EXCLUDED = "excluded";
    public static final String OUT_OF_SCOPE = "out_of_scope";
    public static final String WARNINGS = "warnings";
    public static final String CONFIG_HASH = "config_hash";
    public static final String TRAILHUNT_VERSION = "trailhunt_version";
    public static final String SPARK_VERSION = "spark_version";
    public static final String RULE_VERSION = "rule_version";
    public static final String MAPPER_VERSION = "mapper_version";
    public static final String ASN_BUILD = "asn_build";

    static final StructType SCHEMA =
        new StructType()
            .add(column(RUN_ID, StringType, "Id of the run"))
            .add(column(COMMAND, StringType, "nightly, backfill, ingest, detect or maintain"))
            .add(column(OUTCOME, StringType, "running, done or failed"))
            .add(column(ERROR, StringType, "Why it failed, in one line"))
            .add(column(STARTED_AT, TimestampType, "When it began"))
            .add(column(ENDED_AT, TimestampType, "When it ended"))
            .add(column(DIRECTORIES_FROM, DateType, "First delivery date looked at"))
            .add(column(DIRECTORIES_TO, DateType, "Last delivery date looked at"))
            .add(
                column(
                    COVERED_TO,
                    DateType,
                    "The date that a nightly was for; the next one starts here"))
            .add(
                column(
                    ACCOUNTS,
                    createArrayType(StringType),
                    "The only accounts that were read; empty means all"))
            .add(
                column(
                    REGIONS,
                    createArrayType(StringType),
                    "The only regions that were read; empty means all"))
            .add(
                column(
                    REPLACES_BEFORE,
                    TimestampType,
                    "Of a backfill --replace: files last read before this are read anew"))
            .add(column(JUDGED, StringType, "What was judged, in words"))
            .add(column(JUDGED_TABLE_ID, StringType, "Delta id of the activity table judged"))
            .add(
                column(
                    JUDGED_VERSION,
                    LongType,
                    "Version of activity up to which everything is judged: where the next detect begins"))
            .add(
                column(
                    STAGES,
                    createArrayType(
                        new StructType().add("name", StringType).add("seconds", DoubleType)),
                    "How long each stage took, all its times added up"))
            .add(
                column(
                    CHUNKS,
                    createArrayType(ChunkFields.TYPE),
                    "The chunks read, one after the other: at most the last 1,000; all other columns"
                        + " are of all chunks"))
            .add(column(FILES_LISTED, LongType, "Log files found"))
            .add(column(FILES_READ, LongType, "Log files read to their end"))
            .add(column(FILES_QUARANTINED, LongType, "Log files that could not be read"))
            .add(column(FILES_ARCHIVED, LongType, "Log files in an archive storage class"))
            .add(column(BYTES_READ, LongType, "Bytes of the log files that were due, as stored"))
            .add(column(LIST_CALLS, LongType, "LIST requests that the listing took"))
            .add(column(RECORDS_SEEN, LongType, "Records in the files"))
            .add(column(RECORDS_KEPT, LongType, "Identity events among them, duplicates included"))
            .add(column(RECORDS_QUARANTINED, LongType, "Records that could not be read"))
            .add(column(ACTIVITY_ADDED, LongType, "Rows that activity gained"))
            .add(column(ACTIVITY_REPLACED, LongType, "Rows of activity that a new reading changed"))
            .add(column(TRIGGERS_JUDGED, LongType, "Triggers judged"))
            .add(column(FINDINGS_ADDED, LongType, "New findings"))
            .add(column(FINDINGS_CHANGED, LongType, "Findings whose verdict changed"))
            .add(
                column(FINDINGS_WITHDRAWN, LongType, "Findings whose event is no trigger any more"))
            .add(column(ALERTS, LongType, "Alerts among the judged"))
            .add(column(EXCLUDED, LongType, "Excluded ones among the judged"))
            .add(column(OUT_OF_SCOPE, LongType, "Out-of-scope ones among the judged"))
            .add(column(WARNINGS, createArrayType(StringType), "What the user should know"))
            .add(column(CONFIG_HASH, StringType, "Equal for runs told the same"))
            .add(column(TRAILHUNT_VERSION, StringType, "Version of Trailhunt"))
            .add(column(SPARK_VERSION, StringType, "Version of Spark"))
            .add(column(RULE_VERSION, StringType, "Version of the rule"))
            .add(column(MAPPER_VERSION, StringType, "Version of the mapping and keep-list"))
            .add(column(ASN_BUILD, StringType, "The address database's type and build time"));

    private RunColumns() {}
  }

  /** Fields of an element of {@code runs.chunks}. */
  public static final class ChunkFields {
    public static final String DELIVERY_FROM = "delivery_from";
    public static final String DELIVERY_TO = "delivery_to";
    public static final String FILES = "files";
    public static final String FILES_READ = "files_read";
    public static final String FILES_QUARANTINED = "files_quarantined";
    public static final String BYTES = "bytes";
    public static final String RECORDS_SEEN = "records_seen";
    public static final String RECORDS_KEPT = "records_kept";
    public static final String ACTIVITY_ADDED = "activity_added";
    public static final String ACTIVITY_REPLACED = "activity_replaced";
    public static final String READING_SECONDS = "reading_seconds";
    public static final String JUDGING_SECONDS = "judging_seconds";
    public static final String HEAP_BYTES = "heap_bytes";

    /** The struct, whose fields mean what the columns of {@code runs} of the same names mean. */
    public static final StructType TYPE =
        new StructType()
            .add(column(DELIVERY_FROM, DateType, "Delivery date of its first file"))
            .add(column(DELIVERY_TO, DateType, "Delivery date of its last file"))
            .add(column(FILES, LongType, "Log files that were due"))
            .add(column(FILES_READ, LongType, "Log files read to their end"))
            .add(column(FILES_QUARANTINED, LongType, "Log files that could not be read"))
            .add(column(BYTES, LongType, "Bytes of the log files that were due, as stored"))
            .add(column(RECORDS_SEEN, LongType, "Records in the files"))
            .add(column(RECORDS_KEPT, LongType, "Identity events among them"))
            .add(column(ACTIVITY_ADDED, LongType, "Rows that activity gained"))
            .add(column(ACTIVITY_REPLACED, LongType, "Rows of activity that changed"))
            .add(column(READING_SECONDS, DoubleType, "How long reading and committing took"))
            .add(column(JUDGING_SECONDS, DoubleType, "How long judging took; null where none was"))
            .add(
                column(
                    HEAP_BYTES,
                    LongType,
                    "Bytes of the driver's heap in use after its last garbage collection"));

    private ChunkFields() {}
  }
}
