package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import dev.trailhunt.table.Warehouse;
import java.time.LocalDate;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Reads what was delivered around a date, from the last covered date when nights were missed, and
 * judges what is new.
 */
public final class NightlyJob {
  private final JobContext context;
  private final LocalDate date;

  /**
   * @param date the day that the run is for, UTC
   */
  public NightlyJob(JobContext context, LocalDate date) {
    this.context = context;
    this.date = date;
  }

  /**
   * Ingests and detects.
   *
   * @throws JobException when no lake is given
   * @throws dev.trailhunt.source.LakeNotFoundException when there is no CloudTrail layout where the
   *     lake should be
   */
  public RunResult execute() {
    return ReadingJob.run(
        context,
        "nightly",
        new DateRange(date, date),
        directories(context, date),
        ReadingJob.Then.DETECT_LIVE);
  }

  /** Where to look for what a day brought: a little before, further back after missed nights. */
  static DateRange directories(JobContext context, LocalDate date) {
    LocalDate from = date.minusDays(context.settings().recheckDays());
    LocalDate covered = lastCovered(context).orElse(from);
    return new DateRange(covered.isBefore(from) ? covered : from, date.plusDays(1));
  }

  /** The date of the last nightly, else the end of the last backfill. */
  private static Optional<LocalDate> lastCovered(JobContext context) {
    Warehouse warehouse = new Warehouse(context.spark(), context.settings().warehouse());
    if (!warehouse.exists(Tables.RUNS)) {
      return Optional.empty();
    }
    Row covered =
        warehouse
            .read(Tables.RUNS)
            .where(col(RunColumns.OUTCOME).equalTo("done"))
            .agg(
                max(when(col(RunColumns.COMMAND).equalTo("nightly"), col(RunColumns.COVERED_TO))),
                max(RunColumns.COVERED_TO))
            .head();
    return Optional.ofNullable(covered.getDate(covered.isNullAt(0) ? 1 : 0))
        .map(java.sql.Date::toLocalDate);
  }
}
