package dev.trailhunt.bench;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.xxhash64;

import dev.trailhunt.event.KeepList;
import dev.trailhunt.source.CloudTrailSchema;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructType;

/** Large files: the identity events with the columns of the mapping, and everything. */
final class ReadBenchmark {
  private static final Set<String> OF_THE_FILE =
      Set.of(
          CloudTrailSchema.FILE_PATH,
          CloudTrailSchema.RECORD_INDEX,
          CloudTrailSchema.DELIVERY_DATE,
          CloudTrailSchema.PATH_ACCOUNT,
          CloudTrailSchema.PATH_REGION);

  private final SparkSession spark;
  private final BenchLake lake;
  private final int threads;
  private final PrintStream out;

  ReadBenchmark(SparkSession spark, BenchLake lake, int threads, PrintStream out) {
    this.spark = spark;
    this.lake = lake;
    this.threads = threads;
    this.out = out;
  }

  /** Identity events only. */
  void kept(int runs, boolean withDuckDb) throws Exception {
    Dataset<Row> ours = source().where(Mapping.isKept()).select(Mapping.columns());
    Dataset<Row> sparkJson =
        sparkJson(Mapping.SCHEMA).where(Mapping.isKept()).select(Mapping.columns());
    compare("cloudtrail and Spark JSON", hash(rows(ours)), hash(rows(sparkJson)));
    Contest contest =
        new Contest(out, title("identity events, columns of the mapping"), lake.textBytes())
            .add("JDK Inflater, " + threads + " threads", this::inflate)
            .add("cloudtrail source", () -> read(ours))
            .add("Spark JSON, explicit schema", () -> read(sparkJson));
    if (withDuckDb) {
      compare("cloudtrail and DuckDB", hash(rows(ours)), hash(duckDb()));
      contest.add("DuckDB read_json", 1, this::duckDb);
    }
    contest.run(2, runs).print();
  }

  /** Every column of every record. */
  void everything(int runs) throws Exception {
    StructType schema = recordSchema();
    Dataset<Row> ours = source().select(columns(schema.fieldNames()));
    Dataset<Row> sparkJson = sparkJson(schema);
    compare("cloudtrail and Spark JSON", fingerprint(ours), fingerprint(sparkJson));
    new Contest(out, title("every column of every record"), lake.textBytes())
        .add("JDK Inflater, " + threads + " threads", this::inflate)
        .add("cloudtrail source", () -> read(ours))
        .add("Spark JSON, explicit schema", () -> read(sparkJson))
        .run(1, runs)
        .print();
  }

  private String title(String what) {
    return "%s: %,d files, %,d MB of gzip, %,d MB of JSON"
        .formatted(
            what, lake.files().size(), lake.gzipBytes() / 1_000_000, lake.textBytes() / 1_000_000);
  }

  private long inflate() {
    return Inflating.withTheJdk(lake.files(), threads);
  }

  private Dataset<Row> source() {
    return spark.read().format("cloudtrail").load(lake.location().toUri().toString());
  }

  private Dataset<Row> sparkJson(StructType record) {
    return spark
        .read()
        .schema(new StructType().add("Records", new ArrayType(record, true)))
        .json(lake.files().stream().map(Path::toString).toArray(String[]::new))
        .select(explode(col("Records")).as("record"))
        .select("record.*");
  }

  private static StructType recordSchema() {
    StructType schema = new StructType();
    for (var field : CloudTrailSchema.SCHEMA.fields()) {
      schema = OF_THE_FILE.contains(field.name()) ? schema : schema.add(field);
    }
    return schema;
  }

  /** Reads all, keeps nothing. */
  static Void read(Dataset<Row> rows) {
    rows.write().format("noop").mode("overwrite").save();
    return null;
  }

  private static List<String> rows(Dataset<Row> rows) {
    List<String> texts = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        values.add(
            row.get(i) instanceof Timestamp time
                ? time.toInstant().toString()
                : String.valueOf(row.get(i)));
      }
      texts.add(String.join("\u0001", values));
    }
    return texts;
  }

  private List<String> duckDb() throws Exception {
    List<String> selected = new ArrayList<>();
    for (String path : Mapping.PATHS) {
      selected.add("record." + path);
    }
    String query =
        "SELECT %s FROM (SELECT unnest(\"Records\") AS record FROM read_json('%s/AWSLogs/**/*.json.gz', columns = {\"Records\": '%s[]'}, maximum_object_size = 134217728)) WHERE record.eventName IN (%s) AND record.eventSource IN (%s)"
            .formatted(
                String.join(", ", selected),
                lake.location(),
                Mapping.duckDbType(Mapping.SCHEMA),
                Mapping.quoted(KeepList.DEFAULT.names()),
                Mapping.quoted(KeepList.EVENT_SOURCES));
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + threads);
      try (ResultSet found = statement.executeQuery(query)) {
        while (found.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= Mapping.PATHS.size(); i++) {
            values.add(String.valueOf(found.getString(i)));
          }
          rows.add(String.join("\u0001", values));
        }
      }
    }
    return rows;
  }

  private String hash(List<String> rows) throws Exception {
    Collections.sort(rows);
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String row : rows) {
      digest.update(row.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) '\n');
    }
    return rows.size() + " rows, " + HexFormat.of().formatHex(digest.digest(), 0, 8);
  }

  private static Column[] columns(String[] names) {
    return Arrays.stream(names).map(name -> col(name)).toArray(Column[]::new);
  }

  /** Order does not count; maps have no hash of their own, so that rows are hashed as JSON. */
  private static String fingerprint(Dataset<Row> rows) {
    Column hash = xxhash64(to_json(struct(columns(rows.columns()))));
    Row sums =
        rows.agg(count(lit(1)), bit_xor(hash), sum(hash.bitwiseAND(lit(0xffff_ffffL)))).head();
    return "%,d rows, %x, %x".formatted(sums.getLong(0), sums.getLong(1), sums.getLong(2));
  }

  private void compare(String who, String one, String other) {
    if (!one.equals(other)) {
      throw new IllegalStateException(who + " do not agree: " + one + " and " + other);
    }
    out.printf("%s agree: %s%n", who, one);
  }
}
