package dev.trailhunt.source;

import static dev.trailhunt.source.LakeWriter.ACCOUNT;
import static dev.trailhunt.source.LakeWriter.OTHER_ACCOUNT;
import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.log;
import static dev.trailhunt.source.LakeWriter.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.S3ProxyServer;
import dev.trailhunt.S3ProxyServer.Request;
import dev.trailhunt.TestSession;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a listing and a read ask of S3, by the server's own log of requests. */
class LakeListingOnS3IT {
  private static final String BUCKET = "listing-lake";
  private static final LocalDate NEW_YEARS_EVE = LocalDate.of(2024, 12, 31);
  private static final LocalDate NEW_YEAR = LocalDate.of(2025, 1, 1);
  private static final LocalDate BUSY = LocalDate.of(2025, 2, 3);
  private static final LocalDate EMPTY = LocalDate.of(2023, 5, 5);
  private static final LocalDate FIRST = LocalDate.of(2024, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  /** Three pages. */
  private static final int BUSY_FILES = 2001;

  @TempDir static Path folder;
  private static S3ProxyServer server;
  private static SparkSession spark;
  private static Configuration conf;
  private int before;

  @BeforeAll
  static void start() throws IOException {
    server = S3ProxyServer.start(folder);
    spark = TestSession.spark().newSession();
    conf = new Configuration();
    Map<String, String> options = new HashMap<>(server.hadoopOptions());
    // The server knows no tag of an object that was put into its folder.
    options.put("fs.s3a.change.detection.version.required", "false");
    options.forEach(conf::set);
    options.forEach((key, value) -> spark.conf().set(key, value));
    fill(server.createBucket(BUCKET));
  }

  private static void fill(Path bucket) throws IOException {
    LakeWriter lake = new LakeWriter(bucket.resolve("lake"));
    for (String account : List.of(ACCOUNT, OTHER_ACCOUNT)) {
      for (String region : List.of("us-east-1", "eu-west-1")) {
        for (LocalDate day : List.of(NEW_YEARS_EVE, NEW_YEAR, NEW_YEAR.plusDays(5))) {
          lake.accountTrail(account, region, day, record("a", "iam.amazonaws.com", "CreateUser"));
          lake.accountTrail(account, region, day, record("b", "iam.amazonaws.com", "DeleteUser"));
        }
      }
    }
    lake.accountTrail("777788889999", "us-east-1", LocalDate.of(2019, 7, 1));
    lake.put("AWSLogs/222233334444/Config/us-east-1/2025/1/1/x.json.gz", new byte[1]);
    byte[] tiny = gzip(log().getBytes(UTF_8));
    for (int i = 0; i < BUSY_FILES; i++) {
      lake.put("AWSLogs/" + lake.logPath(ACCOUNT, "us-east-1", BUSY), tiny);
    }

    LakeWriter others = new LakeWriter(bucket.resolve("others"));
    others.put("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2025/01/01/x.json.gz", tiny);
    others.put("elsewhere/dt=2025-01-01/x.parquet", tiny);
    others.put("elsewhere/notes.txt", tiny);
    others.put("flat/x.json.gz", tiny);
    marked(new LakeWriter(bucket.resolve("marked")));
    large(new LakeWriter(bucket.resolve("large")));
  }

  /** Folders made by a client that puts an object for each. */
  private static void marked(LakeWriter lake) throws IOException {
    lake.accountTrail(ACCOUNT, "us-east-1", NEW_YEAR, record("a", "iam.amazonaws.com", "X"));
    org.apache.hadoop.fs.Path region =
        new org.apache.hadoop.fs.Path(at("marked/AWSLogs/111122223333/CloudTrail/us-east-1"));
    region.getFileSystem(conf).mkdirs(new org.apache.hadoop.fs.Path(region, "2023/05/05"));
    region.getFileSystem(conf).mkdirs(new org.apache.hadoop.fs.Path(region, "2025/01/01"));
  }

  /** A file that does not fit the buffer that small ones are read into. */
  private static void large(LakeWriter lake) {
    byte[] noise = new byte[6 << 20];
    new Random(1).nextBytes(noise);
    String parameters = Base64.getEncoder().encodeToString(noise);
    lake.accountTrail(
        ACCOUNT,
        "us-east-1",
        NEW_YEAR,
        record("a", "iam.amazonaws.com", "X", ",\"requestParameters\":\"" + parameters + "\""));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void mark() {
    before = server.requests().size();
  }

  @Test
  void listsEachDayOnceBelowEachMonthAndLevel() {
    LakeListing.Listing listing = list("lake", FIRST, LAST);

    assertThat(listing.files()).hasSize(2 * 2 * 3 * 2 + BUSY_FILES);
    int days = 2 * 2 * 3 + 1;
    int furtherPages = 2;
    int months = 2 * 2 * 2 + 1;
    // The location and AWSLogs; four accounts, three of them with regions.
    int accountLevels = 2 + 4 + 3;
    // The years of five regions; two years of four of them, the fifth's are out of the range.
    int regionLevels = 5 + 2 * 4;
    assertThat(requests()).allMatch(Request::isList);
    assertThat(requests()).hasSize(days + furtherPages + months + accountLevels + regionLevels);
    assertThat(listing.listCalls()).isEqualTo(requests().size());
  }

  @Test
  void listsWhatADayAndItsNeighboursHaveOnly() {
    LakeListing.Listing listing = list("lake", NEW_YEARS_EVE, NEW_YEAR);

    assertThat(listing.files()).hasSize(2 * 2 * 2 * 2);
    assertThat(requests()).allMatch(Request::isList);
    assertThat(requests()).hasSize(2 + 4 + 3 + 5 + 2 * 4 + 2 * 4 + 2 * 4);
    assertThat(listing.listCalls()).isEqualTo(requests().size());
  }

  @Test
  void asksForNoHeadsForFoldersThatAreObjects() {
    LakeListing.Listing listing = list("marked", NEW_YEAR, NEW_YEAR);

    assertThat(listing.files()).hasSize(1);
    assertThat(requests()).allMatch(Request::isList);
    assertThat(listing.listCalls()).isEqualTo(requests().size());
  }

  @Test
  void countsBothListsOfAnEmptyFolder() {
    LakeListing.Listing listing = list("marked", EMPTY, EMPTY);

    assertThat(listing.files()).isEmpty();
    assertThat(requests().stream().filter(Request::isList)).hasSize((int) listing.listCalls());
  }

  @Test
  void getsEachFileOnceAndAsksForNoHead() {
    Dataset<Row> rows =
        load("lake")
            .where("delivery_date BETWEEN DATE'2024-12-31' AND DATE'2025-01-01'")
            .where("path_account = '444455556666' AND eventName = 'CreateUser'");

    assertThat(rows.count()).isEqualTo(2 * 2);
    assertThat(requests()).allMatch(request -> request.method().equals("GET"));
    List<String> objects =
        requests().stream().filter(request -> !request.isList()).map(Request::path).toList();
    assertThat(objects).hasSize(2 * 2 * 2).doesNotHaveDuplicates();
    assertThat(objects).allMatch(path -> path.contains("/" + OTHER_ACCOUNT + "/"));
    // One account's regions: their years, both years, both months, both days.
    assertThat(requests().stream().filter(Request::isList))
        .hasSize(2 + 1 + 1 + 2 + 2 * 2 + 2 * 2 + 2 * 2);
  }

  @Test
  void getsALargeFileInOneRequest() {
    assertThat(load("large").where("length(requestParameters) > 8000000").count()).isOne();

    assertThat(requests().stream().filter(request -> !request.isList())).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "nothing | nothing/here | There is nothing | check the location",
        "other data | others/elsewhere | AWSLogs/<account>/CloudTrail | saw 'dt=2025-01-01'",
        "files alone | others/flat | AWSLogs/ | saw no folder but files such as 'x.json.gz'",
        "an object | others/elsewhere/notes.txt | AWSLogs/ | saw a file",
        "digests alone | others/AWSLogs | CloudTrail/<region> | hold 'CloudTrail-Digest'",
      })
  void saysWhatIsThereInsteadOfALake(String name, String path, String lookedFor, String saw) {
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW nolake USING cloudtrail OPTIONS (path '%s')"
            .formatted(at(path)));

    for (Dataset<Row> rows : List.of(load(path), spark.sql("SELECT eventName FROM nolake"))) {
      assertThatThrownBy(rows::collectAsList)
          .isInstanceOf(LakeNotFoundException.class)
          .hasMessageContaining(at(path))
          .hasMessageContaining(lookedFor)
          .hasMessageContaining(saw);
    }
  }

  private List<Request> requests() {
    List<Request> all = server.requests();
    return all.subList(before, all.size());
  }

  private static LakeListing.Listing list(String prefix, LocalDate from, LocalDate to) {
    return new LakeListing(new LakeSelection(at(prefix), List.of(), List.of()), conf)
        .list(from, to);
  }

  private static Dataset<Row> load(String prefix) {
    return spark.read().format("cloudtrail").load(at(prefix));
  }

  private static String at(String prefix) {
    return "s3a://" + BUCKET + "/" + prefix;
  }
}
