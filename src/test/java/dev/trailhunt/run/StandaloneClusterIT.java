package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.SparkHome;
import dev.trailhunt.SparkHome.Ended;
import dev.trailhunt.SparkHome.Submitted;
import dev.trailhunt.StandaloneCluster;
import dev.trailhunt.source.LakeWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job jar on a cluster whose executors are other processes than the driver. */
@Tag("full")
class StandaloneClusterIT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final int FILES = 300;
  private static final int RECORDS_PER_FILE = 200;

  @TempDir static Path folder;
  private static Bench local;
  private static Map<String, Set<String>> expected;
  private static String[] nightly;
  private static SparkHome home;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void runLocallyAndStartACluster() throws Exception {
    local = new Bench(folder);
    for (int i = 0; i < FILES; i++) {
      local.lake.accountTrail(ACCOUNT, REGION, DAY, records(i));
    }
    nightly = nightly();
    Path log = folder.resolve("local.log");
    Process run = TrailhuntProcess.start(log, with("--warehouse", warehouse("local")));
    assertThat(run.waitFor()).as(Files.readString(log)).isZero();
    expected = local.withOtherWarehouse("local").contents();
    assertThat(expected.get("findings")).hasSize(FILES / 10);
    assertThat(expected.get("findings")).anyMatch(finding -> finding.contains("Google"));
    home = new SparkHome(folder.resolve("spark"));
    cluster = new StandaloneCluster(home, folder);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  /** Ordinary calls, and in one file of ten a user made and given a password. */
  private static String[] records(int file) {
    List<String> records = new ArrayList<>();
    for (int i = 0; i < RECORDS_PER_FILE; i++) {
      records.add(LakeWriter.record("r-" + file + "-" + i, "s3.amazonaws.com", "GetObject"));
    }
    if (file % 10 == 0) {
      Instant time = NOON.plusSeconds(file);
      records.add(call("create-" + file, "CreateUser", "user-" + file, time));
      records.add(
          call("password-" + file, "CreateLoginProfile", "user-" + file, time.plusSeconds(1))
              .replace("192.0.2.10", "8.8.8.8"));
    }
    return records.toArray(String[]::new);
  }

  private static String[] nightly() throws IOException {
    Path networks = folder.resolve("GeoLite2-ASN.mmdb");
    try (InputStream in = StandaloneClusterIT.class.getResourceAsStream("/GeoLite2-ASN.mmdb")) {
      Files.copy(in, networks);
    }
    return new String[] {
      "nightly",
      "--date",
      DAY.toString(),
      "--lake",
      folder.resolve("lake").toUri().toString(),
      "--asn-database",
      networks.toUri().toString()
    };
  }

  private static String warehouse(String name) {
    return folder.resolve(name + "/warehouse").toUri().toString();
  }

  private static String[] with(String... more) {
    return Stream.concat(Stream.of(nightly), Stream.of(more)).toArray(String[]::new);
  }

  private static Submitted submit(String warehouse, Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>(SparkHome.DELTA);
    settings.put("spark.executor.memory", "900m");
    settings.putAll(more);
    return home.submit(cluster.url(), settings, with("--warehouse", warehouse(warehouse)));
  }

  @Test
  void aClusterFindsWhatALocalRunFinds() throws Exception {
    Ended run = submit("cluster", Map.of()).end();

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains(FILES / 10 + " new");
    assertThat(local.withOtherWarehouse("cluster").contents()).isEqualTo(expected);
  }

  @Test
  void anExecutorKilledWhileItReadsChangesNothing() throws Exception {
    Submitted run = submit("killed", Map.of());
    awaitReading(run, folder.resolve("killed/warehouse/_staging"));
    ProcessHandle executor = cluster.executors().findFirst().orElseThrow();
    assertThat(executor.destroyForcibly()).isTrue();
    Ended ended = run.end();

    assertThat(ended.err()).containsPattern("Lost task .* ExecutorLostFailure");
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(local.withOtherWarehouse("killed").contents()).isEqualTo(expected);
  }

  @Test
  void anExecutorKilledWhileItMergesChangesNothing() throws Exception {
    MergeWatch merges = new MergeWatch(Files.createDirectory(folder.resolve("events")));
    Submitted run = submit("merging", withManyTasks(merges.settings()));
    killWhileMerging(run, merges);
    Ended ended = run.end();

    assertThat(merges.tasksLost()).as("lost tasks of merges").isPositive();
    assertThat(ended.status()).as(ended.err()).isZero();
    assertThat(local.withOtherWarehouse("merging").contents()).isEqualTo(expected);
  }

  /** So many that a merge lasts long enough to be hit. */
  private static Map<String, String> withManyTasks(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("spark.sql.shuffle.partitions", "50");
    all.put("spark.sql.adaptive.coalescePartitions.enabled", "false");
    return all;
  }

  /** Kills an executor in a job of a merge, and in a later one if that had no task of it. */
  private static void killWhileMerging(Submitted run, MergeWatch merges) throws Exception {
    while (merges.tasksLost() == 0 && !hasEnded(run)) {
      Set<Integer> hit = merges.running();
      if (!hit.isEmpty()) {
        cluster.executors().findFirst().ifPresent(ProcessHandle::destroyForcibly);
        while (merges.running().containsAll(hit) && !hasEnded(run)) {}
      }
    }
  }

  private static boolean hasEnded(Submitted run) throws InterruptedException {
    return run.process().waitFor(5, TimeUnit.MILLISECONDS);
  }

  /** A task that reads has begun a file of what it stages. */
  private static void awaitReading(Submitted run, Path staging) throws Exception {
    while (!holdsParquet(staging)) {
      assertThat(hasEnded(run)).as("has ended").isFalse();
    }
  }

  private static boolean holdsParquet(Path staging) throws IOException {
    if (!Files.exists(staging)) {
      return false;
    }
    try (Stream<Path> files = Files.walk(staging)) {
      return files.anyMatch(file -> file.toString().endsWith(".parquet"));
    } catch (UncheckedIOException e) {
      // A folder went away while it was walked through: it is looked at again.
      return false;
    }
  }
}
