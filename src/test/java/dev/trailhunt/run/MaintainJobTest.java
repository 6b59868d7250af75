package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.run.MaintainJob.Maintained;
import dev.trailhunt.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaintainJobTest {
  private static final Settings.Retention OF_120_DAYS =
      new Settings.Retention(
          Optional.of(Duration.ofDays(120)),
          Optional.of(Duration.ofDays(120)),
          Optional.of(Duration.ofDays(120)),
          Optional.empty());

  private static final Settings.Retention EVENTS_OF_120_DAYS =
      new Settings.Retention(
          OF_120_DAYS.activity(), Optional.empty(), Optional.empty(), Optional.empty());

  private static final String[] VERDICTS = {
    "event_id", "verdict_hash", "actor_prior_uses", "revision", "updated_at"
  };

  private static final int NIGHTS = 3;

  @TempDir Path folder;

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final LocalDate day = today.minusDays(20);

  /** Of the days of retention, this one is gone, and the verdict of the next rested on it. */
  private final LocalDate gone = today.minusDays(150);

  private final LocalDate left = today.minusDays(110);

  private static Instant noon(LocalDate day) {
    return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
  }

  private static void password(Bench bench, LocalDate day, String user) {
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        day,
        call("made-" + user, "CreateUser", user, noon(day)),
        call("set-" + user, "CreateLoginProfile", user, noon(day).plusSeconds(9)));
  }

  private static Maintained of(MaintainJob.Result result, Tables table) {
    return result.tables().stream()
        .filter(one -> one.table().equals(table.tableName()))
        .findFirst()
        .orElseThrow();
  }

  /** Nights of which each brings an event of the first day. */
  private void fragment(Bench bench) {
    for (int night = 0; night < NIGHTS; night++) {
      password(bench, day.plusDays(night), "user-" + night);
      bench.lake.accountTrail(
          ACCOUNT, REGION, day, call("late-" + night, "CreateAccessKey", "user-0", noon(day)));
      bench.nightly(day.plusDays(night));
    }
  }

  @Test
  void smallFilesBecomeOneADateAndWhatIsInOrderIsLeftAlone() {
    Bench bench = new Bench(folder);
    fragment(bench);
    Map<String, Set<String>> contents = bench.contents();

    MaintainJob.Result first = bench.maintain();

    assertThat(of(first, Tables.ACTIVITY).before().count()).isGreaterThan(NIGHTS);
    for (Tables table : List.of(Tables.ACTIVITY, Tables.FILES)) {
      assertThat(of(first, table).after().count()).as(table.tableName()).isEqualTo(NIGHTS);
    }
    assertThat(of(first, Tables.IDENTITY_CHANGES).after().count()).isEqualTo(1);
    assertThat(of(first, Tables.FINDINGS).after().count()).isEqualTo(1);
    assertThat(first.tables()).allMatch(table -> table.rowsDeleted() == 0);
    assertThat(bench.contents()).isEqualTo(contents);

    Map<String, Long> versions = bench.versions();
    bench.maintain();
    assertThat(bench.versions()).isEqualTo(versions);

    DetectResult next = bench.nightly(day.plusDays(NIGHTS - 1)).detect().orElseThrow();
    assertThat(next.scope()).isEqualTo("nothing new in activity");
    assertThat(bench.versions()).isEqualTo(versions);
    assertThat(bench.rows(Tables.RUNS, "command", "outcome").toString())
        .isEqualTo(
            "[[maintain,done], [maintain,done], [nightly,done], [nightly,done], [nightly,done],"
                + " [nightly,done]]");
  }

  @Test
  @Tag("full")
  void whatKilledRunsLeftIsDeletedAndTheHistoryIsKeptAsLongAsIsSaid() throws IOException {
    Bench bench = new Bench(folder);
    password(bench, day, "alice");
    bench.nightly(day);
    Path orphan = folder.resolve("warehouse/findings/part-of-a-killed-run.parquet");
    Path young = folder.resolve("warehouse/findings/part-of-now.parquet");
    Files.writeString(orphan, "x");
    Files.writeString(young, "x");
    Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    Path staged = folder.resolve("warehouse/_staging/killed-run/rows");
    Files.createDirectories(staged);
    Files.writeString(staged.resolve("part-0.parquet"), "x");

    MaintainJob.Result maintained = bench.maintain();

    assertThat(of(maintained, Tables.FINDINGS).filesVacuumed()).isEqualTo(1);
    assertThat(maintained.staged()).isEqualTo(1);
    assertThat(orphan).doesNotExist();
    assertThat(young).exists();
    assertThat(staged.getParent()).doesNotExist();
    assertThat(historyOf(Tables.FINDINGS)).isEmpty();

    Settings.Retention longer =
        new Settings.Retention(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(Duration.ofDays(10)));
    Files.setLastModifiedTime(young, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    assertThat(of(bench.withRetention(longer).maintain(), Tables.FINDINGS).filesVacuumed())
        .isZero();
    assertThat(young).exists();
    assertThat(historyOf(Tables.FINDINGS)).containsExactly("interval 240 hours");
    Map<String, Long> versions = bench.versions();
    bench.maintain();
    assertThat(bench.versions()).isEqualTo(versions);
  }

  private List<String> historyOf(Tables table) {
    return TestSession.spark()
        .sql(
            "SHOW TBLPROPERTIES delta.`%s`"
                .formatted(folder.resolve("warehouse/" + table.tableName()).toUri()))
        .where("key = 'delta.deletedFileRetentionDuration'")
        .select("value")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  @Test
  void retentionTakesEventsAndTheirLedgerAndNoFindingAndTheNextNightHasNothingToDo() {
    Bench bench = new Bench(folder).withRetention(OF_120_DAYS);
    password(bench, gone, "alice");
    password(bench, left, "bob");
    password(bench, day, "carol");
    bench.backfill(gone, day);
    List<Row> verdicts = bench.rows(Tables.FINDINGS, VERDICTS);
    List<Row> changes = bench.rows(Tables.IDENTITY_CHANGES, "event_id", "target_user");
    assertThat(verdicts).extracting(row -> row.get(2)).containsExactly(0L, 1L, 1L);

    MaintainJob.Result maintained = bench.maintain();

    assertThat(of(maintained, Tables.ACTIVITY).rowsDeleted()).isEqualTo(2);
    assertThat(of(maintained, Tables.FILES).rowsDeleted()).isEqualTo(1);
    assertThat(eventIds(bench)).containsExactly("made-bob", "made-carol", "set-bob", "set-carol");
    Map<String, Long> versions = bench.versions();
    DetectResult next = bench.nightly(day).detect().orElseThrow();
    assertThat(next.scope()).isEqualTo("nothing new in activity");
    assertThat(bench.versions()).isEqualTo(versions);

    WhatIfJob.Result tried =
        new WhatIfJob(bench.context(Progress.NONE), Optional.empty()).execute();
    assertThat(tried.judged()).isEqualTo(1);
    assertThat(tried.moved()).isEmpty();

    DetectResult all = bench.detect(new DetectJob.Scope.All()).detect().orElseThrow();
    assertThat(all.judged()).isEqualTo(1);
    assertThat(bench.rows(Tables.FINDINGS, VERDICTS)).isEqualTo(verdicts);
    assertThat(bench.rows(Tables.IDENTITY_CHANGES, "event_id", "target_user")).isEqualTo(changes);
    assertThat(bench.versions()).isEqualTo(versions);
  }

  private static List<String> eventIds(Bench bench) {
    return bench.rows(Tables.ACTIVITY, "event_id").stream().map(row -> row.getString(0)).toList();
  }

  @Test
  @Tag("full")
  void aRunThatDiesAfterTheDeletionChangesNoFindingAndAnEventOfADeletedDateIsJudgedAllTheSame() {
    Bench bench = new Bench(folder).withRetention(EVENTS_OF_120_DAYS);
    password(bench, gone, "alice");
    password(bench, left, "bob");
    bench.backfill(gone, left);
    List<Row> verdicts = bench.rows(Tables.FINDINGS, VERDICTS);
    List<Row> changes = bench.rows(Tables.IDENTITY_CHANGES, "event_id", "target_user");

    assertThatThrownBy(() -> new MaintainJob(bench.context(new FailsAtCompacting())).execute())
        .hasMessage("injected");
    assertThat(eventIds(bench)).containsExactly("made-bob", "set-bob");
    DetectResult next = bench.detect(new DetectJob.Scope.SinceLast()).detect().orElseThrow();

    assertThat(next.judged()).isZero();
    assertThat(bench.rows(Tables.FINDINGS, VERDICTS)).isEqualTo(verdicts);
    assertThat(bench.rows(Tables.IDENTITY_CHANGES, "event_id", "target_user")).isEqualTo(changes);

    bench.lake.accountTrail(
        ACCOUNT, REGION, gone, call("late", "UpdateLoginProfile", "alice", noon(gone)));
    DetectResult late = bench.backfill(gone, gone).detect().orElseThrow();

    assertThat(late.added()).isEqualTo(1);
    assertThat(late.changed()).isZero();
    assertThat(late.withdrawn()).isZero();
    assertThat(bench.rows(Tables.FINDINGS, "event_id")).hasSize(3);
    assertThat(bench.rows(Tables.IDENTITY_CHANGES, "event_id", "target_user")).containsAll(changes);
  }

  private record FailsAtCompacting() implements Progress {
    @Override
    public void stage(String what) {
      if (what.startsWith("compacting")) {
        throw new IllegalStateException("injected");
      }
    }

    @Override
    public void read(Read read) {}
  }

  @Test
  @Tag("full")
  void eventsThatNoDetectHasJudgedStayUntilOneHas() {
    Bench bench = new Bench(folder).withRetention(OF_120_DAYS);
    password(bench, gone, "alice");
    new IngestJob(bench.context(Progress.NONE), new DateRange(gone, gone)).execute();

    MaintainJob.Result unjudged = bench.maintain();

    assertThat(unjudged.run().warnings())
        .singleElement()
        .asString()
        .startsWith("activity has events that no detect has judged");
    assertThat(bench.count(Tables.ACTIVITY)).isEqualTo(2);
    assertThat(bench.count(Tables.FILES)).isZero();

    bench.detect(new DetectJob.Scope.SinceLast());

    assertThat(bench.maintain().run().warnings()).isEmpty();
    assertThat(bench.count(Tables.ACTIVITY)).isZero();
    assertThat(bench.count(Tables.FINDINGS)).isEqualTo(1);
  }

  @Test
  @Tag("full")
  void tablesOfASchemaAreMaintainedByName() {
    TestSession.spark()
        .sql("CREATE SCHEMA maintained LOCATION '" + folder.resolve("schema").toUri() + "'");
    try {
      Bench bench = new Bench(folder).withSchema("maintained");
      fragment(bench);
      Map<String, Set<String>> contents = bench.contents();
      TestSession.spark().range(1).write().saveAsTable("maintained._staging_killed_run");

      MaintainJob.Result maintained = bench.maintain();

      assertThat(of(maintained, Tables.ACTIVITY).after().count()).isEqualTo(NIGHTS);
      assertThat(maintained.staged()).isEqualTo(1);
      assertThat(TestSession.spark().sql("SHOW TABLES IN maintained LIKE '_staging*'").count())
          .isZero();
      assertThat(bench.contents()).isEqualTo(contents);
    } finally {
      TestSession.spark().sql("DROP SCHEMA maintained CASCADE");
    }
  }

  @Test
  void whereThereAreNoTablesNoneIsMade() {
    assertThatThrownBy(() -> new Bench(folder).maintain())
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("there are no tables at ");

    assertThat(folder.resolve("warehouse")).doesNotExist();
  }

  /**
   * What a verdict rests on is looked up from the rule's side, the least from the configuration's.
   */
  @Test
  void theLeastRetentionHoldsAllThatANightlyJudges() {
    for (Settings.Baseline baseline :
        List.of(Settings.Baseline.DEFAULT, new Settings.Baseline(1, 0))) {
      Settings.Detection detection =
          new Settings.Detection(
              Settings.Correlation.DEFAULT,
              baseline,
              Settings.Exclusions.NONE,
              Settings.Earned.DEFAULT,
              Settings.Overrides.DEFAULT,
              Settings.Weights.DEFAULT);
      Bench bench = new Bench(folder).withDetection(detection);
      var options = RuleSettings.options(bench.context(Progress.NONE));

      assertThat(Settings.Retention.leastForActivity(detection, 2).toDays())
          .isGreaterThan(Judgement.daysBack(options) + Judgement.daysAhead(options) + 2 + 1);
    }
  }
}
