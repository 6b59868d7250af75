package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static dev.trailhunt.source.LakeWriter.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code backfill --replace}, of files that are not as they were and do not look it. */
class ReplaceTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyy/MM/dd");

  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void aLake() {
    bench = new Bench(folder);
  }

  /** An uncompressed file, which a word in the place of another leaves as long as it was. */
  private static Path deliver(Bench to, String region, LocalDate day, String... records) {
    return to.lake.put(
        "AWSLogs/%s/CloudTrail/%s/%s/x.json".formatted(ACCOUNT, region, day.format(FOLDER)),
        log(records).getBytes(UTF_8));
  }

  private Path deliver(int day, String... records) {
    return deliver(bench, REGION, DAY.plusDays(day), records);
  }

  /** Leaves size and time as they were. */
  private static void alter(Path file, String from, String to) throws IOException {
    assertThat(from).hasSameSizeAs(to);
    FileTime time = Files.getLastModifiedTime(file);
    String before = Files.readString(file);
    assertThat(before).contains(from);
    Files.writeString(file, before.replace(from, to));
    Files.setLastModifiedTime(file, time);
  }

  /** One a day, each in a file of its own. */
  private List<Path> deliverPasswords(int days) {
    return IntStream.range(0, days)
        .mapToObj(
            day ->
                deliver(
                    day,
                    call(
                        "set-" + day,
                        "CreateLoginProfile",
                        "alice",
                        NOON.plus(Duration.ofDays(day)))))
        .toList();
  }

  private static String targets(Bench of, Tables table) {
    return of.rows(table, "event_id", "target_user").toString();
  }

  private static boolean tellsThatItGoesOn(String warning) {
    return warning.startsWith("goes on with the replacement begun at ");
  }

  private static IngestResult read(RunResult run) {
    return run.ingest().orElseThrow();
  }

  @Test
  void whatWasAlteredInPlaceIsFoundAndJudgedAgainAndASecondTimeChangesNothing() throws IOException {
    Path file =
        deliver(
            0,
            call("set", "CreateLoginProfile", "alice", NOON),
            call("same", "CreateLoginProfile", "peter", NOON),
            call("lost", "UpdateLoginProfile", "peter", NOON));
    Path vanishing = deliver(1, call("gone", "CreateUser", "peter", NOON));
    Path ofDayAfter = deliver(2, call("next", "CreateUser", "alice", NOON));
    Path ofNoDay = deliver(3, call("out", "CreateUser", "alice", NOON));
    LocalDate last = DAY.plusDays(1);
    bench.backfill(DAY, last.plusDays(1));
    for (Path altered : List.of(file, ofDayAfter, ofNoDay)) {
      alter(altered, "alice", "carol");
    }
    alter(file, "lost", "came");
    Files.delete(vanishing);

    assertThat(read(bench.backfill(DAY, last)).filesRead()).isZero();
    RunResult replaced = bench.replace(DAY, last);

    assertThat(read(replaced).filesRead()).isEqualTo(2);
    assertThat(read(replaced).activityReplaced()).isEqualTo(2);
    assertThat(read(replaced).activityAdded()).isEqualTo(1);
    assertThat(replaced.warnings()).noneMatch(ReplaceTest::tellsThatItGoesOn);
    assertThat(targets(bench, Tables.ACTIVITY))
        .isEqualTo(
            "[[came,peter], [gone,peter], [lost,peter], [next,carol], [out,alice], [same,peter],"
                + " [set,carol]]");
    assertThat(targets(bench, Tables.FINDINGS))
        .isEqualTo("[[came,peter], [lost,peter], [same,peter], [set,carol]]");
    assertThat(bench.rows(Tables.FILES, "path", "run_id"))
        .extracting(row -> row.getString(1).equals(replaced.runId()))
        .as("read anew: not the one that has vanished, nor that after the day after")
        .containsExactly(true, false, true, false);

    Map<String, Long> versions = bench.versions();
    RunResult again = bench.replace(DAY, last);

    versions.merge("files", 1L, Long::sum);
    assertThat(bench.versions()).as("only the ledger says when it was read").isEqualTo(versions);
    assertThat(read(again).filesRead()).isEqualTo(2);
    assertThat(read(again).activityReplaced()).isZero();
    assertThat(bench.rows(Tables.FILES, "path", "run_id").get(0).getString(1))
        .isEqualTo(again.runId());
  }

  @Test
  @Tag("full")
  void whereThereIsNothingYetItIsABackfill() {
    deliverPasswords(2);
    Bench other = bench.withOtherWarehouse("other");

    RunResult replaced = bench.replace(DAY, DAY);
    other.backfill(DAY, DAY);

    assertThat(read(replaced).activityAdded()).isEqualTo(2);
    assertThat(read(replaced).activityReplaced()).isZero();
    assertThat(bench.contents()).isEqualTo(other.contents());
  }

  @Test
  @Tag("full")
  void tablesOfAnEarlierVersionWillDo() {
    deliverPasswords(1);
    bench.backfill(DAY, DAY);
    bench
        .warehouse
        .read(Tables.RUNS)
        .drop("replaces_before")
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", true)
        .save(folder.resolve("warehouse/runs").toUri().toString());
    assertThat(bench.warehouse.read(Tables.RUNS).columns()).doesNotContain("replaces_before");

    assertThat(read(bench.replace(DAY, DAY)).filesRead()).isEqualTo(1);

    assertThat(bench.rows(Tables.RUNS, "started_at", "replaces_before"))
        .extracting(run -> run.isNullAt(1))
        .containsExactly(true, false);
  }

  /** Ends a run as a kill does: it does not come to say how it ended. */
  private static final class Kill extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static Progress killedAfterFirstChunk() {
    return new Progress() {
      @Override
      public void stage(String what) {}

      @Override
      public void read(Read read) {
        if (read.filesDone() > 0) {
          throw new Kill();
        }
      }
    };
  }

  @Test
  @Tag("full")
  void oneThatWasKilledGoesOnWhereItWasAndEndsAsOneThatWasNot() throws IOException {
    List<Path> files = deliverPasswords(3);
    LocalDate last = DAY.plusDays(1);
    bench.backfill(DAY, last);
    for (Path file : files) {
      alter(file, "alice", "carol");
    }
    Bench spared = bench.withOtherWarehouse("spared");
    spared.backfill(DAY, last);

    assertThatThrownBy(() -> bench.withChunksOf(1).replace(DAY, last, killedAfterFirstChunk()))
        .isInstanceOf(Kill.class);
    assertThat(targets(bench, Tables.ACTIVITY))
        .isEqualTo("[[set-0,carol], [set-1,alice], [set-2,alice]]");
    RunResult rest = bench.withChunksOf(3).replace(DAY, last);

    assertThat(read(rest).filesRead()).isEqualTo(2);
    List<Instant> begun =
        bench.rows(Tables.RUNS, "started_at", "replaces_before").stream()
            .filter(run -> !run.isNullAt(1))
            .map(run -> run.getTimestamp(1).toInstant())
            .toList();
    assertThat(begun).hasSize(2).containsOnly(begun.get(0));
    assertThat(rest.warnings())
        .anyMatch(
            warning -> tellsThatItGoesOn(warning) && warning.contains(begun.get(0).toString()));
    assertThat(bench.contents()).isEqualTo(spared.contents());

    RunResult anew = bench.replace(DAY, last);

    assertThat(read(anew).filesRead()).isEqualTo(3);
    assertThat(anew.warnings()).noneMatch(ReplaceTest::tellsThatItGoesOn);
  }

  @Test
  @Tag("full")
  void oneOfOtherDaysBeginsAnew() {
    deliverPasswords(3);
    assertThatThrownBy(
            () -> bench.withChunksOf(1).replace(DAY, DAY.plusDays(1), killedAfterFirstChunk()))
        .isInstanceOf(Kill.class);

    RunResult others = bench.withChunksOf(3).replace(DAY, DAY);

    assertThat(read(others).filesRead()).isEqualTo(2);
    assertThat(others.warnings()).noneMatch(ReplaceTest::tellsThatItGoesOn);
  }

  @Test
  @Tag("full")
  void oneThatFailedForUnreadableFilesHasReadTheOthers() throws IOException {
    deliverPasswords(1);
    Files.writeString(deliver(1), "no log");
    bench.backfill(DAY, DAY);
    assertThatThrownBy(() -> bench.withMaxQuarantine(0).replace(DAY, DAY))
        .isInstanceOf(JobException.class);

    RunResult next = bench.replace(DAY, DAY);

    assertThat(read(next).filesRead()).isZero();
    assertThat(next.warnings()).anyMatch(ReplaceTest::tellsThatItGoesOn);
  }

  @Test
  @Tag("full")
  void anEventThatComesOutOnAnotherDateIsNotKeptOnBoth() throws IOException {
    Path file = deliver(0, call("set", "CreateLoginProfile", "alice", NOON));
    bench.backfill(DAY, DAY);
    alter(file, "2026-03-04T12", "2026-03-03T23");

    RunResult replaced = bench.replace(DAY, DAY);

    assertThat(read(replaced).activityReplaced()).isEqualTo(1);
    assertThat(read(replaced).activityAdded()).isZero();
    assertThat(bench.rows(Tables.ACTIVITY, "event_id", "event_date").toString())
        .isEqualTo("[[set,2026-03-03]]");
    assertThat(bench.rows(Tables.FINDINGS, "event_id", "event_date", "revision").toString())
        .isEqualTo("[[set,2026-03-03,2]]");
    assertThat(read(bench.replace(DAY, DAY)).activityReplaced()).isZero();
  }

  /** Chunks come in the order of delivery, and the later one holds the first file by path. */
  @Test
  @Tag("full")
  void twoFilesThatHoldAnEventNotAlikeDoNotReplaceEachOtherForEver() {
    deliver(bench, "us-west-2", DAY, call("set", "CreateLoginProfile", "alice", NOON));
    deliver(bench, "us-east-1", DAY.plusDays(1), call("set", "CreateLoginProfile", "carol", NOON));
    bench.withChunksOf(1).backfill(DAY, DAY);
    assertThat(targets(bench, Tables.ACTIVITY)).isEqualTo("[[set,alice]]");

    assertThat(read(bench.replace(DAY, DAY)).activityReplaced()).isEqualTo(1);
    assertThat(targets(bench, Tables.FINDINGS)).isEqualTo("[[set,carol]]");
    long version = bench.warehouse.version(Tables.ACTIVITY).version();

    assertThat(read(bench.replace(DAY, DAY)).activityReplaced()).isZero();
    assertThat(bench.warehouse.version(Tables.ACTIVITY).version()).isEqualTo(version);
  }

  /** The paths of the other one come after those of the first. */
  @Test
  @Tag("full")
  void whatWasReadFromAnotherLakeIsReplaced() {
    deliverPasswords(1);
    bench.backfill(DAY, DAY);
    Bench moved = bench.withOtherLake("moved");
    deliver(moved, REGION, DAY, call("set-0", "CreateLoginProfile", "carol", NOON));

    moved.backfill(DAY, DAY);
    assertThat(targets(bench, Tables.ACTIVITY)).isEqualTo("[[set-0,alice]]");
    moved.replace(DAY, DAY);

    assertThat(targets(bench, Tables.ACTIVITY)).isEqualTo("[[set-0,carol]]");
    assertThat(targets(bench, Tables.FINDINGS)).isEqualTo("[[set-0,carol]]");
  }
}
