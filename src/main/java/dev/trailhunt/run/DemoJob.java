package dev.trailhunt.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.run.demo.SampleLake;
import dev.trailhunt.run.demo.SampleLakeContents;
import dev.trailhunt.table.Lease;
import dev.trailhunt.table.LeaseHolder;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes the sample lake, runs the backfill over it and lays what was planted beside what was found.
 */
public final class DemoJob {
  private static final StructType PLANTED =
      new StructType()
          .add("story", DataTypes.StringType)
          .add(Activity.EVENT_ID, DataTypes.StringType)
          .add(Activity.ACCOUNT_ID, DataTypes.StringType);

  private final JobContext context;
  private final DemoLake lake;

  /**
   * @param context its settings point to {@link DemoLake#lake} and {@link DemoLake#warehouse} of
   *     the lake's folder
   * @param lake begun, and not necessarily written yet
   */
  public DemoJob(JobContext context, DemoLake lake) {
    this.context = context;
    this.lake = lake;
  }

  /**
   * How the demo ended.
   *
   * @param lake what was written
   * @param run the backfill over it
   * @param incidents one row per finding of a planted incident, in the order of its story
   * @param ordinaryLife one row per kind of ordinary life, with counts of its findings
   */
  public record Result(
      SampleLakeContents lake, RunResult run, Dataset<Row> incidents, Dataset<Row> ordinaryLife) {}

  /** Makes the tables while the lake is written, and runs over it. */
  public Result execute() {
    SampleLakeContents contents = makeLakeAndTables();
    RunResult run = new BackfillJob(context, lake.days()).execute();
    Dataset<Row> planted = planted(contents).persist(StorageLevel.MEMORY_AND_DISK());
    return new Result(contents, run, incidents(planted), ordinaryLife(planted));
  }

  /** Under the lease of an earlier demo's tables, which another run may be using. */
  private SampleLakeContents makeLakeAndTables() {
    Warehouse tables = warehouse();
    LeaseHolder holder =
        LeaseHolder.here("demo", UUID.randomUUID().toString(), context.clock().instant());
    try (Lease lease = tables.lease(context.leaseTerms(), holder, context.progress()::stage)) {
      lease.warnings().forEach(warning -> context.progress().stage("warning: " + warning));
      context.progress().stage("making six weeks of CloudTrail and the tables");
      lake.begin();
      tables.createMissing();
      return lake.written();
    }
  }

  private Warehouse warehouse() {
    return new Warehouse(context.spark(), context.settings().warehouse());
  }

  private Dataset<Row> planted(SampleLakeContents contents) {
    Dataset<Row> planted =
        context
            .spark()
            .createDataFrame(
                contents.planted().stream()
                    .map(p -> RowFactory.create(p.story(), p.eventId(), p.accountId()))
                    .toList(),
                PLANTED);
    return planted.join(
        warehouse().read(Tables.FINDINGS),
        new String[] {Activity.ACCOUNT_ID, Activity.EVENT_ID},
        "inner");
  }

  private static Dataset<Row> incidents(Dataset<Row> findings) {
    return findings
        .where(col("story").isInCollection(SampleLake.INCIDENTS))
        .withColumn("begins", min(Activity.EVENT_TIME).over(Window.partitionBy("story")))
        .orderBy(col("begins"), col("story"), col(Activity.EVENT_TIME))
        .select(
            col("story").as("incident"),
            col(Activity.EVENT_TIME).as("time"),
            col(Activity.ACCOUNT_ID).as("account"),
            coalesce(col(Activity.ACTOR_NAME), lit("–")).as("actor"),
            col(Finding.ACTION),
            coalesce(col(Activity.TARGET_USER), lit("–")).as("target"),
            col(Finding.SEVERITY),
            col(Finding.DISPOSITION).as("found"),
            concat_ws(" ", col(Finding.SIGNALS)).as("signals"));
  }

  private static Dataset<Row> ordinaryLife(Dataset<Row> findings) {
    return findings
        .where(not(col("story").isInCollection(SampleLake.INCIDENTS)))
        .groupBy(col("story").as("ordinary life"))
        .agg(
            count_if(col(Finding.DISPOSITION).equalTo(Finding.ALERT)).as("alerts"),
            count_if(col(Finding.DISPOSITION).equalTo(Finding.EXCLUDED)).as("excluded"),
            count_if(col(Finding.DISPOSITION).equalTo(Finding.OUT_OF_SCOPE)).as("out of scope"),
            countDistinct(Activity.TARGET_USER).as("users"),
            min(Activity.EVENT_DATE).as("first"),
            max(Activity.EVENT_DATE).as("last"))
        .orderBy(col("alerts").desc(), col("ordinary life"));
  }
}
