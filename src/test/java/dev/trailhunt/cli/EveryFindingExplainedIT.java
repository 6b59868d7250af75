package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.run.DemoJob;
import dev.trailhunt.run.DemoLake;
import dev.trailhunt.run.ExplainJob;
import dev.trailhunt.run.ExplainJob.Explanation;
import dev.trailhunt.run.ExplainJob.Verdict;
import dev.trailhunt.run.JobContext;
import dev.trailhunt.run.Progress;
import dev.trailhunt.run.WhatIfJob;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Judged again, every finding of the demo comes out as it is; explained, for what the table says.
 */
@Tag("full")
class EveryFindingExplainedIT {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-17T02:00:00Z"), ZoneOffset.UTC);
  private static final int BASE = 47;

  @TempDir private static Path folder;

  @Test
  void everyFindingIsExplained() {
    Path demo = folder.resolve("demo");
    Settings settings = HuntNotebookIT.settings(demo);
    JobContext context = new JobContext(TestSession.spark(), settings, Progress.NONE, CLOCK);
    new DemoJob(context, DemoLake.in(demo)).execute();
    List<Row> findings =
        new Warehouse(TestSession.spark(), settings.warehouse())
            .read(Tables.FINDINGS)
            .orderBy("event_time", "event_id")
            .collectAsList();

    WhatIfJob.Result again = new WhatIfJob(context, Optional.empty()).execute();
    assertThat(again.judged()).isEqualTo(findings.size());
    assertThat(again.added()).isZero();
    assertThat(again.movedInAll()).isZero();
    assertThat(firstOfEachKind(findings))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            finding -> isExplained(finding, new ExplainJob(context, id(finding)).execute()));
  }

  /** What the same actor did that came out alike is explained alike: once is enough. */
  private static Collection<Row> firstOfEachKind(List<Row> findings) {
    return findings.stream()
        .collect(
            Collectors.toMap(
                finding ->
                    List.of(
                        String.valueOf(finding.<Object>getAs("actor_identity_arn")),
                        finding.getAs("disposition"),
                        String.valueOf(finding.<Object>getAs("severity")),
                        finding.getList(finding.fieldIndex("signals"))),
                Function.identity(),
                (first, other) -> first,
                LinkedHashMap::new))
        .values();
  }

  private static String id(Row finding) {
    return finding.getAs("event_id");
  }

  private static void isExplained(Row finding, Explanation explanation) {
    Verdict verdict = explanation.verdict().orElseThrow();
    Row explained = verdict.finding().get(0);
    for (String column : List.of("finding_id", "disposition", "severity", "risk_score", "title")) {
      assertThat(explained.<Object>getAs(column))
          .as(column + " of " + id(finding))
          .isEqualTo(finding.getAs(column));
    }
    assertThat(verdict.factors()).isEqualTo(finding.getList(finding.fieldIndex("score_factors")));
    assertThat(verdict.evidence()).hasSize(finding.getList(finding.fieldIndex("evidence")).size());
    Integer score = finding.getAs("risk_score");
    if (score != null) {
      int sum = BASE + verdict.factors().stream().mapToInt(row -> row.getInt(1)).sum();
      assertThat(score).isEqualTo(Math.max(0, Math.min(100, sum)));
    }
  }
}
