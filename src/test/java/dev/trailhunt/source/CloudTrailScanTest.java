package dev.trailhunt.source;

import static dev.trailhunt.source.LakeWriter.ACCOUNT;
import static dev.trailhunt.source.LakeWriter.DAY;
import static dev.trailhunt.source.LakeWriter.REGION;
import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.log;
import static dev.trailhunt.source.LakeWriter.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.plans.logical.Statistics;
import org.apache.spark.sql.execution.ui.SQLAppStatusStore;
import org.apache.spark.sql.execution.ui.SQLExecutionUIData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class CloudTrailScanTest {
  private static final String IAM = "iam.amazonaws.com";

  @TempDir Path directory;
  private final SparkSession spark = TestSession.spark();
  private LakeWriter lake;

  @BeforeEach
  void startLake() {
    lake = new LakeWriter(directory);
  }

  @Test
  void showsItsCountsInTheSqlTab() throws Exception {
    byte[] text =
        log(
                record("a", IAM, "Keep"),
                record("b", IAM, "Drop"),
                record("c", IAM, "Keep", ",\"resources\":1"),
                "{\"eventName\":\"Keep\",}",
                record("d", IAM, "Keep"))
            .getBytes(UTF_8);
    Path whole = lake.file("a.json.gz", gzip(text));
    byte[] cut = gzip(text);
    Path truncated = lake.file("b.json.gz", Arrays.copyOf(cut, cut.length - 8));
    lake.accountTrail(ACCOUNT, REGION, DAY.plusDays(1), record("e", IAM, "Keep"));

    Dataset<Row> rows =
        load().where("delivery_date = DATE'2025-03-14' AND eventName = 'Keep'").select("resources");
    assertThat(rows.collectAsList()).hasSize(6);

    assertThat(shown())
        .containsEntry("files listed", "2")
        // The root, AWSLogs, the account, its regions, years, months, days, and the day.
        .containsEntry("list calls", "8")
        .containsEntry("files read", "2")
        .containsEntry("bytes read", String.valueOf(Files.size(whole) + Files.size(truncated)))
        .containsEntry("bytes inflated", String.valueOf(2 * text.length))
        .containsEntry("records seen", "10")
        .containsEntry("records kept", "6")
        .containsEntry("records malformed", "3")
        .containsEntry("files quarantined", "1")
        .containsEntry("fields of an unexpected type", "2");
  }

  /** The metrics of the last query, as Spark's UI has them. */
  private Map<String, String> shown() throws TimeoutException {
    spark.sparkContext().listenerBus().waitUntilEmpty();
    SQLAppStatusStore store = spark.sharedState().statusStore();
    SQLExecutionUIData query = store.executionsList().last();
    scala.collection.immutable.Map<Object, String> values =
        store.executionMetrics(query.executionId());
    Map<String, String> shown = new HashMap<>();
    CollectionConverters.asJava(query.metrics())
        .forEach(
            metric ->
                shown.put(metric.name(), values.getOrElse(metric.accumulatorId(), () -> "none")));
    return shown;
  }

  @Test
  void reportsTheInflatedSizeOfWhatItReads() throws IOException {
    Path file = lake.accountTrail(ACCOUNT, REGION, DAY, record("a", IAM, "X"));
    lake.accountTrail(ACCOUNT, REGION, DAY.plusDays(1), record("b", IAM, "X"));

    Statistics statistics =
        load().where("delivery_date = DATE'2025-03-14'").queryExecution().optimizedPlan().stats();

    assertThat(statistics.sizeInBytes().toLong()).isEqualTo(8 * Files.size(file));
    assertThat(statistics.rowCount().isEmpty()).isTrue();
  }

  @Test
  void isBroadcastIntoAJoinWhenSmall() {
    lake.accountTrail(ACCOUNT, REGION, DAY, record("a", IAM, "X"));

    assertThat(joined(load())).contains("BroadcastHashJoin").contains("BuildLeft");
  }

  @Test
  void isSortedIntoAJoinWhenLarge() {
    String manifest = directory.resolve("manifest.gz").toUri().toString();
    LogFile large =
        new LogFile("file:/x.json.gz", 1L << 40, Instant.EPOCH, null, ACCOUNT, REGION, DAY);
    Manifest.write(new Configuration(), manifest, List.of(large));

    Dataset<Row> rows =
        spark.read().format("cloudtrail").option(CloudTrailOptions.MANIFEST, manifest).load();

    assertThat(joined(rows)).contains("SortMergeJoin").doesNotContain("BroadcastHashJoin");
  }

  /** The plan of a join with what is too large to be broadcast. */
  private String joined(Dataset<Row> trail) {
    Dataset<Row> numbers = spark.range(1L << 40).toDF("record_index");
    return trail.join(numbers, "record_index").queryExecution().executedPlan().toString();
  }

  private Dataset<Row> load() {
    return spark.read().format("cloudtrail").load(lake.location());
  }
}
