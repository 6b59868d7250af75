package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.TestSession;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.ChunkFields;
import dev.trailhunt.table.Tables.RunColumns;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillJobTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 30);
  private static final Instant NOON = Instant.parse("2026-01-30T12:00:00Z");

  /** Fields of a chunk whose sum is a column of the run. */
  private static final Map<String, String> TOTALS =
      Map.of(
          ChunkFields.FILES_READ, RunColumns.FILES_READ,
          ChunkFields.FILES_QUARANTINED, RunColumns.FILES_QUARANTINED,
          ChunkFields.BYTES, RunColumns.BYTES_READ,
          ChunkFields.RECORDS_SEEN, RunColumns.RECORDS_SEEN,
          ChunkFields.RECORDS_KEPT, RunColumns.RECORDS_KEPT,
          ChunkFields.ACTIVITY_ADDED, RunColumns.ACTIVITY_ADDED,
          ChunkFields.ACTIVITY_REPLACED, RunColumns.ACTIVITY_REPLACED);

  @TempDir static Path folder;
  private static Bench whole;
  private static RunResult inOneGo;
  private static List<String> modesOfOneGo;
  private static Map<String, Set<String>> contentsOfOneGo;

  /** Days without a trigger, with one, and with three at the same time. */
  @BeforeAll
  static void inOneGo() {
    whole = new Bench(folder);
    deliver(0, call("e-0", "CreateUser", "user-0", noon(0)));
    deliver(1, call("e-1", "CreateUser", "user-1", noon(1)));
    deliver(2, call("e-2", "CreateLoginProfile", "user-2", noon(2)));
    deliver(3, call("e-3", "CreateLoginProfile", "user-3", noon(3)));
    deliver(
        4,
        call("e-4", "CreateLoginProfile", "alice", noon(4)),
        call("e-5", "CreateLoginProfile", "bob", noon(4)),
        call("e-6", "CreateLoginProfile", "carol", noon(4)));
    inOneGo = whole.backfill(FIRST, FIRST.plusDays(3));
    modesOfOneGo = modes(whole);
    contentsOfOneGo = whole.contents();
  }

  private static void deliver(int day, String... records) {
    whole.lake.accountTrail(ACCOUNT, REGION, FIRST.plusDays(day), records);
  }

  private static List<String> modes(Bench bench) {
    return bench.rows(Tables.FINDINGS, "detection_mode").stream()
        .map(row -> row.getString(0))
        .distinct()
        .toList();
  }

  private static Instant noon(int day) {
    return NOON.plus(Duration.ofDays(day));
  }

  @Test
  void chunksGiveTheSameTablesAsOneGoAndTellHowFarTheyAre() {
    assertThat(inOneGo.detect().orElseThrow().added()).isEqualTo(5);
    assertThat(modesOfOneGo).containsExactly("backfill");

    Bench chunked = whole.withOtherWarehouse("chunked").withChunksOf(2);
    List<String> told = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void stage(String what) {
            if (what.startsWith("reading ")) {
              told.add(what);
            }
          }

          @Override
          public void read(Read read) {
            told.add(read.day() + " " + read.filesDone() + "/" + read.filesDue());
          }
        };
    RunResult inChunks =
        new BackfillJob(chunked.context(progress), new DateRange(FIRST, FIRST.plusDays(3)))
            .execute();

    assertThat(told)
        .containsExactly(
            "2026-01-30 0/5",
            "reading 2 files",
            "2026-01-31 2/5",
            "reading 2 files",
            "2026-02-02 4/5",
            "reading 1 files",
            "2026-02-03 5/5");
    assertThat(chunked.contents()).isEqualTo(contentsOfOneGo);
    assertThat(modes(chunked)).containsExactly("backfill");
    assertThat(inChunks.ingest().orElseThrow().filesRead()).isEqualTo(5);
    assertThat(inChunks.detect().orElseThrow().added()).isEqualTo(5);
    assertThat(inChunks.detect().orElseThrow().judged()).isEqualTo(5);
    assertThat(inChunks.detect().orElseThrow().alertsBySeverity())
        .as("each once, though chunks bear on those before")
        .isEqualTo(inOneGo.detect().orElseThrow().alertsBySeverity());
  }

  @Test
  void theRunTellsOfEachChunkWhatItTellsOfAll() {
    Bench chunked = whole.withOtherWarehouse("accounted").withChunksOf(2);
    chunked.backfill(FIRST, FIRST.plusDays(3));

    Row run = chunked.warehouse.read(Tables.RUNS).head();
    List<Row> chunks = run.getList(run.fieldIndex(RunColumns.CHUNKS));
    assertThat(chunks)
        .extracting(BackfillJobTest::days)
        .containsExactly(
            "2026-01-30 to 2026-01-31", "2026-02-01 to 2026-02-02", "2026-02-03 to 2026-02-03");
    assertThat(chunks)
        .extracting(chunk -> chunk.<Long>getAs(ChunkFields.FILES))
        .containsExactly(2L, 2L, 1L);
    assertThat(chunks)
        .extracting(chunk -> chunk.<Long>getAs(ChunkFields.RECORDS_KEPT))
        .containsExactly(2L, 2L, 3L);
    TOTALS.forEach(
        (field, total) ->
            assertThat(chunks.stream().mapToLong(chunk -> chunk.<Long>getAs(field)).sum())
                .as(field)
                .isEqualTo(run.<Long>getAs(total)));
    assertThat(chunks)
        .allSatisfy(
            chunk -> {
              assertThat(chunk.<Double>getAs(ChunkFields.READING_SECONDS)).isPositive();
              assertThat(chunk.<Double>getAs(ChunkFields.JUDGING_SECONDS)).isPositive();
              assertThat(chunk.<Long>getAs(ChunkFields.HEAP_BYTES)).isPositive();
            });
    assertThat(run.<Row>getList(run.fieldIndex(RunColumns.STAGES)))
        .extracting(stage -> stage.getString(0))
        .containsExactlyInAnyOrder(
            "listing the lake",
            "preparing the tables",
            "looking up what was read before",
            "reading files",
            "committing activity",
            "committing quarantine",
            "committing files",
            "deriving identity changes",
            "judging all of activity",
            "judging what is new",
            "looking for missing logs");
  }

  @Test
  void aRunThatFailsTellsOfTheChunksBefore() {
    Bench chunked = whole.withOtherWarehouse("failed").withChunksOf(2);
    AtomicInteger reads = new AtomicInteger();
    Progress failing =
        new Progress() {
          @Override
          public void stage(String what) {
            if (what.startsWith("reading ") && reads.incrementAndGet() == 2) {
              // Like a run that is killed here, it has committed what it will have told.
              assertThat(chunksOf(chunked)).hasSize(1);
            }
            if (what.equals("committing files") && reads.get() == 2) {
              throw new IllegalStateException("injected");
            }
          }

          @Override
          public void read(Read read) {}
        };

    assertThatThrownBy(
            () ->
                new BackfillJob(chunked.context(failing), new DateRange(FIRST, FIRST.plusDays(3)))
                    .execute())
        .hasMessage("injected");

    assertThat(chunksOf(chunked))
        .extracting(BackfillJobTest::days)
        .containsExactly("2026-01-30 to 2026-01-31");
    assertThat(chunked.rows(Tables.RUNS, "outcome").toString()).isEqualTo("[[failed]]");
  }

  @Test
  void whereNothingIsJudgedAChunkTellsNoTimeOfJudging() {
    Bench ingested = whole.withOtherWarehouse("ingested");
    new IngestJob(ingested.context(Progress.NONE), new DateRange(FIRST, FIRST)).execute();

    assertThat(chunksOf(ingested))
        .singleElement()
        .matches(chunk -> chunk.getAs(ChunkFields.JUDGING_SECONDS) == null);
  }

  private static List<Row> chunksOf(Bench bench) {
    return bench.warehouse.read(Tables.RUNS).select(RunColumns.CHUNKS).head().getList(0);
  }

  private static String days(Row chunk) {
    return chunk.getAs(ChunkFields.DELIVERY_FROM) + " to " + chunk.getAs(ChunkFields.DELIVERY_TO);
  }

  /**
   * The nightly reads what is still before the backfill, which does not know and reads it again.
   */
  @Test
  void aNightlyGetsInBetweenChunksAndNothingIsLostOrKeptTwice() throws Exception {
    Bench chunked = whole.withOtherWarehouse("beside").withChunksOf(3);
    AtomicReference<Future<RunResult>> nightly = new AtomicReference<>();
    ExecutorService otherRun = Executors.newSingleThreadExecutor();
    Progress progress =
        new Progress() {
          @Override
          public void stage(String what) {}

          @Override
          public void read(Read read) {
            if (read.filesDone() == 3) {
              nightly.set(otherRun.submit(() -> chunked.nightly(FIRST.plusDays(3))));
              while (!chunked.isAwaited()) {
                Thread.onSpinWait();
              }
            } else if (read.filesDone() > 3) {
              assertThat(nightly.get()).as("the nightly, before the second chunk").isDone();
            }
          }
        };
    RunResult backfill;
    try {
      backfill =
          new BackfillJob(chunked.context(progress), new DateRange(FIRST, FIRST.plusDays(3)))
              .execute();
    } finally {
      otherRun.shutdown();
    }

    assertThat(nightly.get().get().ingest().orElseThrow().filesRead()).isEqualTo(2);
    assertThat(backfill.ingest().orElseThrow().filesRead()).isEqualTo(5);
    assertThat(backfill.ingest().orElseThrow().activityAdded()).isEqualTo(3);
    assertThat(chunked.contents()).isEqualTo(contentsOfOneGo);
    assertThat(chunked.rows(Tables.RUNS, "command", "outcome").toString())
        .isEqualTo("[[backfill,done], [nightly,done]]");
    assertThat(chunked.detect(new DetectJob.Scope.SinceLast()).detect().orElseThrow().scope())
        .isEqualTo("nothing new in activity");
  }

  @Test
  void findingsFollowActivityAndCanBeDroppedAndRebuiltFromIt() {
    TestSession.spark()
        .sql(
            "UPDATE %s SET user_agent = 'Terraform/1.9' WHERE event_id = 'e-4'"
                .formatted(table("activity")));
    TestSession.spark()
        .sql(
            "UPDATE %s SET outcome = 'failure' WHERE event_id = 'e-5'"
                .formatted(table("activity")));

    DetectResult result = whole.detect(new DetectJob.Scope.SinceLast()).detect().orElseThrow();

    // The last has the two before it in its evidence.
    assertThat(result.changed()).isEqualTo(2);
    assertThat(result.withdrawn()).isEqualTo(1);
    assertThat(whole.rows(Tables.FINDINGS, "event_id", "disposition", "revision").toString())
        .isEqualTo("[[e-2,alert,1], [e-3,alert,1], [e-4,excluded,2], [e-6,alert,2]]");

    Map<String, ?> before = whole.contents();
    TestSession.spark().sql("DELETE FROM " + table("findings"));

    DateRange otherDays = new DateRange(FIRST.minusDays(9), FIRST.minusDays(1));
    assertThat(added(whole.detect(new DetectJob.Scope.SinceLast()))).isZero();
    assertThat(added(whole.detect(new DetectJob.Scope.Range(otherDays)))).isZero();
    assertThat(added(whole.detect(new DetectJob.Scope.All()))).isEqualTo(4);

    assertThat(whole.contents()).isEqualTo(before);
  }

  private static String table(String name) {
    return "delta.`" + folder.resolve("warehouse").resolve(name).toUri() + "`";
  }

  private static long added(RunResult run) {
    return run.detect().orElseThrow().added();
  }
}
