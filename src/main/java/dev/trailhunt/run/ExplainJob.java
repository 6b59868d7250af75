package dev.trailhunt.run;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.rule.LoginProfileRule;
import dev.trailhunt.rule.RuleOptions;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Judges one identity event anew and says why it comes out as it does; writes nothing. Events count
 * that were read and not yet judged.
 */
public final class ExplainJob {
  private final JobContext context;
  private final String eventId;

  public ExplainJob(JobContext context, String eventId) {
    this.context = context;
    this.eventId = eventId;
  }

  /**
   * Why.
   *
   * @param event {@code account_id}, {@code event_time}, {@code event_name}, {@code outcome},
   *     {@code actor_arn}, {@code target_user}, {@code source_address}: one row, or one per account
   *     that has an event of that id
   * @param trigger {@code clause}, {@code holds}, {@code value}
   * @param exclusions id, whether it matches, and the {@code value} it looked at
   * @param verdict what came of it; empty when the event is no trigger
   */
  public record Explanation(
      List<Row> event, List<Row> trigger, List<Row> exclusions, Optional<Verdict> verdict) {
    public Explanation {
      event = List.copyOf(event);
      trigger = List.copyOf(trigger);
      exclusions = List.copyOf(exclusions);
    }
  }

  /**
   * What came of a trigger.
   *
   * @param finding {@code title}, {@code disposition}, {@code exclusion_unproven}, {@code
   *     exclusion_overridden}, {@code severity}, {@code risk_score}, {@code still_exposed}, {@code
   *     finding_id}
   * @param factors name, {@code points} and {@code detail}
   * @param exclusions {@code id}, {@code reason}, {@code owner}
   * @param evidence {@code offset_seconds}, {@code relations}, {@code signals}, {@code event_name},
   *     {@code outcome}, {@code actor_arn}, {@code target_user}, {@code source_address}, {@code
   *     event_id}; in the order of time
   */
  public record Verdict(
      List<Row> finding, List<Row> factors, List<Row> exclusions, List<Row> evidence) {
    public Verdict {
      finding = List.copyOf(finding);
      factors = List.copyOf(factors);
      exclusions = List.copyOf(exclusions);
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * Explains.
   *
   * @throws JobException when there is no warehouse, or no such event in it
   */
  public Explanation execute() {
    Warehouse warehouse = new Warehouse(context.spark(), context.settings().warehouse());
    QueryJob.requireTables(warehouse);
    RuleOptions options = RuleSettings.options(context);
    Dataset<Row> events =
        warehouse
            .read(Tables.ACTIVITY)
            .where(col(Activity.EVENT_ID).equalTo(eventId))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      if (events.isEmpty()) {
        throw new JobException(
            JobException.Kind.USAGE,
            "no identity event has the id "
                + eventId
                + "; column event_id of the tables activity and findings has them");
      }
      return new Explanation(
          rows(
              events,
              Activity.ACCOUNT_ID,
              Activity.EVENT_TIME,
              Activity.EVENT_NAME,
              Activity.OUTCOME,
              Activity.ACTOR_ARN,
              Activity.TARGET_USER,
              Activity.SOURCE_ADDRESS),
          LoginProfileRule.explainTrigger(events).collectAsList(),
          LoginProfileRule.explainExclusions(events, options).collectAsList(),
          verdict(warehouse, LoginProfileRule.triggers(events), options));
    } finally {
      events.unpersist();
    }
  }

  private static Optional<Verdict> verdict(
      Warehouse warehouse, Dataset<Row> triggers, RuleOptions options) {
    Optional<Judgement> judged =
        Judgement.of(warehouse, IdentityStage.derived(warehouse), triggers, options);
    if (judged.isEmpty()) {
      return Optional.empty();
    }
    try (Judgement judgement = judged.get()) {
      return Optional.of(verdict(judgement.findings()));
    }
  }

  private static Verdict verdict(Dataset<Row> findings) {
    return new Verdict(
        findings
            .select(
                col(Finding.TITLE),
                col(Finding.DISPOSITION),
                col(Finding.EXCLUSION_UNPROVEN),
                col(Finding.EXCLUSION_OVERRIDDEN),
                col(Finding.SEVERITY),
                col(Finding.RISK_SCORE),
                list(Finding.STILL_EXPOSED),
                col(Finding.FINDING_ID))
            .collectAsList(),
        rows(elements(findings, Finding.SCORE_FACTORS), "factor", "points", "detail"),
        rows(elements(findings, Finding.EXCLUSIONS), "id", "reason", "owner"),
        elements(findings, Finding.EVIDENCE)
            .orderBy(col("event_time"), col("offset_seconds"), col("event_id"))
            .select(
                col("offset_seconds"),
                list("relations"),
                list("signals"),
                col("event_name"),
                col("outcome"),
                col("actor_arn"),
                col("target_user"),
                col("source_address"),
                col("event_id"))
            .collectAsList());
  }

  private static Dataset<Row> elements(Dataset<Row> findings, String array) {
    return findings.select(explode(col(array)).as("element")).select("element.*");
  }

  private static Column list(String array) {
    return array_join(col(array), ", ").as(array);
  }

  private static List<Row> rows(Dataset<Row> rows, String first, String... others) {
    return rows.select(first, others).collectAsList();
  }
}
