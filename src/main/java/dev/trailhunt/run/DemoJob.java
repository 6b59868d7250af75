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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
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
  private static final String MARKER = ".trailhunt-demo";
  private static final LocalDate LAST_DAY = LocalDate.of(2026, 3, 15);
  private static final long SEED = 20260315;

  private static final StructType PLANTED =
      new StructType()
          .add("story", DataTypes.StringType)
          .add(Activity.EVENT_ID, DataTypes.StringType)
          .add(Activity.ACCOUNT_ID, DataTypes.StringType);

  private final JobContext context;
  private final Path folder;

  /**
   * @param context its settings point to {@link #lake} and {@link #warehouse} of the folder
   * @param folder where everything goes
   */
  public DemoJob(JobContext context, Path folder) {
    this.context = context;
    this.folder = folder;
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

  /** Where a demo's lake is. */
  public static Path lake(Path folder) {
    return folder.resolve("lake");
  }

  /** Where a demo's tables are. */
  public static Path warehouse(Path folder) {
    return folder.resolve("warehouse");
  }

  /**
   * Writes the lake and runs over it.
   *
   * @throws JobException when the folder holds something that no demo made
   */
  public Result execute() {
    context.progress().stage("making six weeks of CloudTrail in " + lake(folder));
    SampleLakeContents contents = writeLake();
    RunResult run =
        new BackfillJob(context, new DateRange(LAST_DAY.minusDays(SampleLake.DAYS - 1L), LAST_DAY))
            .execute();
    Dataset<Row> planted = planted(contents).persist(StorageLevel.MEMORY_AND_DISK());
    return new Result(contents, run, incidents(planted), ordinaryLife(planted));
  }

  private SampleLakeContents writeLake() {
    try {
      mark();
      try (Lease lease = lease()) {
        lease.warnings().forEach(warning -> context.progress().stage("warning: " + warning));
        clear();
        Files.createDirectories(lake(folder));
        return SampleLake.write(lake(folder), SEED, LAST_DAY);
      }
    } catch (IOException e) {
      throw new JobException(
          JobException.Kind.FAILED,
          "the demo cannot write to " + folder + ": " + e.getMessage(),
          e);
    }
  }

  private void mark() throws IOException {
    Files.createDirectories(folder);
    Path marker = folder.resolve(MARKER);
    try (Stream<Path> inside = Files.list(folder)) {
      if (!Files.exists(marker) && inside.findAny().isPresent()) {
        throw new JobException(
            JobException.Kind.USAGE,
            folder + " holds something that no demo made; name another folder by --dir");
      }
    }
    Files.writeString(marker, "Made by trailhunt demo, which may delete it.\n");
  }

  /** An earlier demo's tables may be in use by another run. */
  private Lease lease() {
    return new Warehouse(context.spark(), context.settings().warehouse())
        .lease(
            context.leaseTerms(),
            LeaseHolder.here("demo", UUID.randomUUID().toString(), context.clock().instant()),
            context.progress()::stage);
  }

  /** Deletes what an earlier demo made, but not the lease. */
  private void clear() throws IOException {
    Path marker = folder.resolve(MARKER);
    Path leases = warehouse(folder).resolve(Warehouse.LEASES);
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(path -> !path.equals(marker))
          .filter(path -> !path.startsWith(leases) && !leases.startsWith(path))
          .sorted(Comparator.reverseOrder())
          .forEach(DemoJob::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Dataset<Row> planted(SampleLakeContents contents) {
    Warehouse warehouse = new Warehouse(context.spark(), context.settings().warehouse());
    Dataset<Row> planted =
        context
            .spark()
            .createDataFrame(
                contents.planted().stream()
                    .map(p -> RowFactory.create(p.story(), p.eventId(), p.accountId()))
                    .toList(),
                PLANTED);
    return planted.join(
        warehouse.read(Tables.FINDINGS),
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
