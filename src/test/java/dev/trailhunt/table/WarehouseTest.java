package dev.trailhunt.table;

import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.table.Tables.RunColumns;
import dev.trailhunt.table.Tables.TriageColumns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarehouseTest {
  private static final LeaseHolder RUN = LeaseHolder.here("nightly", "a", Instant.EPOCH);

  private static final AtomicReference<String> meddling = new AtomicReference<>("");

  @TempDir Path folder;

  private Warehouse warehouse(SparkSession spark) {
    return new Warehouse(
        spark, new Settings.Warehouse.AtPath(folder.resolve("warehouse").toUri().toString()));
  }

  private static Dataset<Row> decisions(SparkSession spark) {
    List<Row> rows = new ArrayList<>();
    for (String finding : List.of("a", "b", "c")) {
      rows.add(
          RowFactory.create(finding, Timestamp.from(Instant.EPOCH), "open", null, null, null, "x"));
    }
    return spark.createDataFrame(rows, Tables.TRIAGE.schema());
  }

  @Test
  void nothingIsCommittedWithoutTheLease() {
    Warehouse warehouse = warehouse(TestSession.spark());
    Dataset<Row> rows = decisions(TestSession.spark());
    KeyedMerge merge = new KeyedMerge(warehouse, Tables.TRIAGE);

    assertThatThrownBy(warehouse::createMissing).hasStackTraceContaining("without the lease");
    assertThatThrownBy(() -> warehouse.append(Tables.TRIAGE, rows))
        .hasMessageContaining("without the lease");
    assertThatThrownBy(() -> merge.commit(KeyedMerge.inserts(rows)))
        .hasMessageContaining("without the lease");

    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  /** As when a platform rewrites the files of a table while a run writes to it. */
  @Test
  void whereAnotherWriterComesBetweenACommitIsMadeAgain() {
    SparkSession spark = TestSession.spark();
    Warehouse warehouse = warehouse(spark);
    try (Lease lease = warehouse.lease(LeaseTerms.DEFAULT, RUN, told -> {})) {
      assertThat(lease.warnings()).isEmpty();
      warehouse.createMissing();
      warehouse.append(Tables.TRIAGE, decisions(spark).coalesce(1));
      String table = warehouse.identifier(Tables.TRIAGE);
      meddling.set("UPDATE " + table + " SET note = 'meddled'");
      spark.udf().register("meddle", (UDF1<String, String>) WarehouseTest::meddle, StringType);

      warehouse.commit(
          "MERGE INTO %s t USING (SELECT meddle('a') AS id) s ON t.finding_id = s.id"
                  .formatted(table)
              + " WHEN MATCHED THEN UPDATE SET t.status = 'closed'");
    }

    assertThat(
            warehouse
                .read(Tables.TRIAGE)
                .select(TriageColumns.FINDING_ID, TriageColumns.STATUS, TriageColumns.NOTE)
                .orderBy(TriageColumns.FINDING_ID)
                .collectAsList()
                .toString())
        .isEqualTo("[[a,closed,meddled], [b,open,meddled], [c,open,meddled]]");
  }

  /** Once, in the middle of the MERGE, after it has chosen the version that it builds on. */
  private static String meddle(String id) {
    String statement = meddling.getAndSet("");
    if (!statement.isEmpty()) {
      CompletableFuture.runAsync(() -> TestSession.spark().sql(statement)).join();
    }
    return id;
  }

  /** What is there when a run is killed before the first commit to a table. */
  @Test
  void aTableThatWasBegunAndNeverMadeIsMade() throws Exception {
    Path log = Files.createDirectories(folder.resolve("warehouse/files/_delta_log"));
    Files.createFile(log.resolve(".00000000000000000000.json.4711.tmp"));
    Warehouse warehouse = warehouse(TestSession.spark());

    assertThat(warehouse.exists(Tables.FILES)).isFalse();
    try (Lease lease = warehouse.lease(LeaseTerms.DEFAULT, RUN, told -> {})) {
      assertThat(lease.warnings()).isEmpty();
      warehouse.createMissing();
    }

    assertThat(warehouse.exists(Tables.FILES)).isTrue();
    assertThat(warehouse.version(Tables.FILES).version()).isZero();
  }

  /** Of tables without rows, which a killed run may have left, see the nightly in a schema. */
  @Test
  void rowsThatTheCatalogDoesNotKnowAreLeftAlone() {
    SparkSession spark = TestSession.spark();
    Path location = folder.resolve("strange");
    String files = location.resolve("files").toUri().toString();
    spark.sql("CREATE SCHEMA strange LOCATION '" + location.toUri() + "'");
    try {
      spark.range(3).write().format("delta").save(files);
      Warehouse warehouse = new Warehouse(spark, new Settings.Warehouse.InSchema("strange"));

      try (Lease lease = warehouse.lease(LeaseTerms.DEFAULT, RUN, told -> {})) {
        assertThat(lease.warnings()).isEmpty();
        assertThatThrownBy(warehouse::createMissing)
            .isInstanceOf(TableException.class)
            .hasMessageContainingAll("in schema strange", "strange/files", "not empty");
      }

      assertThat(spark.read().format("delta").load(files).count()).isEqualTo(3);
    } finally {
      spark.sql("DROP SCHEMA strange CASCADE");
    }
  }

  /** As an older version made it. */
  @Test
  void aTableWithoutAColumnGainsItAndKeepsItsRows() {
    SparkSession spark = TestSession.spark();
    Warehouse warehouse = warehouse(spark);
    runs(spark, "old").drop(RunColumns.CHUNKS).write().format("delta").save(runsPath());

    try (Lease lease = warehouse.lease(LeaseTerms.DEFAULT, RUN, told -> {})) {
      assertThat(lease.warnings()).isEmpty();
      warehouse.createMissing();
      warehouse.append(Tables.RUNS, runs(spark, "new"));
      new KeyedMerge(warehouse, Tables.RUNS).commit(KeyedMerge.updates(runs(spark, "new")));
    }

    Dataset<Row> runs = warehouse.read(Tables.RUNS);
    assertThat(runs.schema().apply(RunColumns.CHUNKS).dataType().catalogString())
        .isEqualTo(Tables.RUNS.schema().apply(RunColumns.CHUNKS).dataType().catalogString());
    assertThat(
            runs.selectExpr("run_id", "outcome", "chunks.files", "chunks.heap_bytes")
                .orderBy(RunColumns.RUN_ID)
                .collectAsList()
                .toString())
        .isEqualTo("[[new,done,ArraySeq(7),ArraySeq(null)], [old,done,null,null]]");
  }

  private String runsPath() {
    return folder.resolve("warehouse").resolve(Tables.RUNS.tableName()).toUri().toString();
  }

  /** A run of one chunk of seven files, of which nothing else is known. */
  private static Dataset<Row> runs(SparkSession spark, String id) {
    Map<String, String> known =
        Map.of(
            RunColumns.RUN_ID,
            "'" + id + "'",
            RunColumns.OUTCOME,
            "'done'",
            RunColumns.CHUNKS,
            "from_json('[{\"files\": 7}]', '%s')"
                .formatted(
                    Tables.RUNS.schema().apply(RunColumns.CHUNKS).dataType().catalogString()));
    return spark
        .range(1)
        .selectExpr(
            Stream.of(Tables.RUNS.schema().fields())
                .map(
                    field ->
                        "CAST(%s AS %s) AS %s"
                            .formatted(
                                known.getOrDefault(field.name(), "NULL"),
                                field.dataType().catalogString(),
                                field.name()))
                .toArray(String[]::new));
  }

  @Test
  void aSchemaWhoseFolderIsNotOursIsWrittenWithoutALeaseAndAWarning() throws Exception {
    SparkSession spark = TestSession.spark();
    Path location = folder.resolve("managed");
    spark.sql("CREATE SCHEMA managed LOCATION '" + location.toUri() + "'");
    try {
      Files.delete(location);
      Files.createFile(location);
      Warehouse warehouse = new Warehouse(spark, new Settings.Warehouse.InSchema("managed"));

      try (Lease lease = warehouse.lease(LeaseTerms.DEFAULT, RUN, told -> {})) {
        assertThat(lease.warnings())
            .singleElement()
            .asString()
            .contains("schema managed: no lease can be kept", "the platform's");
        assertThat(warehouse.<String>commit(() -> "done")).isEqualTo("done");
        assertThat(warehouse.waitingRuns()).as("nobody knows").isEmpty();
      }
    } finally {
      spark.sql("DROP SCHEMA managed CASCADE");
    }
  }
}
