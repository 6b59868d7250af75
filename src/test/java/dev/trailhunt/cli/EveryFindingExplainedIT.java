package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.run.DemoJob;
import dev.trailhunt.run.ExplainJob;
import dev.trailhunt.run.ExplainJob.Explanation;
import dev.trailhunt.run.ExplainJob.Verdict;
import dev.trailhunt.run.JobContext;
import dev.trailhunt.run.Progress;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is explained of a finding of the demo is what the table says of it. */
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
    new DemoJob(context, demo).execute();
    List<Row> findings =
        new Warehouse(TestSession.spark(), settings.warehouse())
            .read(Tables.FINDINGS)
            .collectAsList();

    assertThat(findings).hasSizeGreaterThan(20);
    assertThat(findings)
        .allSatisfy(
            finding -> isExplained(finding, new ExplainJob(context, id(finding)).execute()));
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
