package dev.trailhunt.cli;

import static dev.trailhunt.source.LakeWriter.ACCOUNT;
import static dev.trailhunt.source.LakeWriter.REGION;
import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.FaultyProxy;
import dev.trailhunt.FaultyProxy.Fault;
import dev.trailhunt.S3ProxyServer;
import dev.trailhunt.S3ProxyServer.Request;
import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.source.LakeWriter;
import dev.trailhunt.table.TableContents;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nightlies over a store that has a bad day: they lose nothing, keep nothing twice, and end. */
@Tag("full")
class FaultyS3IT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final int SMALL_FILES = 40;
  private static final long SEED = 20260304;
  private static final String LAKE = "faulty-logs";
  private static final String WAREHOUSE = "faulty-hunt";
  private static final List<String> BUCKETS = List.of(LAKE, WAREHOUSE, "faulty-dead", "faulty-new");

  @TempDir static Path folder;
  @TempDir static Path serverFolder;
  private static S3ProxyServer server;
  private static FaultyProxy proxy;

  /** Names of the lake's small files, in their order. */
  private static final List<String> SMALL = new ArrayList<>();

  private static String large = "";

  private static Map<String, Set<String>> expected;

  @BeforeAll
  static void onAGoodDay() throws IOException {
    TestSession.spark();
    server = S3ProxyServer.start(serverFolder);
    proxy = FaultyProxy.before(server.endpoint());
    BUCKETS.forEach(server::createBucket);
    LakeWriter lake = new LakeWriter(folder.resolve(LAKE));
    for (int i = 0; i < SMALL_FILES; i++) {
      SMALL.add(name(lake.accountTrail(ACCOUNT, REGION, DAY, call("made-" + i), call("set-" + i))));
    }
    large =
        name(lake.accountTrail(ACCOUNT, REGION, DAY, large(call("set-first"), call("set-last"))));
    lake.put(
        "AWSLogs/%s/CloudTrail/%s/2026/03/04/poison.json.gz".formatted(ACCOUNT, REGION),
        "no gzip".getBytes(UTF_8));
    upload(folder.resolve(LAKE), LAKE);

    TestConsole clean = nightly(LAKE, "clean");

    assertThat(clean.out()).as(clean.err()).contains("82 identity events, 82 new");
    expected = contents("clean");
  }

  @AfterEach
  void heal() {
    proxy.heal();
  }

  @AfterAll
  static void stop() throws IOException {
    proxy.close();
    server.close();
  }

  @Test
  void whatPassesIsRiddenOut() throws IOException {
    List<Fault> faults =
        List.of(
            Fault.error(503, "SlowDown"),
            Fault.error(500, "InternalError"),
            Fault.late(Duration.ofMillis(50)),
            Fault.cutOff(100),
            Fault.reset(100),
            Fault.reset(0),
            Fault.lostAnswer());
    proxy.sometimes(request -> request.path().startsWith("/" + LAKE), SEED, 2, faults);
    proxy.sometimes(FaultyS3IT::hasNoText, SEED, 2, faults);
    proxy.sometimes(request -> true, SEED, 2, faults.subList(0, 3));
    proxy.always(gets(large), Fault.cutOff(2_000_000));

    assertThat(nightly(LAKE, "passing").err()).doesNotContain("trailhunt: ");

    assertThat(proxy.faults()).isGreaterThan(100);
    proxy.heal();
    assertThat(contents("passing")).isEqualTo(expected);
  }

  @Test
  void whatCannotBeFetchedIsSaidAndReadWhenItCan() throws IOException {
    proxy.always(gets(SMALL.get(1)), Fault.error(503, "SlowDown"));
    proxy.always(gets(SMALL.get(2)), Fault.reset(0));
    proxy.always(gets(SMALL.get(3)), Fault.cutOff(0));
    proxy.always(gets(SMALL.get(4)), Fault.error(404, "NoSuchKey"));
    proxy.always(gets(SMALL.get(5)), Fault.error(403, "InvalidObjectState"));
    proxy.always(Request::isList, Fault.edited(FaultyS3IT::archived));

    TestConsole first = nightly(LAKE, "lasting");

    assertThat(first.out())
        .contains("unreadable   5 files", "archived     1 file in an archive storage class");
    assertThat(unread("lasting"))
        .containsExactly(
            SMALL.get(1) + ": quarantined, io-error",
            SMALL.get(2) + ": quarantined, io-error",
            SMALL.get(3) + ": quarantined, io-error",
            SMALL.get(4) + ": quarantined, vanished",
            SMALL.get(5) + ": archived, archived",
            "poison.json.gz: quarantined, gzip-corrupt");

    TestConsole second = run(1, LAKE, "lasting", "--max-quarantine", "3");

    assertThat(saidByTrailhunt(second))
        .singleElement()
        .asString()
        .startsWith("trailhunt: 4 files could not be read to the end, more than the 3 of");

    proxy.heal();
    nightly(LAKE, "lasting");
    assertThat(contents("lasting")).isEqualTo(expected);
  }

  /**
   * Lists, deletions and copies (renames, among what is staged) are answered by a text; when that
   * breaks off S3A does not ask again, and it is the next run's.
   */
  private static boolean hasNoText(Request request) {
    return !request.isList()
        && !request.method().equals("POST")
        && !(request.method().equals("PUT") && request.path().contains("/_staging/"));
  }

  private static String archived(String listing) {
    return listing.replaceAll(
        "(?s)(" + SMALL.get(5) + "</Key>(?:(?!</Contents>).)*<StorageClass>)STANDARD", "$1GLACIER");
  }

  @ParameterizedTest
  @ValueSource(strings = {"activity", "files", "findings", "runs"})
  void aCommitThatFailsIsMadeUpForByTheNextRun(String table) throws IOException {
    String warehouse = "failing-" + table;
    proxy.always(
        request ->
            request.method().equals("PUT")
                && request.path().matches(".*/" + table + "/_delta_log/0*[1-9]\\d*\\.json"),
        Fault.error(503, "SlowDown"));

    TestConsole failed = run(1, LAKE, warehouse);

    assertThat(saidByTrailhunt(failed))
        .singleElement()
        .asString()
        .contains("_delta_log", "the store asks to slow down");
    proxy.heal();
    nightly(LAKE, warehouse);
    assertThat(contents(warehouse)).isEqualTo(expected);
  }

  @Test
  void aStoreThatFailsForGoodEndsTheRunSoonWithOneLine() throws IOException {
    proxy.always(request -> request.path().startsWith("/faulty-dead"), Fault.error(503, "Slow"));

    assertThat(saidByTrailhunt(run(1, "faulty-dead", "none")))
        .singleElement()
        .asString()
        .contains("s3a://faulty-dead", "the store asks to slow down");

    proxy.always(gets(".gz"), Fault.error(503, "SlowDown"));

    assertThat(saidByTrailhunt(run(1, LAKE, "dead")))
        .singleElement()
        .asString()
        .contains("s3a://" + LAKE, "the store asks to slow down");
    assertThat(rows("dead", Tables.RUNS, "outcome")).containsExactly("[failed]");
    assertThat(rows("dead", Tables.FILES, "path")).isEmpty();

    proxy.heal();
    nightly(LAKE, "dead");
    assertThat(contents("dead")).isEqualTo(expected);
  }

  /** Each as it was or as it is, and in the end as it is. */
  @Test
  void anObjectThatIsReplacedIsReadAsOne() throws IOException {
    LakeWriter lake = new LakeWriter(folder.resolve("old"));
    Path longer = lake.accountTrail(ACCOUNT, REGION, DAY, call("old-a"));
    Path shorter = lake.accountTrail(ACCOUNT, REGION, DAY, call("old-b"), call("old-c"));
    Path large =
        lake.accountTrail(ACCOUNT, REGION, DAY, large(call("old-first"), call("old-last")));
    upload(folder.resolve("old"), "faulty-new");
    proxy.once(
        gets(name(longer)),
        Fault.after(() -> replace(longer, log(call("new-a"), call("new-b"), call("new-c")))));
    proxy.once(gets(name(shorter)), Fault.after(() -> replace(shorter, log(call("new-d")))));
    proxy.once(
        gets(name(large)),
        Fault.cutOff(3_000_000)
            .andThen(() -> replace(large, log(large(call("new-first"), call("new-last"))))));

    nightly("faulty-new", "replaced");

    assertThat(unread("replaced"))
        .containsExactly(
            name(longer) + ": quarantined, gzip-truncated",
            name(shorter) + ": quarantined, io-error",
            name(large) + ": quarantined, io-error");
    assertThat(rows("replaced", Tables.ACTIVITY, "event_id"))
        .contains("[old-first]")
        .doesNotContain("[old-last]", "[new-last]", "[old-a]", "[old-b]");

    nightly("faulty-new", "replaced");

    assertThat(unread("replaced")).isEmpty();
    assertThat(rows("replaced", Tables.QUARANTINE, "reason")).isEmpty();
    assertThat(rows("replaced", Tables.ACTIVITY, "event_id"))
        .containsExactly(
            "[new-a]", "[new-b]", "[new-c]", "[new-d]", "[new-first]", "[new-last]", "[old-first]");
  }

  private static void replace(Path file, String text) {
    try {
      Files.write(file, gzip(text.getBytes(UTF_8)));
      put(file, folder.resolve("old").relativize(file).toString(), "faulty-new");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void upload(Path lake, String bucket) throws IOException {
    put(lake.resolve("AWSLogs"), "AWSLogs", bucket);
  }

  /** Puts a file or a folder into a bucket, past the proxy: so that it gets an entity tag. */
  private static void put(Path local, String key, String bucket) throws IOException {
    Configuration conf = new Configuration();
    server.hadoopOptions().forEach(conf::set);
    try (FileSystem s3 = FileSystem.newInstance(URI.create("s3a://" + bucket + "/"), conf)) {
      s3.copyFromLocalFile(
          false,
          true,
          new org.apache.hadoop.fs.Path(local.toUri()),
          new org.apache.hadoop.fs.Path("s3a://" + bucket + "/" + key));
    }
  }

  private static Predicate<Request> gets(String nameEnds) {
    return request -> request.method().equals("GET") && request.path().endsWith(nameEnds);
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static TestConsole nightly(String lake, String warehouse) {
    return run(0, lake, warehouse);
  }

  private static TestConsole run(int status, String lake, String warehouse, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "nightly",
                "--date=" + DAY,
                "--lake=s3a://" + lake,
                "--warehouse=" + warehouse(warehouse)));
    options().forEach((key, value) -> arguments.add("--conf=" + key + "=" + value));
    arguments.addAll(List.of(more));
    TestConsole console = new TestConsole();
    assertThat(console.run(arguments.toArray(String[]::new)))
        .as(console.out() + console.err())
        .isEqualTo(status);
    return console;
  }

  private static String warehouse(String name) {
    return "s3a://" + WAREHOUSE + "/" + name;
  }

  /** Those of a run on one machine, but with short pauses, for the buckets of this test alone. */
  private static Map<String, String> options() {
    Settings settings =
        new Settings(
            Optional.empty(),
            new Settings.Warehouse.AtPath(warehouse("none")),
            Optional.empty(),
            List.of(),
            Settings.Detection.DEFAULT,
            2,
            Settings.Chunk.DEFAULT,
            Optional.empty(),
            Settings.Retention.DEFAULT,
            Map.of(),
            Map.of());
    Map<String, String> all = new TreeMap<>();
    server.hadoopOptions().forEach((key, value) -> all.put("spark.hadoop." + key, value));
    Sessions.local(settings, folder).forEach(all::put);
    all.put("spark.hadoop.fs.s3a.endpoint", proxy.endpoint().toString());
    all.put("spark.hadoop.fs.s3a.retry.interval", "10ms");
    all.put("spark.hadoop.fs.s3a.retry.throttle.interval", "10ms");
    Map<String, String> perBucket = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith("spark.hadoop.fs.s3a.")) {
            BUCKETS.forEach(
                bucket -> perBucket.put(key.replace("s3a.", "s3a.bucket." + bucket + "."), value));
          }
        });
    return perBucket;
  }

  private static Map<String, Set<String>> contents(String warehouse) {
    return TableContents.of(open(warehouse));
  }

  private static Warehouse open(String name) {
    return new Warehouse(TestSession.spark(), new Settings.Warehouse.AtPath(warehouse(name)));
  }

  private static List<String> rows(String warehouse, Tables table, String column) {
    return open(warehouse).read(table).select(column).orderBy(column).collectAsList().stream()
        .map(Row::toString)
        .toList();
  }

  /** Files that were not read to their end, each with its state and why. */
  private static List<String> unread(String warehouse) {
    return open(warehouse)
        .read(Tables.FILES)
        .where("state <> 'read'")
        .orderBy("path")
        .selectExpr("substring_index(path, '/', -1) || ': ' || state || ', ' || reason")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private static List<String> saidByTrailhunt(TestConsole console) {
    return console.err().lines().filter(line -> line.startsWith("trailhunt: ")).toList();
  }

  private static String call(String eventId) {
    return """
        {"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAADMINEXAMPLE00001",\
        "arn":"arn:aws:iam::111122223333:user/admin","accountId":"111122223333","userName":"admin"},\
        "eventTime":"2026-03-04T12:00:00Z","eventSource":"iam.amazonaws.com",\
        "eventName":"%s","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.10",\
        "requestParameters":{"userName":"user-%s"},"eventID":"%s","recipientAccountId":"111122223333"}"""
        .formatted(
            eventId.startsWith("made") ? "CreateUser" : "CreateLoginProfile",
            eventId.replaceAll("\\D", ""),
            eventId);
  }

  /** Records of over 6 MB, compressed, between two others. */
  private static String[] large(String first, String last) {
    Random random = new Random(3);
    List<String> records = new ArrayList<>(List.of(first));
    for (int i = 0; i < 80; i++) {
      byte[] noise = new byte[100_000];
      random.nextBytes(noise);
      records.add(
          "{\"eventID\":\"noise\",\"eventTime\":\"2026-03-04T12:00:00Z\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"GetObject\",\"requestParameters\":{\"noise\":\"%s\"}}"
              .formatted(Base64.getEncoder().encodeToString(noise)));
    }
    records.add(last);
    return records.toArray(String[]::new);
  }
}
