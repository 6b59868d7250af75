package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;

import dev.trailhunt.config.Settings;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import java.sql.Date;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Row;

/**
 * Since when a {@code backfill --replace} reads files anew: a file that was last read before a
 * replacement began is still to be replaced, whichever run of it comes that far.
 */
final class Replacement {
  private Replacement() {}

  /**
   * Begins one, or goes on with the last one over the same directories, accounts and regions when
   * that did not end well. Durable when this returns.
   *
   * @return when it began
   */
  static Instant begin(RunLog log, LakePlan plan) {
    Optional<Instant> unfinished = unfinished(log, plan);
    unfinished.ifPresent(began -> tell(log, began));
    Instant before = unfinished.orElse(log.startedAt().toInstant());
    log.replaces(before);
    return before;
  }

  private static void tell(RunLog log, Instant began) {
    String goesOn = "goes on with the replacement begun at " + began;
    log.context().progress().stage(goesOn);
    log.warn(
        goesOn
            + ", which has not ended well: what was read since then is not read again; the next"
            + " --replace begins anew");
  }

  private static Optional<Instant> unfinished(RunLog log, LakePlan plan) {
    Settings.Lake lake = LakePlan.lakeOf(log.context());
    DateRange directories = plan.directories();
    return log
        .warehouse()
        .read(Tables.RUNS)
        .where(col(RunColumns.REPLACES_BEFORE).isNotNull())
        .where(col(RunColumns.DIRECTORIES_FROM).equalTo(Date.valueOf(directories.from())))
        .where(col(RunColumns.DIRECTORIES_TO).equalTo(Date.valueOf(directories.to())))
        .orderBy(col(RunColumns.STARTED_AT).desc())
        .select(
            RunColumns.OUTCOME, RunColumns.REPLACES_BEFORE, RunColumns.ACCOUNTS, RunColumns.REGIONS)
        .collectAsList()
        .stream()
        .filter(run -> isSame(run.getList(2), lake.accounts()))
        .filter(run -> isSame(run.getList(3), lake.regions()))
        .findFirst()
        .filter(last -> !last.getString(0).equals("done"))
        .map((Row last) -> last.getTimestamp(1).toInstant());
  }

  /** In whatever order. */
  private static boolean isSame(List<String> names, List<String> others) {
    return new HashSet<>(names).equals(new HashSet<>(others));
  }
}
