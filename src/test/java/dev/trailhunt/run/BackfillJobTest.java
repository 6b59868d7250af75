package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.table.Tables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillJobTest {
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 30);
  private static final Instant NOON = Instant.parse("2026-01-30T12:00:00Z");

  @TempDir Path folder;

  @Test
  void chunksGiveTheSameTablesAsOneGoAndTellHowFarTheyAre() {
    Bench whole = new Bench(folder);
    for (int day = 0; day < 5; day++) {
      whole.lake.accountTrail(
          ACCOUNT,
          REGION,
          FIRST.plusDays(day),
          call("e-" + day, "CreateLoginProfile", "user-" + day, NOON.plusSeconds(86_400L * day)));
    }
    RunResult result = whole.backfill(FIRST, FIRST.plusDays(3));
    assertThat(result.detect().orElseThrow().added()).isEqualTo(5);
    assertThat(whole.rows(Tables.FINDINGS, "detection_mode").get(0).getString(0))
        .isEqualTo("backfill");

    Bench chunked = whole.withOtherWarehouse("chunked").withChunksOf(2);
    List<String> told = new ArrayList<>();
    Progress progress =
        new Progress() {
          @Override
          public void stage(String what) {}

          @Override
          public void read(Read read) {
            told.add(read.day() + " " + read.filesDone() + "/" + read.filesDue());
          }
        };
    RunResult inChunks =
        new BackfillJob(chunked.context(progress), new DateRange(FIRST, FIRST.plusDays(3)))
            .execute();

    assertThat(told).containsExactly("2026-01-31 2/5", "2026-02-02 4/5", "2026-02-03 5/5");
    assertThat(chunked.contents()).isEqualTo(whole.contents());
    assertThat(inChunks.ingest().orElseThrow().filesRead()).isEqualTo(5);
    assertThat(inChunks.detect().orElseThrow().added()).isEqualTo(5);
  }

  @Test
  void whatChangesInActivityIsJudgedAgain() {
    Bench bench = new Bench(folder);
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        FIRST,
        call("e-1", "CreateLoginProfile", "alice", NOON),
        call("e-2", "CreateLoginProfile", "bob", NOON),
        call("e-3", "CreateLoginProfile", "carol", NOON));
    bench.backfill(FIRST, FIRST);
    String activity = "delta.`" + folder.resolve("warehouse/activity").toUri() + "`";
    TestSession.spark()
        .sql("UPDATE " + activity + " SET user_agent = 'Terraform/1.9' WHERE event_id = 'e-1'");
    TestSession.spark()
        .sql("UPDATE " + activity + " SET outcome = 'failure' WHERE event_id = 'e-2'");

    DetectResult result = bench.detect(new DetectJob.Scope.SinceLast()).detect().orElseThrow();

    // The third has the other two in its evidence.
    assertThat(result.changed()).isEqualTo(2);
    assertThat(result.withdrawn()).isEqualTo(1);
    assertThat(bench.rows(Tables.FINDINGS, "event_id", "disposition", "revision").toString())
        .isEqualTo("[[e-1,excluded,2], [e-3,alert,2]]");
  }

  @Test
  void findingsCanBeDroppedAndRebuiltFromActivity() {
    Bench bench = new Bench(folder);
    bench.lake.accountTrail(
        ACCOUNT, REGION, FIRST, call("e-1", "CreateLoginProfile", "alice", NOON));
    bench.backfill(FIRST, FIRST);
    Map<String, ?> before = bench.contents();
    TestSession.spark()
        .sql("DELETE FROM delta.`" + folder.resolve("warehouse/findings").toUri() + "`");

    DateRange otherDays = new DateRange(FIRST.minusDays(9), FIRST.minusDays(1));
    assertThat(added(bench.detect(new DetectJob.Scope.SinceLast()))).isZero();
    assertThat(added(bench.detect(new DetectJob.Scope.Range(otherDays)))).isZero();
    assertThat(added(bench.detect(new DetectJob.Scope.All()))).isEqualTo(1);

    assertThat(bench.contents()).isEqualTo(before);
  }

  private static long added(RunResult run) {
    return run.detect().orElseThrow().added();
  }
}
