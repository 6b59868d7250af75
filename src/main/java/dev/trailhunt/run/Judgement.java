package dev.trailhunt.run;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.config.Units;
import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.rule.FreshPlan;
import dev.trailhunt.rule.Lineage;
import dev.trailhunt.rule.LoginProfileRule;
import dev.trailhunt.rule.RuleOptions;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.time.Duration;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** What the rule says of some triggers of a warehouse, and how that differs from what it said. */
final class Judgement implements AutoCloseable {
  private static final String[] ACCOUNT = {Activity.ACCOUNT_ID};
  static final String[] EVENT_KEY = {Activity.ACCOUNT_ID, Activity.EVENT_ID};
  private static final String HASH_BEFORE = "hash_before";
  private static final String DISPOSITION_BEFORE = "disposition_before";
  private static final String SCORE_BEFORE = "score_before";

  /** What {@link #differing} adds of the verdict before. */
  static final String[] BEFORE = {HASH_BEFORE, DISPOSITION_BEFORE, SCORE_BEFORE};

  /** Of what differs: there was no finding before. */
  static final Column IS_NEW = col(HASH_BEFORE).isNull();

  /** Disposition and score, such as {@code alert 77}: of what differs, as they are judged. */
  static final Column VERDICT = concat_ws(" ", col(Finding.DISPOSITION), col(Finding.RISK_SCORE));

  /** The same as they were before. */
  static final Column VERDICT_BEFORE = concat_ws(" ", col(DISPOSITION_BEFORE), col(SCORE_BEFORE));

  private final Lineage lineage;
  private final Dataset<Row> events;
  private final Dataset<Row> findings;

  private Judgement(Lineage lineage, Dataset<Row> events, Dataset<Row> findings) {
    this.lineage = lineage;
    this.events = events;
    this.findings = findings;
  }

  /**
   * Judges.
   *
   * @param changes rows of {@link dev.trailhunt.event.IdentityChanges#SCHEMA}, of all times
   * @param triggers {@code account_id}, {@code event_id} and {@code event_date}, persisted
   * @return empty when there is no trigger
   */
  static Optional<Judgement> of(
      Warehouse warehouse, Dataset<Row> changes, Dataset<Row> triggers, RuleOptions options) {
    return days(triggers).map(days -> of(warehouse, changes, triggers, days, options));
  }

  private static Judgement of(
      Warehouse warehouse,
      Dataset<Row> changes,
      Dataset<Row> triggers,
      DateRange days,
      RuleOptions options) {
    Dataset<Row> accounts = broadcast(triggers.select(Activity.ACCOUNT_ID).distinct());
    Dataset<Row> activity = warehouse.read(Tables.ACTIVITY).join(accounts, ACCOUNT, "left_semi");
    Column inWindows =
        col(Activity.EVENT_DATE)
            .between(
                days.from().minusDays(daysBefore(options)), days.to().plusDays(daysAhead(options)));
    Column inBaseline =
        col(Activity.EVENT_DATE)
            .between(days.from().minusDays(options.daysLookedBack()), days.to());
    Lineage lineage = new Lineage(changes.join(accounts, ACCOUNT, "left_semi"));
    Dataset<Row> events =
        FreshPlan.of(lineage.resolve(activity.where(inWindows)))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> findings =
          FreshPlan.of(
                  LoginProfileRule.judge(
                      events.join(triggers, EVENT_KEY, "left_semi"),
                      events,
                      activity.where(inBaseline),
                      lineage,
                      options))
              .persist(StorageLevel.MEMORY_AND_DISK());
      return new Judgement(lineage, events, findings);
    } catch (RuntimeException e) {
      events.unpersist();
      lineage.close();
      throw e;
    }
  }

  /** Rows of {@link Finding#SCHEMA} without bookkeeping, persisted. */
  Dataset<Row> findings() {
    return findings;
  }

  @Override
  public void close() {
    findings.unpersist();
    events.unpersist();
    lineage.close();
  }

  /** The first and the last date of triggers; empty when there is none. */
  private static Optional<DateRange> days(Dataset<Row> triggers) {
    Row span = triggers.agg(min(Activity.EVENT_DATE), max(Activity.EVENT_DATE)).head();
    return span.isNullAt(0)
        ? Optional.empty()
        : Optional.of(new DateRange(span.getDate(0).toLocalDate(), span.getDate(1).toLocalDate()));
  }

  /** How many dates after a trigger's own can hold evidence. */
  static int daysAhead(RuleOptions options) {
    return Units.wholeDays(longer(options.windows().after(), options.windows().actor()));
  }

  /**
   * How many dates before a trigger's own a verdict rests on, what is remembered for ever aside.
   */
  static int daysBack(RuleOptions options) {
    return Math.max(daysBefore(options), options.daysLookedBack());
  }

  private static int daysBefore(RuleOptions options) {
    return Units.wholeDays(longer(options.windows().before(), options.windows().actor()));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /**
   * The judged whose verdict is new or another than before.
   *
   * @param findings the table
   * @return the judged with {@link #BEFORE} and what is kept of the finding there was
   */
  static Dataset<Row> differing(Dataset<Row> judged, Dataset<Row> findings) {
    return judged
        .join(
            findings.select(
                col(Finding.FINDING_ID),
                col(Finding.VERDICT_HASH).as(HASH_BEFORE),
                col(Finding.DISPOSITION).as(DISPOSITION_BEFORE),
                col(Finding.RISK_SCORE).as(SCORE_BEFORE),
                col(Finding.DETECTION_MODE),
                col(Finding.CREATED_AT),
                col(Finding.REVISION)),
            new String[] {Finding.FINDING_ID},
            "left")
        .where(IS_NEW.or(not(col(Finding.VERDICT_HASH).equalTo(col(HASH_BEFORE)))));
  }

  /** Of what differs, what was judged before with another disposition or score. */
  static Dataset<Row> moved(Dataset<Row> differing) {
    return differing.where(not(IS_NEW).and(not(VERDICT.equalTo(VERDICT_BEFORE))));
  }

  /** How verdicts moved, of what differs. */
  static DetectResult.Moves moves(Dataset<Row> differing) {
    Column score = col(Finding.RISK_SCORE);
    Column isExcluded = col(Finding.DISPOSITION).equalTo(Finding.EXCLUDED);
    Column wasExcluded = col(DISPOSITION_BEFORE).equalTo(Finding.EXCLUDED);
    Row moved =
        differing
            .where(not(IS_NEW))
            .agg(
                count_if(score.gt(col(SCORE_BEFORE))),
                count_if(score.lt(col(SCORE_BEFORE))),
                count_if(isExcluded.and(not(wasExcluded))),
                count_if(not(isExcluded).and(wasExcluded)))
            .head();
    return new DetectResult.Moves(
        moved.getLong(0), moved.getLong(1), moved.getLong(2), moved.getLong(3));
  }
}
