package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.rule.LoginProfileRule;
import dev.trailhunt.rule.RuleOptions;
import dev.trailhunt.table.Retention;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Judges with other settings, says what would come out unlike the findings, and writes nothing. */
public final class WhatIfJob {
  private static final int NAMED = 50;

  private final JobContext context;
  private final Optional<DateRange> days;

  /**
   * @param context of the settings that are to be tried, and of the warehouse as it is
   * @param days event days of the triggers; empty means all
   */
  public WhatIfJob(JobContext context, Optional<DateRange> days) {
    this.context = context;
    this.days = days;
  }

  /**
   * What would come of it.
   *
   * @param judged triggers judged
   * @param added findings that would be new
   * @param moves how verdicts would move
   * @param moved the findings whose disposition or score would change, worst first, at most fifty
   * @param movedInAll how many would
   */
  public record Result(
      long judged, long added, DetectResult.Moves moves, List<Moved> moved, long movedInAll) {
    public Result {
      moved = List.copyOf(moved);
    }
  }

  /**
   * A finding that would be judged differently.
   *
   * @param before disposition and score as they are, such as {@code alert 77}
   * @param after the same as they would be
   */
  public record Moved(String findingId, String before, String after, String title) {}

  /**
   * Judges.
   *
   * @throws JobException when there is no warehouse
   */
  public Result execute() {
    Warehouse warehouse = new Warehouse(context.spark(), context.settings().warehouse());
    QueryJob.requireTables(warehouse);
    RuleOptions options = RuleSettings.options(context);
    Column inRange =
        days.map(range -> col(Activity.EVENT_DATE).between(range.from(), range.to()))
            .orElse(col(Activity.EVENT_DATE).isNotNull());
    KeptVerdicts kept = KeptVerdicts.of(new Retention(warehouse).horizon(), options);
    Dataset<Row> triggers =
        kept.without(
                LoginProfileRule.triggers(warehouse.read(Tables.ACTIVITY).where(inRange)),
                warehouse.read(Tables.FINDINGS))
            .select(Activity.ACCOUNT_ID, Activity.EVENT_ID, Activity.EVENT_DATE)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Optional<Judgement> judged =
          Judgement.of(warehouse, IdentityStage.derived(warehouse), triggers, options);
      if (judged.isEmpty()) {
        return new Result(0, 0, DetectResult.Moves.NONE, List.of(), 0);
      }
      try (Judgement judgement = judged.get()) {
        return compare(judgement.findings(), warehouse.read(Tables.FINDINGS));
      }
    } finally {
      triggers.unpersist();
    }
  }

  private static Result compare(Dataset<Row> judged, Dataset<Row> findings) {
    Dataset<Row> differing =
        Judgement.differing(judged, findings).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> allMoved = Judgement.moved(differing);
      List<Moved> moved =
          allMoved
              .orderBy(col(Finding.RISK_SCORE).desc(), col(Finding.FINDING_ID))
              .limit(NAMED)
              .select(
                  col(Finding.FINDING_ID),
                  Judgement.VERDICT_BEFORE,
                  Judgement.VERDICT,
                  col(Finding.TITLE))
              .collectAsList()
              .stream()
              .map(
                  row ->
                      new Moved(
                          row.getString(0), row.getString(1), row.getString(2), row.getString(3)))
              .toList();
      return new Result(
          judged.count(),
          differing.where(Judgement.IS_NEW).count(),
          Judgement.moves(differing),
          moved,
          allMoved.count());
    } finally {
      differing.unpersist();
    }
  }
}
