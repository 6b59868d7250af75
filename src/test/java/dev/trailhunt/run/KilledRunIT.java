package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs as processes of their own, killed without warning: wherever that is, the next ones make the
 * tables what they are where no run was ever killed.
 */
@Tag("full")
class KilledRunIT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  /** Of each stage. */
  private static final int KILLS = 2;

  /** A machine that is busy may pass the moment meant. */
  private static final int TRIES = 4;

  /** What a nightly commits to, in this order; the row of the run comes first and last. */
  private static final List<Tables> COMMITS =
      List.of(
          Tables.RUNS,
          Tables.ACTIVITY,
          Tables.QUARANTINE,
          Tables.FILES,
          Tables.IDENTITY_CHANGES,
          Tables.FINDINGS,
          Tables.RUNS);

  private static final List<Tables> COMMITS_OF_DETECT =
      List.of(Tables.RUNS, Tables.IDENTITY_CHANGES, Tables.FINDINGS, Tables.RUNS);

  @TempDir Path folder;
  private final Random random = new Random(20260304);
  private int delivered;
  private int started;

  @Test
  void nightliesKilledInEveryStageAndAfterEveryCommitLoseNothing() throws Exception {
    Bench bench = new Bench(folder);
    deliver(bench);
    killWhileTheTablesAreMade();
    assertThat(start(nightlyArguments()).waitFor()).isZero();
    Map<RunStage, Duration> lengths = stagesOfLastRun(bench);

    killInEachOf(EnumSet.allOf(RunStage.class), lengths, () -> deliver(bench), nightlyArguments());
    killAfterEachOf(COMMITS, () -> deliver(bench), nightlyArguments());

    deliver(bench);
    assertThat(start(nightlyArguments()).waitFor()).isZero();
    Bench spared = bench.withOtherWarehouse("spared");
    spared.nightly(DAY);
    assertThat(bench.count(Tables.FINDINGS)).isEqualTo(2L * delivered);
    assertSame(bench, spared);

    Map<String, Long> versions = bench.versions();
    assertThat(start(detectArguments()).waitFor()).isZero();
    assertThat(bench.versions()).as("nothing is left to judge").isEqualTo(versions);
  }

  @Test
  void aDetectKilledInEveryStageAndAfterEveryCommitIsMadeUpForByTheNext() throws Exception {
    Bench bench = new Bench(folder);
    for (int i = 0; i < 30; i++) {
      deliver(bench);
    }
    Bench spared = bench.withOtherWarehouse("spared");
    spared.nightly(DAY);
    bench.nightly(DAY);
    Map<RunStage, Duration> lengths = stagesOfLastRun(bench);

    killInEachOf(RunStage.OF_DETECT, lengths, this::dropHalfOfWhatIsJudged, detectArguments());
    killAfterEachOf(COMMITS_OF_DETECT, this::dropHalfOfWhatIsJudged, detectArguments());

    dropHalfOfWhatIsJudged();
    assertThat(start(detectArguments()).waitFor()).isZero();
    assertSame(bench, spared);
  }

  private static void assertSame(Bench bench, Bench spared) {
    for (Tables table : Tables.values()) {
      Column[] key = table.key().stream().map(name -> col(name)).toArray(Column[]::new);
      List<Row> twice =
          bench.warehouse.read(table).groupBy(key).count().where("count > 1").collectAsList();
      assertThat(twice).as("%s that are there twice", table).isEmpty();
    }
    assertThat(bench.contents()).isEqualTo(spared.contents());
    assertThat(bench.warehouse.read(Tables.RUNS).where("outcome = 'running'").count()).isZero();
  }

  /** A log file with something for every table. */
  private void deliver(Bench bench) {
    int number = delivered++;
    Instant time = NOON.plusSeconds(60L * number);
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        DAY,
        call("create-" + number, "CreateUser", "user-" + number, time),
        call("password-" + number, "CreateLoginProfile", "user-" + number, time.plusSeconds(1)),
        call("reset-" + number, "UpdateLoginProfile", "user-" + number / 2, time.plusSeconds(2)),
        "{\"eventName\":\"CreateUser\",\"eventSource\":\"iam.amazonaws.com\"}");
  }

  /** What is left was written by killed runs, more and more. */
  private void dropHalfOfWhatIsJudged() {
    for (Tables table : List.of(Tables.IDENTITY_CHANGES, Tables.FINDINGS)) {
      Path path = folder.resolve("warehouse").resolve(table.tableName());
      TestSession.spark()
          .sql(
              "DELETE FROM delta.`%s` WHERE crc32(event_id) %% 2 = %d"
                  .formatted(path.toUri(), started % 2));
    }
  }

  /** How long each stage took. */
  private static Map<RunStage, Duration> stagesOfLastRun(Bench bench) {
    Map<RunStage, Duration> lengths = new EnumMap<>(RunStage.class);
    Row run =
        bench
            .warehouse
            .read(Tables.RUNS)
            .orderBy(col(RunColumns.STARTED_AT).desc())
            .select(RunColumns.STAGES)
            .head();
    for (Row stage : run.<Row>getList(0)) {
      long millis = Math.round(stage.getDouble(1) * 1000);
      RunStage.of(stage.getString(0))
          .ifPresent(known -> lengths.put(known, Duration.ofMillis(millis)));
    }
    assertThat(lengths).containsOnlyKeys(RunStage.values());
    return lengths;
  }

  /** First before any is there, then when some are. */
  private void killWhileTheTablesAreMade() throws Exception {
    CommitWatch watch = new CommitWatch(folder.resolve("warehouse"));
    RunToKill first = runToKill(nightlyArguments());
    assertThat(first.await(() -> Arrays.stream(Tables.values()).anyMatch(watch::isBegun))).isTrue();
    assertThat(first.kill()).isTrue();
    assertThat(watch.committed()).as("made").hasSizeLessThan(Tables.values().length);

    CommitWatch next = new CommitWatch(folder.resolve("warehouse"));
    RunToKill second = runToKill(nightlyArguments());
    assertThat(second.await(() -> !next.committed().isEmpty())).isTrue();
    assertThat(second.kill()).isTrue();
  }

  /** Each after a random part of its usual length. */
  private void killInEachOf(
      Set<RunStage> stages, Map<RunStage, Duration> lengths, Runnable before, String... arguments)
      throws Exception {
    Map<RunStage, Integer> hits = new EnumMap<>(RunStage.class);
    for (RunStage stage : stages) {
      for (int i = 0; i < TRIES && hits.getOrDefault(stage, 0) < KILLS; i++) {
        before.run();
        RunToKill run = runToKill(arguments);
        run.await(stage);
        long part = (long) (random.nextDouble() * lengths.get(stage).toNanos());
        if (run.killAfter(Duration.ofNanos(part))) {
          run.stage().ifPresent(hit -> hits.merge(hit, 1, Integer::sum));
        }
      }
    }
    assertThat(hits.keySet()).as("stages hit: %s", hits).containsAll(stages);
    assertThat(hits.values().stream().mapToInt(Integer::intValue).sum())
        .isGreaterThanOrEqualTo(KILLS * stages.size());
  }

  private void killAfterEachOf(List<Tables> commits, Runnable before, String... arguments)
      throws Exception {
    for (int last = 0; last < commits.size(); last++) {
      List<Tables> made = commits.subList(0, last + 1);
      boolean isHit = false;
      for (int i = 0; i < TRIES && !isHit; i++) {
        before.run();
        isHit = killAfter(made, arguments);
      }
      assertThat(isHit).as("a kill between the commits %s and the next", made).isTrue();
    }
  }

  /** Kills a run when it has made these commits; whether it had made no other. */
  private boolean killAfter(List<Tables> commits, String... arguments) throws Exception {
    Path warehouse = folder.resolve("warehouse");
    CommitWatch whole = new CommitWatch(warehouse);
    RunToKill run = runToKill(arguments);
    for (Tables table : commits) {
      CommitWatch fromHere = new CommitWatch(warehouse);
      if (!run.await(() -> fromHere.isCommitted(table))) {
        return false;
      }
    }
    return run.kill() && whole.committed().equals(new HashSet<>(commits));
  }

  private RunToKill runToKill(String... arguments) throws IOException {
    return RunToKill.start(folder.resolve("killed-" + started++ + ".log"), arguments);
  }

  private Process start(String... arguments) throws IOException {
    return TrailhuntProcess.start(log(), arguments);
  }

  private String[] nightlyArguments() {
    return nightlyArguments(folder, "--break-lease");
  }

  private String[] detectArguments() {
    return new String[] {
      "detect",
      "--all",
      "--break-lease",
      "--warehouse",
      folder.resolve("warehouse").toUri().toString()
    };
  }

  @Test
  void aRunThatIsEndedGivesTheLeaseUpAndOneThatIsKilledKeepsItUntilItIsLongDead() throws Exception {
    Bench bench = new Bench(folder);
    bench.lake.accountTrail(
        ACCOUNT, REGION, DAY, call("password", "CreateLoginProfile", "alice", NOON));
    Path ended = folder.resolve("ended");
    Process run = nightly(ended);
    awaitLease(run, ended);
    run.destroy();
    run.waitFor();

    assertThat(nightly(ended, "--wait", "0s").waitFor()).isZero();

    Path killed = folder.resolve("killed");
    Process other = nightly(killed);
    awaitLease(other, killed);
    other.destroyForcibly().waitFor();

    assertThat(nightly(killed, "--wait", "0s").waitFor()).isEqualTo(1);
    assertThat(Files.readString(log())).contains("is being written by nightly on ");
    File[] leases = killed.resolve("warehouse/_lease").toFile().listFiles();
    for (File lease : leases) {
      assertThat(lease.setLastModified(Instant.now().minusSeconds(3600).toEpochMilli())).isTrue();
    }
    assertThat(nightly(killed, "--wait", "0s").waitFor()).isZero();
    assertThat(bench.withOtherWarehouse("killed").contents())
        .isEqualTo(bench.withOtherWarehouse("ended").contents());
  }

  private static void awaitLease(Process run, Path home) throws InterruptedException {
    while (!Files.exists(home.resolve("warehouse/_lease/0000000000000000001"))) {
      assertThat(run.waitFor(20, TimeUnit.MILLISECONDS)).as("has ended").isFalse();
    }
  }

  private Path log() {
    return folder.resolve("runs.log");
  }

  private Process nightly(Path home, String... more) throws IOException {
    return start(nightlyArguments(home, more));
  }

  private String[] nightlyArguments(Path home, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "nightly",
                "--date",
                DAY.toString(),
                "--lake",
                folder.resolve("lake").toUri().toString(),
                "--warehouse",
                home.resolve("warehouse").toUri().toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }
}
