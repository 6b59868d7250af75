package dev.trailhunt.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.S3ProxyServer;
import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.source.LakeWriter;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line over a real S3 server that demands credentials. */
class NightlyOnS3IT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

  @TempDir static Path folder;
  @TempDir static Path serverFolder;
  private static S3ProxyServer server;

  @BeforeAll
  static void fillTheBucket() throws Exception {
    TestSession.spark();
    server = S3ProxyServer.start(serverFolder);
    for (String bucket : List.of("logs", "hunt", "locked", "barred", "empty")) {
      server.createBucket(bucket);
    }
    LakeWriter lake = new LakeWriter(folder);
    lake.organisationTrail(LakeWriter.ACCOUNT, LakeWriter.REGION, DAY, passwordGiven("on-s3"));
    FileSystem s3 = FileSystem.newInstance(URI.create("s3a://logs/"), hadoopConf());
    try (s3) {
      s3.copyFromLocalFile(
          new org.apache.hadoop.fs.Path(folder.resolve("AWSLogs").toUri()),
          new org.apache.hadoop.fs.Path("s3a://logs/trail/AWSLogs"));
      s3.mkdirs(new org.apache.hadoop.fs.Path("s3a://logs/nothing-here"));
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String passwordGiven(String eventId) {
    return """
        {"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAADMINEXAMPLE00001",\
        "arn":"arn:aws:iam::111122223333:user/admin","accountId":"111122223333","userName":"admin"},\
        "eventTime":"2026-03-04T12:00:00Z","eventSource":"iam.amazonaws.com",\
        "eventName":"CreateLoginProfile","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.10",\
        "requestParameters":{"userName":"alice"},"eventID":"%s","recipientAccountId":"111122223333"}"""
        .formatted(eventId);
  }

  private static Configuration hadoopConf() {
    Configuration conf = new Configuration();
    server.hadoopOptions().forEach(conf::set);
    return conf;
  }

  private record Ended(int status, String out, String err) {}

  private static Ended trailhunt(String... arguments) throws IOException {
    List<String> all = new ArrayList<>(List.of(arguments));
    server
        .hadoopOptions()
        .forEach((key, value) -> all.add("--conf=spark.hadoop." + key + "=" + value));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Trailhunt.run(
            all.toArray(String[]::new),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8));
    return new Ended(status, out.toString(UTF_8), err.toString(UTF_8));
  }

  private static Ended nightly(String lake, String warehouse, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("nightly", "--date", DAY.toString(), "--lake", lake, "--warehouse", warehouse));
    arguments.addAll(List.of(more));
    return trailhunt(arguments.toArray(String[]::new));
  }

  @Test
  void findsOnS3AndARerunMakesNoCommit() throws IOException {
    Ended first = nightly("s3a://logs/trail", "s3a://hunt/trailhunt");
    assertThat(first.status()).as(first.err()).isZero();
    assertThat(first.out()).contains("1 new");
    Warehouse warehouse =
        new Warehouse(TestSession.spark(), new Settings.Warehouse.AtPath("s3a://hunt/trailhunt"));
    long findings = warehouse.version(Tables.FINDINGS).version();
    long activity = warehouse.version(Tables.ACTIVITY).version();

    Ended second = nightly("s3a://logs/trail", "s3a://hunt/trailhunt");

    assertThat(second.status()).as(second.err()).isZero();
    assertThat(warehouse.version(Tables.FINDINGS).version()).isEqualTo(findings);
    assertThat(warehouse.version(Tables.ACTIVITY).version()).isEqualTo(activity);
    Ended query =
        trailhunt(
            "query",
            "SELECT event_id, event_time, target_user, severity FROM alerts",
            "--format",
            "json",
            "--warehouse",
            "s3a://hunt/trailhunt");
    assertThat(query.out())
        .isEqualTo(
            "{\"event_id\":\"on-s3\",\"event_time\":\"2026-03-04T12:00:00Z\","
                + "\"target_user\":\"alice\",\"severity\":\"medium\"}\n");

    Path staged = serverFolder.resolve("objects/hunt/trailhunt/_staging");
    Files.createDirectories(staged.resolve("killed/rows"));
    Files.writeString(staged.resolve("killed/rows/part-0.parquet"), "x");

    Ended maintained = trailhunt("maintain", "--warehouse", "s3a://hunt/trailhunt");

    assertThat(maintained.status()).as(maintained.err()).isZero();
    assertThat(maintained.out())
        .containsPattern("(?m)^activity +1 ")
        .contains("dropped what 1 dead run had staged\n", "done         maintain in ");
    assertThat(staged.resolve("killed/rows/part-0.parquet")).doesNotExist();
    assertThat(warehouse.version(Tables.ACTIVITY).version()).isEqualTo(activity);
  }

  @Test
  void aWrongKeyIsOneLineAndStatus1() throws IOException {
    Ended ended =
        nightly(
            "s3a://locked/trail",
            "s3a://hunt/none",
            "--conf=spark.hadoop.fs.s3a.bucket.locked.secret.key=wrong");

    assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    assertThat(saidByTrailhunt(ended)).hasSize(1).first().asString().contains("locked");
    assertThat(ended.err()).doesNotContain("wrong");
  }

  @Test
  void aMissingBucketIsOneLineAndStatus1() throws IOException {
    Ended ended = nightly("s3a://no-such-bucket/trail", "s3a://hunt/none");

    assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    assertThat(saidByTrailhunt(ended)).hasSize(1).first().asString().contains("no-such-bucket");
  }

  @Test
  void anEmptyPrefixIsOneLineAndStatus2() throws IOException {
    Ended ended = nightly("s3a://logs/nothing-here", "s3a://hunt/none");

    assertThat(ended.status()).as(ended.err()).isEqualTo(2);
    assertThat(saidByTrailhunt(ended)).hasSize(1).first().asString().contains("nothing-here");
  }

  private static Ended doctor(String lake, String warehouse, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("doctor", "--lake", lake, "--warehouse", warehouse));
    arguments.addAll(List.of(more));
    return trailhunt(arguments.toArray(String[]::new));
  }

  @Test
  void doctorWritesAndLeavesNothing() throws IOException {
    Ended ended = doctor("s3a://logs/trail", "s3a://empty/not/yet");

    assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
    assertThat(ended.out())
        .containsPattern("(?m)^warn  lake +1 account: 111122223333; 1 region: us-east-1; delivered")
        .containsPattern("(?m)^ok    write access +made, read and deleted an object in s3a://empty")
        .containsPattern("(?m)^ok    conditional create +of two that make the same object")
        .containsPattern("(?m)^ok    clock +as the store's")
        .containsPattern("(?m)^warn  tables +none yet");
    assertThat(serverFolder.resolve("objects/empty")).isEmptyDirectory();
  }

  @Test
  void doctorTellsOfAWrongKeyAndGoesOn() throws IOException {
    Ended ended =
        doctor(
            "s3a://barred/trail",
            "s3a://empty/not/yet",
            "--conf=spark.hadoop.fs.s3a.bucket.barred.secret.key=wrong");

    assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.out())
        .containsPattern("(?m)^FAIL  lake +s3a://barred/trail.*credentials$")
        .containsPattern("(?m)^ok    write access ")
        .doesNotContain("wrong");
  }

  @Test
  void doctorTellsOfAMissingBucket() throws IOException {
    Ended ended = doctor("s3a://logs/trail", "s3a://no-such-bucket/trailhunt");

    assertThat(ended.status()).as(ended.out() + ended.err()).isEqualTo(1);
    assertThat(ended.out())
        .containsPattern("(?m)^FAIL  write access +s3a://no-such-bucket.*does not exist");
  }

  private static List<String> saidByTrailhunt(Ended ended) {
    return ended.err().lines().filter(line -> line.startsWith("trailhunt: ")).toList();
  }
}
