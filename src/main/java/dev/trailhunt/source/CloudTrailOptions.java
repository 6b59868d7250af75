package dev.trailhunt.source;

/** The options of {@code spark.read().format("cloudtrail")}. */
public final class CloudTrailOptions {
  /** Where the lake is, as {@link LakeSelection#location}; what {@code load(path)} sets. */
  public static final String PATH = "path";

  /** URI of a {@link Manifest}: exactly its files are read and nothing is listed. */
  public static final String MANIFEST = "manifest";

  /**
   * True for rows of all kinds, in {@link CloudTrailSchema#ACCOUNTING_SCHEMA}: records, unreadable
   * records and one row per file. Filters on record columns then stay with Spark; use {@link
   * #EVENT_NAMES} and {@link #EVENT_SOURCES}. Default false.
   */
  public static final String ACCOUNTING = "accounting";

  /** Accounts to read, twelve digits each, separated by commas. Default all. */
  public static final String ACCOUNTS = "accounts";

  /** Regions to read, by the name of their directory, separated by commas. Default all. */
  public static final String REGIONS = "regions";

  /** First delivery day, {@code YYYY-MM-DD}. Default the lake's first. */
  public static final String FROM_DATE = "fromDate";

  /** Last delivery day, {@code YYYY-MM-DD}, itself included. Default the lake's last. */
  public static final String TO_DATE = "toDate";

  /** Names of events to keep, separated by commas. Default all. */
  public static final String EVENT_NAMES = "eventNames";

  /** Sources of events to keep, such as iam.amazonaws.com, separated by commas. Default all. */
  public static final String EVENT_SOURCES = "eventSources";

  /** Compressed bytes per partition, where every file counts 256 KB more. Default 256 MB. */
  public static final String PARTITION_BYTES = "partitionBytes";

  /**
   * Files that a task keeps in flight where the store does not answer at once, 1 to 256. Default 8.
   */
  public static final String PREFETCH = "prefetch";

  private CloudTrailOptions() {}
}
