package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.TestSession;
import dev.trailhunt.source.LakeNotFoundException;
import dev.trailhunt.source.LakeWriter;
import dev.trailhunt.table.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightlyJobTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  @TempDir Path folder;

  @Test
  void findsOnceWhatIsDeliveredHoweverLateOrOftenAndARerunChangesNothing() {
    Bench bench = new Bench(folder);
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        DAY,
        call("e-1", "CreateLoginProfile", "alice", NOON),
        call("e-2", "ListBuckets", "nobody", NOON),
        call("e-3", "CreateUser", "alice", NOON.minusSeconds(1)));

    RunResult first = bench.nightly(DAY);

    assertThat(first.ingest())
        .hasValueSatisfying(
            read -> {
              assertThat(read.filesRead()).isEqualTo(1);
              assertThat(read.recordsSeen()).isEqualTo(3);
              assertThat(read.recordsKept()).isEqualTo(2);
              assertThat(read.activityAdded()).isEqualTo(2);
            });
    assertThat(first.detect())
        .hasValueSatisfying(
            found -> {
              assertThat(found.added()).isEqualTo(1);
              assertThat(found.alertsBySeverity()).isEqualTo(Map.of("high", 1L));
            });
    assertThat(
            bench
                .rows(
                    Tables.FINDINGS,
                    "event_id",
                    "disposition",
                    "target_user",
                    "revision",
                    "detection_mode")
                .toString())
        .isEqualTo("[[e-1,alert,alice,1,live]]");
    assertThat(
            bench
                .rows(Tables.RUNS, "command", "outcome", "files_read", "findings_added")
                .toString())
        .isEqualTo("[[nightly,done,1,1]]");

    Map<String, Long> versions = bench.versions();
    RunResult second = bench.nightly(DAY);

    assertThat(bench.versions()).isEqualTo(versions);
    assertThat(second.ingest().orElseThrow().bytesRead()).isZero();
    assertThat(second.detect().orElseThrow().added()).isZero();

    String again = call("e-1", "CreateLoginProfile", "alice", NOON);
    String lateEvent = call("late-event", "CreateLoginProfile", "alice", NOON);
    bench.lake.accountTrail(ACCOUNT, REGION, DAY.plusDays(1), again, lateEvent, lateEvent);
    bench.lake.accountTrail(ACCOUNT, REGION, DAY.plusDays(1), lateEvent);
    bench.lake.accountTrail(
        ACCOUNT, REGION, DAY.minusDays(1), call("late-file", "UpdateLoginProfile", "alice", NOON));

    RunResult next = bench.nightly(DAY.plusDays(1));

    assertThat(next.ingest().orElseThrow().filesRead()).isEqualTo(3);
    assertThat(next.ingest().orElseThrow().activityAdded()).isEqualTo(2);
    assertThat(bench.rows(Tables.ACTIVITY, "event_id").toString())
        .isEqualTo("[[e-1], [e-3], [late-event], [late-file]]");
    assertThat(bench.rows(Tables.FINDINGS, "event_id").toString())
        .isEqualTo("[[e-1], [late-event], [late-file]]");
  }

  @Test
  void nightsThatWereMissedAreMadeUpForAndADayWithoutLogsIsAWarning() {
    Bench bench = new Bench(folder);
    bench.lake.accountTrail(ACCOUNT, REGION, DAY, call("e-1", "CreateUser", "alice", NOON));
    assertThat(bench.nightly(DAY).ingest().orElseThrow().daysWithoutLogs()).isEmpty();
    bench.lake.accountTrail(
        ACCOUNT, REGION, DAY.plusDays(1), call("missed", "CreateUser", "bob", NOON));

    RunResult aWeekLater = bench.nightly(DAY.plusDays(7));

    assertThat(aWeekLater.ingest().orElseThrow().directories())
        .isEqualTo(new DateRange(DAY, DAY.plusDays(8)));
    assertThat(bench.rows(Tables.ACTIVITY, "event_id").toString()).isEqualTo("[[e-1], [missed]]");
    assertThat(aWeekLater.ingest().orElseThrow().daysWithoutLogs())
        .containsExactly(DAY.plusDays(7));
    assertThat(aWeekLater.warnings()).contains("no logs were delivered on 2026-03-11");
  }

  @Test
  void aRegionThatFallsSilentIsAWarningWhereTheNightLooks() {
    Bench bench = new Bench(folder);
    for (int before = 9; before >= 0; before--) {
      LocalDate day = DAY.minusDays(before);
      bench.lake.accountTrail(ACCOUNT, REGION, day);
      if (before > 1) {
        bench.lake.accountTrail(ACCOUNT, "eu-west-1", day);
        bench.lake.accountTrail(ACCOUNT, "sa-east-1", day.minusDays(before % 2));
      }
    }

    assertThat(silences(bench.backfill(DAY.minusDays(9), DAY.minusDays(2)))).isEmpty();
    assertThat(silences(bench.nightly(DAY)))
        .containsExactly(
            "no logs of account 111122223333 in region eu-west-1 on 2026-03-03 to 2026-03-04"
                + " (delivered on each of the 7 days to 2026-03-02)");
    assertThat(silences(bench.backfill(DAY.plusDays(60), DAY.plusDays(61))))
        .as("an old silence is no news")
        .isEmpty();
  }

  private static List<String> silences(RunResult run) {
    return run.warnings().stream().filter(one -> one.startsWith("no logs of ")).toList();
  }

  @Test
  void aFileThatCannotBeReadIsQuarantinedAndReadWhenItIsRepaired() throws IOException {
    Bench bench = new Bench(folder);
    Path file =
        bench.lake.accountTrail(
            ACCOUNT,
            REGION,
            DAY,
            call("before", "CreateLoginProfile", "alice", NOON),
            call("after", "UpdateLoginProfile", "bob", NOON));
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 20));

    RunResult broken = ingest(bench);

    assertThat(broken.ingest().orElseThrow().filesQuarantined()).isEqualTo(1);
    assertThat(broken.ingest().orElseThrow().unreadable())
        .singleElement()
        .asString()
        .contains(file.getFileName().toString(), "gzip-truncated");
    assertThat(bench.rows(Tables.QUARANTINE, "reason").toString()).isEqualTo("[[gzip-truncated]]");
    Map<String, Long> versions = bench.versions();
    ingest(bench);
    assertThat(bench.versions()).isEqualTo(versions);

    Files.write(file, whole);
    bench.nightly(DAY);

    assertThat(bench.count(Tables.QUARANTINE)).isZero();
    assertThat(bench.rows(Tables.FILES, "state").toString()).isEqualTo("[[read]]");
    assertThat(bench.rows(Tables.FINDINGS, "event_id").toString()).isEqualTo("[[after], [before]]");
  }

  @Test
  void moreUnreadableFilesThanAllowedFailARunThatIsDoneAndALaterOneReadsThem() throws IOException {
    Bench bench = new Bench(folder).withMaxQuarantine(1);
    bench.lake.accountTrail(
        ACCOUNT, REGION, DAY, call("good", "CreateLoginProfile", "alice", NOON));
    Path first = brokenFile(bench, "first");
    Path second = brokenFile(bench, "second");

    assertThatThrownBy(() -> bench.nightly(DAY))
        .isInstanceOfSatisfying(
            JobException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(JobException.Kind.FAILED);
              assertThat(e.result().orElseThrow().detect().orElseThrow().added()).isEqualTo(1);
            })
        .hasMessageStartingWith(
            "2 files could not be read to the end, more than the 1 of max-quarantine: ")
        .hasMessageContainingAll(
            first.getFileName() + ": gzip-corrupt", second.getFileName() + ": gzip-corrupt");
    assertThat(bench.rows(Tables.FINDINGS, "event_id").toString()).isEqualTo("[[good]]");
    assertThat(
            bench
                .rows(Tables.RUNS, "outcome", "files_read", "files_quarantined", "findings_added")
                .toString())
        .isEqualTo("[[failed,1,2,1]]");

    Files.write(
        first,
        LakeWriter.gzip(
            LakeWriter.log(call("repaired", "CreateLoginProfile", "bob", NOON))
                .getBytes(StandardCharsets.UTF_8)));
    RunResult next = ingest(bench);

    assertThat(next.ingest().orElseThrow().filesRead()).isEqualTo(1);
    assertThat(next.ingest().orElseThrow().filesQuarantined()).isZero();
    assertThat(bench.rows(Tables.ACTIVITY, "event_id").toString())
        .isEqualTo("[[good], [repaired]]");
    assertThat(bench.count(Tables.QUARANTINE)).isEqualTo(1);
  }

  private static Path brokenFile(Bench bench, String name) {
    return bench.lake.put(
        "AWSLogs/%s/CloudTrail/%s/2026/03/04/%s.json.gz".formatted(ACCOUNT, REGION, name),
        "no gzip".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aLargerKeepListReadsTheFilesAgain() {
    Bench bench = new Bench(folder).withEvents("CreateLoginProfile");
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        DAY,
        call("e-1", "CreateLoginProfile", "alice", NOON),
        call("e-2", "UpdateLoginProfile", "alice", NOON));
    ingest(bench);
    assertThat(bench.count(Tables.ACTIVITY)).isEqualTo(1);

    ingest(bench.withEvents("CreateLoginProfile", "UpdateLoginProfile"));

    assertThat(bench.rows(Tables.ACTIVITY, "event_id").toString()).isEqualTo("[[e-1], [e-2]]");
    assertThat(bench.count(Tables.FILES)).isEqualTo(1);
  }

  /** Ways to the same tables as one nightly makes of the same lake. */
  @Nested
  class MakesTheSameTables {
    @TempDir static Path shared;
    private static Bench atOnce;
    private static Map<String, Set<String>> expected;

    @BeforeAll
    static void inOneGo() {
      atOnce = new Bench(shared);
      atOnce.lake.accountTrail(
          ACCOUNT,
          REGION,
          DAY,
          call("e-1", "CreateLoginProfile", "alice", NOON),
          call("e-2", "UpdateLoginProfile", "bob", NOON));
      atOnce.lake.accountTrail(
          ACCOUNT,
          REGION,
          DAY.minusDays(2),
          call("e-3", "CreateLoginProfile", "carol", NOON.minusSeconds(172_800)));
      atOnce.lake.put(
          "AWSLogs/%s/CloudTrail/%s/2026/03/04/broken.json.gz".formatted(ACCOUNT, REGION),
          "no gzip".getBytes(StandardCharsets.UTF_8));
      atOnce.nightly(DAY);
      expected = atOnce.contents();
      assertThat(atOnce.count(Tables.FINDINGS)).isEqualTo(3);
      assertThat(atOnce.count(Tables.QUARANTINE)).isEqualTo(1);
    }

    @Test
    void inASchemaOfTheCatalog() throws IOException {
      TestSession.spark()
          .sql("CREATE SCHEMA hunt LOCATION '" + shared.resolve("hunt").toUri() + "'");
      try {
        leaveTablesThatTheCatalogDoesNotKnow();
        Bench byName = atOnce.withSchema("hunt");
        byName.nightly(DAY);
        Map<String, Long> versions = byName.versions();
        byName.nightly(DAY);

        assertThat(byName.versions()).isEqualTo(versions);
        assertThat(byName.contents()).isEqualTo(expected);
        TestSession.spark().range(0).createOrReplaceTempView("alerts");
        assertThat(
                new QueryJob(
                        byName.context(Progress.NONE),
                        "SELECT event_id, status FROM alerts ORDER BY event_id")
                    .execute()
                    .collectAsList()
                    .toString())
            .isEqualTo("[[e-1,open], [e-2,open], [e-3,open]]");
        assertThat(TestSession.spark().sql("SHOW TABLES IN hunt LIKE '_staging*'").count())
            .isZero();
      } finally {
        TestSession.spark().sql("USE default");
        TestSession.spark().sql("DROP SCHEMA hunt CASCADE");
      }
    }

    /** As a kill leaves them before the first commit of one and after that of another. */
    private static void leaveTablesThatTheCatalogDoesNotKnow() throws IOException {
      Files.createDirectories(shared.resolve("hunt/files/_delta_log"));
      String made = "activity/_delta_log/00000000000000000000.json";
      Path log = shared.resolve("hunt").resolve(made);
      Files.createDirectories(log.getParent());
      Files.copy(shared.resolve("warehouse").resolve(made), log);
    }

    @Test
    void byIngestAndDetect() {
      Bench halves = atOnce.withOtherWarehouse("halves");

      ingest(halves);
      assertThat(halves.count(Tables.FINDINGS)).isZero();
      halves.detect(new DetectJob.Scope.SinceLast());

      assertThat(halves.count(Tables.FINDINGS)).isEqualTo(3);
      assertThat(halves.contents()).isEqualTo(expected);
    }

    @Test
    void afterRunsThatFailedBetweenAnyTwoCommits() {
      Bench bench = atOnce.withOtherWarehouse("failing");
      for (String stage :
          List.of(
              "reading",
              "committing activity",
              "committing quarantine",
              "committing files",
              "judging")) {
        assertThatThrownBy(() -> bench.nightly(DAY, new FailsAt(stage)))
            .as(stage)
            .hasMessage("injected");
      }
      bench.nightly(DAY);

      assertThat(bench.contents()).isEqualTo(expected);
      assertThat(outcomes(bench))
          .startsWith("failed: IllegalStateException: injected")
          .endsWith("done: null")
          .hasSize(6);
    }

    /** A file read is not read again, so this cannot follow the other failures. */
    @Test
    void afterARunThatFailedBeforeItsMark() {
      Bench bench = atOnce.withOtherWarehouse("unmarked");
      assertThatThrownBy(() -> bench.nightly(DAY, new FailsAt(FailsAt.THE_MARK)))
          .hasMessage("injected");
      assertThat(bench.contents()).isEqualTo(expected);

      bench.nightly(DAY);

      assertThat(bench.contents()).isEqualTo(expected);
      assertThat(outcomes(bench))
          .containsExactly("failed: IllegalStateException: injected", "done: null");
    }

    private static List<String> outcomes(Bench bench) {
      List<String> outcomes = new ArrayList<>();
      for (Row row : bench.rows(Tables.RUNS, "started_at", "outcome", "error")) {
        outcomes.add(row.getString(1) + ": " + row.getString(2));
      }
      return outcomes;
    }
  }

  /**
   * Fails when a stage begins: between the commit before it and its own.
   *
   * @param stageBegins how the stage's name begins, or {@link #THE_MARK}
   */
  private record FailsAt(String stageBegins) implements Progress {
    /** After the last commit but that of the run itself, which has the mark. */
    static final String THE_MARK = "finishing";

    @Override
    public void stage(String what) {
      if (what.startsWith(stageBegins)) {
        throw new IllegalStateException("injected");
      }
    }

    @Override
    public void read(Read read) {
      if (read.filesDone() > 0 && stageBegins.equals(THE_MARK)) {
        throw new IllegalStateException("injected");
      }
    }
  }

  private static RunResult ingest(Bench bench) {
    return new IngestJob(bench.context(Progress.NONE), new DateRange(DAY, DAY)).execute();
  }

  @Test
  void withoutALakeNoTableIsMade() {
    Bench bench = new Bench(folder);

    assertThatThrownBy(() -> bench.nightly(DAY)).isInstanceOf(LakeNotFoundException.class);

    assertThat(folder.resolve("warehouse")).doesNotExist();
  }
}
