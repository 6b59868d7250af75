package dev.trailhunt.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.table.KeyedMerge.Counts;
import dev.trailhunt.table.Tables.FileColumns;
import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads what Spark wrote by a reader of another make, which knows nothing of Spark. */
class DeltaKernelReaderTest {
  private static final Engine ENGINE = DefaultEngine.create(new Configuration());
  private static final Set<String> UNREADABLE_ELSEWHERE =
      Set.of(
          "deletionVectors",
          "columnMapping",
          "v2Checkpoint",
          "timestampNtz",
          "variantType",
          "variantType-preview",
          "typeWidening");

  private static final Set<String> NULL_COLUMNS = Set.of(Activity.ERROR_CODE);

  @TempDir private static Path folder;
  private static Warehouse warehouse;

  @BeforeAll
  static void fill() {
    warehouse =
        new Warehouse(
            spark(), new Settings.Warehouse.AtPath(folder.toUri().toString().replaceAll("/$", "")));
    warehouse.lease(LeaseTerms.DEFAULT, LeaseHolder.here("test", "a", Instant.EPOCH), told -> {});
    warehouse.createMissing();
    for (Tables table : Tables.values()) {
      warehouse.append(table, rows(table, 1, 3));
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTableIsReadable(Tables table) throws IOException {
    List<Row> read = kernelRows(table);

    assertThat(read).hasSize((int) warehouse.read(table).count()).isNotEmpty();
    assertThat(snapshot(table).getSchema().fieldNames())
        .containsExactly(table.schema().fieldNames());
  }

  @Test
  void valuesAreThoseWritten() throws IOException {
    Row row =
        kernelRows(Tables.ACTIVITY).stream()
            .filter(one -> string(one, Activity.EVENT_ID).equals("event_id-2"))
            .findFirst()
            .orElseThrow();

    assertThat(string(row, Activity.USER_AGENT)).isEqualTo("user_agent-2");
    assertThat(row.getLong(ordinal(row, Activity.EVENT_TIME)))
        .as("microseconds since 1970")
        .isEqualTo(Instant.parse("2026-03-02T12:00:00Z").getEpochSecond() * 1_000_000);
    assertThat(row.getInt(ordinal(row, Activity.EVENT_DATE)))
        .as("days since 1970, from the partition's folder")
        .isEqualTo(LocalDate.of(2026, 3, 2).toEpochDay());
    assertThat(row.getBoolean(ordinal(row, Activity.ACTOR_MFA))).isTrue();
    assertThat(row.isNullAt(ordinal(row, Activity.ERROR_CODE))).isTrue();
  }

  @Test
  void nestedValuesAreThoseWritten() throws IOException {
    Row row =
        kernelRows(Tables.FINDINGS).stream()
            .filter(one -> string(one, Finding.FINDING_ID).equals("finding_id-2"))
            .findFirst()
            .orElseThrow();

    List<Row> evidence = VectorUtils.toJavaList(row.getArray(ordinal(row, Finding.EVIDENCE)));

    assertThat(evidence).hasSize(1);
    assertThat(string(evidence.get(0), "event_name")).isEqualTo("event_name-2");
    assertThat(evidence.get(0).getLong(ordinal(evidence.get(0), "offset_seconds"))).isEqualTo(2);
    assertThat(
            VectorUtils.<String>toJavaList(
                evidence.get(0).getArray(ordinal(evidence.get(0), "relations"))))
        .containsExactly("relations-2");
  }

  @ParameterizedTest
  @EnumSource
  void noTableHasAFeatureThatOthersLack(Tables table) {
    assertThat(snapshot(table).getProtocol().getReaderAndWriterFeatures())
        .doesNotContainAnyElementsOf(UNREADABLE_ELSEWHERE);
    assertThat(snapshot(table).getProtocol().getMinReaderVersion()).isLessThanOrEqualTo(3);
  }

  static Stream<Arguments> partitions() {
    return Stream.of(
        Arguments.of(Tables.ACTIVITY, List.of("event_date")),
        Arguments.of(Tables.FINDINGS, List.of()),
        Arguments.of(Tables.TRIAGE, List.of()),
        Arguments.of(Tables.FILES, List.of("delivery_date")),
        Arguments.of(Tables.QUARANTINE, List.of("delivery_date")),
        Arguments.of(Tables.RUNS, List.of()));
  }

  @ParameterizedTest
  @MethodSource("partitions")
  void tablesArePartitionedAsPromised(Tables table, List<String> partition) {
    assertThat(snapshot(table).getPartitionColumnNames()).isEqualTo(partition);
  }

  @ParameterizedTest
  @EnumSource(names = {"ACTIVITY", "FINDINGS"})
  void theChangeFeedIsOn(Tables table) {
    assertThat(snapshot(table).getTableProperties())
        .containsEntry("delta.enableChangeDataFeed", "true");
  }

  @Test
  void aMergeInsertsUpdatesAndDeletes() throws IOException {
    Tables table = Tables.FILES;
    Dataset<org.apache.spark.sql.Row> changes =
        KeyedMerge.inserts(rows(table, 4, 5))
            .unionByName(
                KeyedMerge.updates(
                    rows(table, 2, 2).withColumn(FileColumns.STATE, lit("quarantined"))))
            .unionByName(KeyedMerge.deletes(rows(table, 3, 3)));

    Counts counts = new KeyedMerge(warehouse, table).commit(changes);

    assertThat(counts).isEqualTo(new Counts(2, 1, 1));
    assertThat(kernelRows(table))
        .extracting(row -> string(row, FileColumns.PATH) + " " + string(row, FileColumns.STATE))
        .containsExactlyInAnyOrder(
            "path-1 state-1", "path-2 quarantined", "path-4 state-4", "path-5 state-5");
  }

  @ParameterizedTest
  @EnumSource
  void aMergeOfNothingMakesNoCommit(Tables table) {
    long before = snapshot(table).getVersion();

    Counts counts =
        new KeyedMerge(warehouse, table)
            .commit(KeyedMerge.updates(rows(table, 1, 3).where(lit(false))));

    assertThat(counts.total()).isZero();
    assertThat(snapshot(table).getVersion()).isEqualTo(before);
  }

  @Test
  void aMergeIsOneCommit() {
    Tables table = Tables.QUARANTINE;
    long before = snapshot(table).getVersion();

    new KeyedMerge(warehouse, table)
        .commit(
            KeyedMerge.inserts(rows(table, 7, 8))
                .unionByName(KeyedMerge.deletes(rows(table, 1, 1))));

    assertThat(snapshot(table).getVersion()).isEqualTo(before + 1);
  }

  private static SparkSession spark() {
    return TestSession.spark();
  }

  /** Rows numbered as given: texts are {@code column-number}, times noon of that day of March. */
  private static Dataset<org.apache.spark.sql.Row> rows(Tables table, int from, int to) {
    Column[] columns =
        Arrays.stream(table.schema().fields())
            .map(
                field ->
                    NULL_COLUMNS.contains(field.name())
                        ? lit(null).cast(field.dataType()).as(field.name())
                        : value(field.name(), field.dataType()).as(field.name()))
            .toArray(Column[]::new);
    return spark().range(from, to + 1L).select(columns);
  }

  private static Column value(String name, DataType type) {
    Column day = functions.make_date(lit(2026), lit(3), col("id").cast(DataTypes.IntegerType));
    if (type instanceof ArrayType array) {
      return functions.array(value(name, array.elementType()));
    }
    if (type instanceof org.apache.spark.sql.types.StructType struct) {
      return functions.struct(
          Arrays.stream(struct.fields())
              .map(field -> value(field.name(), field.dataType()).as(field.name()))
              .toArray(Column[]::new));
    }
    if (type.equals(DataTypes.StringType)) {
      return concat(lit(name + "-"), col("id"));
    }
    if (type.equals(DataTypes.BooleanType)) {
      return lit(true);
    }
    if (type.equals(DataTypes.DateType)) {
      return day;
    }
    if (type.equals(DataTypes.TimestampType)) {
      return day.cast(type).plus(functions.expr("INTERVAL 12 HOURS"));
    }
    return col("id").cast(type);
  }

  private static Snapshot snapshot(Tables table) {
    return Table.forPath(ENGINE, folder.resolve(table.tableName()).toString())
        .getLatestSnapshot(ENGINE);
  }

  private static List<Row> kernelRows(Tables table) throws IOException {
    Scan scan = snapshot(table).getScanBuilder().build();
    Row state = scan.getScanState(ENGINE);
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> fileBatches = scan.getScanFiles(ENGINE)) {
      while (fileBatches.hasNext()) {
        try (CloseableIterator<Row> files = fileBatches.next().getRows()) {
          while (files.hasNext()) {
            rows.addAll(kernelRows(state, files.next()));
          }
        }
      }
    }
    return rows;
  }

  private static List<Row> kernelRows(Row state, Row file) throws IOException {
    CloseableIterator<ColumnarBatch> physical =
        ENGINE
            .getParquetHandler()
            .readParquetFiles(
                Utils.singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                ScanStateRow.getPhysicalDataReadSchema(state),
                Optional.empty())
            .map(FileReadResult::getData);
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> logical =
        Scan.transformPhysicalData(ENGINE, state, file, physical)) {
      while (logical.hasNext()) {
        try (CloseableIterator<Row> batch = logical.next().getRows()) {
          batch.forEachRemaining(rows::add);
        }
      }
    }
    return rows;
  }

  private static String string(Row row, String column) {
    return row.getString(ordinal(row, column));
  }

  private static int ordinal(Row row, String column) {
    return row.getSchema().indexOf(column);
  }
}
