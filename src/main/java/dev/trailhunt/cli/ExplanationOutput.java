package dev.trailhunt.cli;

import dev.trailhunt.run.ExplainJob.Explanation;
import dev.trailhunt.run.ExplainJob.Verdict;
import java.util.List;
import org.apache.spark.sql.Row;

/** Writes why an event is judged as it is: a table for each question. */
final class ExplanationOutput {
  private final Console console;

  ExplanationOutput(Console console) {
    this.console = console;
  }

  void write(Explanation explanation) {
    table("event", explanation.event());
    table("is it a trigger", explanation.trigger());
    table("does an exclusion match", explanation.exclusions());
    if (explanation.verdict().isPresent()) {
      write(explanation.verdict().get());
    } else {
      console.out().println("The event is no trigger, so it is not judged.");
    }
    console.out().flush();
  }

  private void write(Verdict verdict) {
    table("verdict", verdict.finding());
    if (!verdict.exclusions().isEmpty()) {
      table("exclusions that matched", verdict.exclusions());
    }
    table("score", verdict.factors());
    table("evidence", verdict.evidence());
  }

  private void table(String title, List<Row> rows) {
    console.out().println(title);
    if (rows.isEmpty()) {
      console.out().println("  none");
    } else {
      new QueryOutput(console).write(List.of(rows.get(0).schema().fieldNames()), rows.iterator());
    }
    console.out().println();
  }
}
