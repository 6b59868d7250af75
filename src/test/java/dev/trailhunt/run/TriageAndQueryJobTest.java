package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.table.Tables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriageAndQueryJobTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

  @TempDir static Path folder;
  private static Bench bench;
  private static String finding;

  @BeforeAll
  static void runOnce() {
    bench = new Bench(folder);
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        DAY,
        call("e-1", "CreateLoginProfile", "alice", Instant.parse("2026-03-04T12:00:00Z")));
    bench.nightly(DAY);
    finding = bench.rows(Tables.FINDINGS, "finding_id").get(0).getString(0);
  }

  private static String query(String sql) {
    return new QueryJob(bench.context(Progress.NONE), sql).execute().collectAsList().toString();
  }

  private static void decide(String id, String status, String note) {
    new TriageJob(
            bench.context(Progress.NONE),
            new TriageJob.Decision(
                id, status, Optional.of("benign"), Optional.empty(), Optional.of(note), "analyst"))
        .execute();
  }

  @Test
  void theLatestDecisionShowsInTheViewAndNoneMeansOpen() {
    assertThat(query("SELECT status, note FROM alerts WHERE event_id = 'e-1'"))
        .isIn("[[open,null]]", "[[closed,second]]");

    decide(finding.substring(0, 8), "acknowledged", "first");
    decide(finding, "closed", "second");
    bench.nightly(DAY);

    assertThat(query("SELECT status, verdict, note FROM alerts"))
        .isEqualTo("[[closed,benign,second]]");
    assertThat(query("SELECT count(*) FROM triage")).isEqualTo("[[2]]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000", "zzzzzzzz", "1234", "' OR 1=1 --"})
  void anIdThatNamesNoFindingIsRefused(String id) {
    assertThatThrownBy(() -> decide(id, "closed", "x"))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.kind()).isEqualTo(JobException.Kind.USAGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT count(*) FROM findings",
        "WITH a AS (SELECT 1 AS one) SELECT * FROM a",
        "SELECT files, unreadable_files FROM coverage",
        "SELECT * FROM suppressed",
        "SHOW TABLES",
        "DESCRIBE findings",
        "EXPLAIN SELECT * FROM alerts"
      })
  void whatReadsIsRun(String sql) {
    assertThat(query(sql)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "DROP TABLE findings",
        "DELETE FROM findings",
        "UPDATE findings SET title = 'x'",
        "INSERT INTO triage SELECT * FROM triage",
        "FROM findings INSERT INTO triage SELECT finding_id, now(), 'closed', null, null, null, 'x'",
        "CREATE TABLE x AS SELECT 1",
        "SET spark.sql.ansi.enabled = false",
        "MERGE INTO findings t USING findings s ON t.finding_id = s.finding_id WHEN MATCHED THEN DELETE",
        "SELEKT 1"
      })
  void whatChangesOrDoesNotParseIsRefused(String sql) {
    assertThatThrownBy(() -> query(sql))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.kind()).isEqualTo(JobException.Kind.USAGE));
    assertThat(bench.count(Tables.FINDINGS)).isEqualTo(1);
  }

  @Test
  void aWarehouseWithoutTablesIsNamed() {
    Bench empty = bench.withOtherWarehouse("empty");

    assertThatThrownBy(
            () -> new QueryJob(empty.context(Progress.NONE), "SELECT * FROM alerts").execute())
        .isInstanceOf(JobException.class)
        .hasMessageContaining("no tables")
        .hasMessageContaining("empty");
  }
}
