package dev.trailhunt.source;

import static dev.trailhunt.source.LakeWriter.ACCOUNT;
import static dev.trailhunt.source.LakeWriter.DAY;
import static dev.trailhunt.source.LakeWriter.OTHER_ACCOUNT;
import static dev.trailhunt.source.LakeWriter.REGION;
import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.log;
import static dev.trailhunt.source.LakeWriter.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.TestSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.BatchScanExec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudTrailDataSourceTest {
  private static final String IAM = "iam.amazonaws.com";

  @TempDir Path directory;
  private final SparkSession spark = TestSession.spark();
  private LakeWriter lake;

  @BeforeEach
  void startLake() {
    lake = new LakeWriter(directory);
  }

  @Test
  void givesTheRecordAsAwsDocumentsIt() {
    lake.accountTrail(
        ACCOUNT,
        REGION,
        DAY,
        record(
            "id-1",
            IAM,
            "UpdateLoginProfile",
            """
            ,"userIdentity":{"type":"AssumedRole","userName":"bob","accountId":111122223333,
              "sessionContext":{"attributes":{"mfaAuthenticated":true,"creationDate":"x"},
                "webIdFederationData":{"attributes":{"a":"1","b":2,"a":"3"}}},
              "onBehalfOf":{"userId":"u"},"inScopeOf":{"issuerType":"x", "n":[1]}},
            "requestParameters":{ "userName" : "al\\u0069ce", "n": 1.50 },"responseElements":null,
            "additionalEventData":"plain \\" text","readOnly":"false","managementEvent":true,
            "sessionCredentialFromConsole":"true","eventContext": -12.50 ,"serviceEventDetails":true,
            "resources":[{"ARN":"arn:aws:iam::111122223333:user/alice","type":"AWS::IAM::User"},7],
            "tlsDetails":"none","unknown":{"eventName":"x"}"""));

    Row row = load().first();

    assertThat(row.<String>getAs("eventName")).isEqualTo("UpdateLoginProfile");
    assertThat(row.<Timestamp>getAs("eventTime").toInstant())
        .isEqualTo(Instant.parse("2025-03-14T00:01:02Z"));
    Row identity = row.getAs("userIdentity");
    assertThat(identity.<String>getAs("userName")).isEqualTo("bob");
    assertThat(identity.<String>getAs("accountId")).isEqualTo("111122223333");
    assertThat(identity.<String>getAs("inScopeOf")).isEqualTo("{\"issuerType\":\"x\", \"n\":[1]}");
    Row context = identity.getAs("sessionContext");
    assertThat(context.<Row>getAs("attributes").<String>getAs("mfaAuthenticated"))
        .isEqualTo("true");
    assertThat(context.<Row>getAs("webIdFederationData").getJavaMap(1))
        .isEqualTo(Map.of("a", "3", "b", "2"));
    assertThat(row.<String>getAs("requestParameters"))
        .isEqualTo("{ \"userName\" : \"al\\u0069ce\", \"n\": 1.50 }");
    assertThat(row.<String>getAs("responseElements")).isNull();
    assertThat(row.<String>getAs("additionalEventData")).isEqualTo("\"plain \\\" text\"");
    assertThat(row.<String>getAs("eventContext")).isEqualTo("-12.50");
    assertThat(row.<String>getAs("serviceEventDetails")).isEqualTo("true");
    assertThat(row.<Boolean>getAs("readOnly")).isFalse();
    assertThat(row.<Boolean>getAs("managementEvent")).isTrue();
    assertThat(row.<Boolean>getAs("sessionCredentialFromConsole")).isTrue();
    assertThat(row.<Row>getAs("tlsDetails")).isNull();
    List<Row> resources = row.getList(row.fieldIndex("resources"));
    assertThat(resources.get(0).<String>getAs("type")).isEqualTo("AWS::IAM::User");
    assertThat(resources.get(1)).isNull();
    assertThat(row.<Long>getAs("record_index")).isZero();
    assertThat(row.<Date>getAs("delivery_date").toLocalDate()).isEqualTo(DAY);
    assertThat(row.<String>getAs("path_account")).isEqualTo(ACCOUNT);
    assertThat(row.<String>getAs("path_region")).isEqualTo(REGION);
    assertThat(row.<String>getAs("file_path")).startsWith("file:/").endsWith(".json.gz");
  }

  /** As it stays behind where a log was replaced by other means than Hadoop's. */
  @Test
  void takesGzipsOwnChecksumForALogOnDisk() throws IOException {
    lake.accountTrail(ACCOUNT, REGION, DAY, record("a", IAM, "CreateUser"));
    Path log;
    try (Stream<Path> files = Files.walk(directory)) {
      log = files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
    Files.write(
        log.resolveSibling("." + log.getFileName() + ".crc"),
        new byte[] {'c', 'r', 'c', 0, 0, 0, 2, 0, 1, 2, 3, 4});

    assertThat(load().select("eventID").as(Encoders.STRING()).collectAsList()).containsExactly("a");
  }

  @Test
  void isAViewInSql() {
    lake.accountTrail(
        ACCOUNT, REGION, DAY, record("a", IAM, "CreateUser"), record("b", "s3.amazonaws.com", "X"));
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW trail USING cloudtrail OPTIONS (path '%s')"
            .formatted(lake.location()));

    assertThat(
            spark
                .sql(
                    "SELECT eventID, file_path FROM trail WHERE eventSource = 'iam.amazonaws.com'"
                        + " AND delivery_date = DATE'2025-03-14'")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("a");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "eventName = 'CreateUser' | a | eventName in [CreateUser]",
        "eventName IN ('CreateUser', 'X', null) | a,b | eventName in [CreateUser, X]",
        "eventName = 'CreateUser' OR eventName = 'X' | a,b | eventName in [CreateUser, X]",
        "eventSource = 'iam.amazonaws.com' | a,c | eventSource in [iam.amazonaws.com]",
        "eventName = 'X' AND eventName = 'Y' | '' | ''",
        "path_account = '444455556666' | c | path_account in [444455556666]",
        "path_region IN ('eu-west-1') | d | path_region in [eu-west-1]",
        "delivery_date > DATE'2025-03-14' | d | delivery_date >= 2025-03-15",
        "delivery_date <= DATE'2025-03-14' | a,b,c | delivery_date <= 2025-03-14",
        "delivery_date < DATE'2025-03-15' | a,b,c | delivery_date <= 2025-03-14",
        "delivery_date >= DATE'2025-03-15' | d | delivery_date >= 2025-03-15",
        "delivery_date = DATE'2025-03-15' AND path_region = 'eu-west-1' | d | path_region in"
            + " [eu-west-1]",
      })
  void carriesOutFiltersItself(String filter, String ids, String shown) {
    lake.accountTrail(
        ACCOUNT, REGION, DAY, record("a", IAM, "CreateUser"), record("b", "s3.amazonaws.com", "X"));
    lake.accountTrail(OTHER_ACCOUNT, REGION, DAY, record("c", IAM, "Other"));
    lake.accountTrail(
        ACCOUNT, "eu-west-1", DAY.plusDays(1), record("d", "s3.amazonaws.com", "Other"));

    Dataset<Row> rows = load().where(filter).select("eventID");

    String plan = rows.queryExecution().executedPlan().toString();
    assertThat(plan).contains(shown).doesNotContain("Filter ");
    assertThat(rows.as(Encoders.STRING()).collectAsList())
        .containsExactlyInAnyOrder(ids.isEmpty() ? new String[0] : ids.split(","));
  }

  @Test
  void leavesOtherFiltersToSpark() {
    lake.accountTrail(
        ACCOUNT, REGION, DAY, record("a", IAM, "CreateUser"), record("b", IAM, "DeleteUser"));

    Dataset<Row> rows = load().where("eventName LIKE 'Create%' OR eventID = 'b'");

    assertThat(rows.count()).isEqualTo(2);
    assertThat(rows.queryExecution().executedPlan().toString()).contains("Filter ");
  }

  @Test
  void readsOnlyTheColumnsAskedFor() {
    lake.accountTrail(
        ACCOUNT,
        REGION,
        DAY,
        record("a", IAM, "X", ",\"userIdentity\":{\"type\":\"IAMUser\",\"userName\":\"bob\"}"));

    Dataset<Row> rows = load().selectExpr("userIdentity.userName", "record_index");

    assertThat(scanColumns(rows))
        .isEqualTo("userIdentity STRUCT<userName: STRING>,record_index BIGINT");
    assertThat(rows.first().getString(0)).isEqualTo("bob");
  }

  @Test
  void countsWithoutColumns() {
    lake.accountTrail(
        ACCOUNT, REGION, DAY, record("a", IAM, "X"), "{\"eventID\":nope}", record("b", IAM, "X"));

    assertThat(load().count()).isEqualTo(2);
    assertThat(load().collectAsList()).hasSize(2);
  }

  @Test
  void givesNullsWhereARecordIsIncomplete() {
    lake.accountTrail(ACCOUNT, REGION, DAY, "{}", "{\"eventTime\":\"yesterday\"}");

    assertThat(load().where("eventID IS NULL AND eventTime IS NULL").count()).isEqualTo(2);
  }

  @Test
  void accountsForEveryRow() {
    lake.file(
        "a.json.gz", gzip(log(record("a", IAM, "Keep"), record("b", IAM, "Drop")).getBytes(UTF_8)));
    byte[] whole = gzip(log(record("c", IAM, "Keep"), record("d", IAM, "Keep")).getBytes(UTF_8));
    lake.file("b.json.gz", Arrays.copyOf(whole, whole.length - 4));
    lake.file("c.json", log("{\"eventName\":\"Keep\"}", "7").getBytes(UTF_8));
    lake.file("d.json.gz", gzip("{\"Records\":[]}".getBytes(UTF_8)));

    Dataset<Row> rows = accounting().cache();
    Map<String, Row> files = new HashMap<>();
    for (Row row : rows.where("row_kind = 'file'").collectAsList()) {
      String path = row.getAs("file_path");
      files.put(path.substring(path.lastIndexOf('/') + 1), row);
    }

    assertThat(files).hasSize(4);
    assertFile(files.get("a.json.gz"), "read", 2, 1, 0);
    assertFile(files.get("b.json.gz"), "quarantined", 2, 2, 1);
    assertFile(files.get("c.json"), "read", 2, 0, 2);
    assertFile(files.get("d.json.gz"), "read", 0, 0, 0);
    assertThat(files.get("b.json.gz").<String>getAs("reason")).isEqualTo("gzip-truncated");
    assertThat(rows.where("row_kind = 'record'").count()).isEqualTo(3);
    assertThat(rows.where("row_kind = 'malformed'").count()).isEqualTo(3);
    assertThat(rows.where("file_size IS NULL OR file_modified_at IS NULL").count()).isZero();
    rows.unpersist();
  }

  private static void assertFile(Row row, String state, long records, long kept, long malformed) {
    assertThat(row.<String>getAs("file_state")).isEqualTo(state);
    assertThat(row.<Long>getAs("file_records")).isEqualTo(records);
    assertThat(row.<Long>getAs("file_kept")).isEqualTo(kept);
    assertThat(row.<Long>getAs("file_malformed")).isEqualTo(malformed);
    assertThat(row.<Long>getAs("record_index")).isNull();
  }

  @Test
  void keepsAccountingRowsWhateverIsFiltered() {
    lake.file("a.json", log(record("a", IAM, "Keep"), record("b", IAM, "Drop")).getBytes(UTF_8));

    Dataset<Row> rows = accounting();

    assertThat(rows.where("eventName = 'Keep' OR row_kind = 'file'").count()).isEqualTo(2);
    assertThat(rows.where("eventName = 'Drop'").count()).isZero();
    assertThat(rows.select("row_kind").count()).isEqualTo(2);
  }

  @Test
  void readsWhatAManifestNames() {
    lake.accountTrail(ACCOUNT, REGION, DAY, record("a", IAM, "X"));
    lake.accountTrail(ACCOUNT, REGION, DAY, record("b", IAM, "X"));
    var conf = spark.sparkContext().hadoopConfiguration();
    List<LogFile> files =
        new LakeListing(new LakeSelection(lake.location(), List.of(), List.of()), conf)
            .list(DAY, DAY)
            .files();
    String manifest = directory.resolve("m/manifest.gz").toUri().toString();
    LogFile gone =
        new LogFile(files.get(0).path() + "-gone", 9, Instant.EPOCH, "tag", ACCOUNT, REGION, DAY);
    Manifest.write(conf, manifest, List.of(files.get(1), gone));

    Dataset<Row> rows =
        spark
            .read()
            .format("cloudtrail")
            .option(CloudTrailOptions.MANIFEST, manifest)
            .option(CloudTrailOptions.ACCOUNTING, true)
            .load();

    assertThat(rows.where("row_kind = 'record'").select("eventID").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("b");
    Row vanished = rows.where("row_kind = 'malformed'").first();
    assertThat(vanished.<String>getAs("reason")).isEqualTo("vanished");
    assertThat(vanished.<String>getAs("file_etag")).isEqualTo("tag");
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource({
    "accounting, maybe",
    "fromDate, 2025-13-01",
    "accounts, 12",
    "regions, US_EAST",
    "partitionBytes, 0",
    "partitionBytes, many",
    "prefetch, 1000",
  })
  void refusesABadOption(String option, String value) {
    assertThatThrownBy(() -> spark.read().format("cloudtrail").option(option, value).load("x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option)
        .hasMessageContaining(value);
  }

  @Test
  void refusesDatesTheWrongWayRound() {
    assertThatThrownBy(
            () ->
                spark
                    .read()
                    .format("cloudtrail")
                    .option("fromDate", "2025-02-01")
                    .option("toDate", "2025-01-01")
                    .load("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void narrowsByOptions() {
    lake.accountTrail(ACCOUNT, REGION, DAY, record("a", IAM, "X"));
    lake.accountTrail(ACCOUNT, REGION, LocalDate.of(2024, 1, 1), record("b", IAM, "X"));
    lake.accountTrail(OTHER_ACCOUNT, REGION, DAY, record("c", IAM, "X"));

    Dataset<Row> rows =
        spark
            .read()
            .format("cloudtrail")
            .option("accounts", ACCOUNT)
            .option("fromDate", "2025-01-01")
            .load(lake.location());

    assertThat(rows.select("eventID").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("a");
  }

  private Dataset<Row> load() {
    return spark.read().format("cloudtrail").load(lake.location());
  }

  private Dataset<Row> accounting() {
    return spark
        .read()
        .format("cloudtrail")
        .option(CloudTrailOptions.ACCOUNTING, true)
        .option(CloudTrailOptions.EVENT_NAMES, "Keep, Other")
        .load(lake.location());
  }

  private static String scanColumns(Dataset<Row> rows) {
    var scan = (BatchScanExec) rows.queryExecution().sparkPlan().collectLeaves().head();
    return scan.scan().readSchema().toDDL().replace(" NOT NULL", "");
  }
}
