package dev.trailhunt.table;

import static org.apache.spark.sql.functions.col;

import java.time.Duration;
import org.apache.spark.sql.RuntimeConfig;

/**
 * Deletes the files of a table that its present version has no use for: those of earlier versions,
 * older than the table keeps them, and what killed runs left. How long that is the table itself
 * says, in a property that platforms heed too; Delta's own is a week.
 */
public final class Vacuum {
  private static final String RETENTION = "delta.deletedFileRetentionDuration";
  private static final Duration BY_ITSELF = Duration.ofDays(7);

  /** Delta lists a table in so many tasks, by itself 10,000, however few folders it has. */
  private static final String LISTING_TASKS =
      "spark.sql.sources.parallelPartitionDiscovery.parallelism";

  private static final String FEW_TASKS = "32";

  private static final String FILE = "[.]\\w+$";

  private final Warehouse warehouse;

  public Vacuum(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * Lets the table keep files of earlier versions so long; no commit where it does already.
   *
   * @param history at least a week: Delta refuses less
   */
  public void keep(Tables table, Duration history) {
    String wanted = interval(history);
    String kept =
        new TableDetails(warehouse, table).property(RETENTION).orElse(interval(BY_ITSELF));
    if (!kept.equals(wanted)) {
      warehouse.commit(
          "ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s')"
              .formatted(warehouse.identifier(table), RETENTION, wanted));
    }
  }

  private static String interval(Duration duration) {
    return "interval " + duration.toHours() + " hours";
  }

  /**
   * Deletes what is old enough; nothing is committed where nothing is.
   *
   * @return how many files, of which a platform may count no more than the first thousand
   */
  public long vacuum(Tables table) {
    RuntimeConfig session = warehouse.spark().conf();
    String before = session.get(LISTING_TASKS);
    session.set(LISTING_TASKS, FEW_TASKS);
    try {
      return vacuum("VACUUM " + warehouse.identifier(table));
    } finally {
      session.set(LISTING_TASKS, before);
    }
  }

  /** Delta names folders too, that of the change feed each time: what counts has an extension. */
  private long vacuum(String statement) {
    long files =
        warehouse.spark().sql(statement + " DRY RUN").where(col("path").rlike(FILE)).count();
    if (files > 0) {
      warehouse.commit(statement);
    }
    return files;
  }
}
