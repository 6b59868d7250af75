package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.table.KeyedMerge;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import java.sql.Timestamp;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Runs that were killed and so could not say how they ended: said for them by the next run, which
 * has the lease. A run that has given way lives, and waits for its turn.
 */
final class DeadRuns {
  private final RunLog finder;

  /**
   * @param finder the run that has the lease
   */
  DeadRuns(RunLog finder) {
    this.finder = finder;
  }

  /** Marks them as failed; no commit where there are none or where no lease tells who lives. */
  void markFailed() {
    // A run that gives way is for a moment neither holder nor waiting. Where it is marked in that
    // moment, its next checkpoint writes its row anew.
    Optional<Set<String>> waiting = finder.warehouse().waitingRuns();
    waiting.map(this::dead).filter(dead -> !dead.isEmpty()).ifPresent(this::markFailed);
  }

  private Dataset<Row> dead(Set<String> waiting) {
    return finder
        .warehouse()
        .read(Tables.RUNS)
        .where(col(RunColumns.OUTCOME).equalTo("running"))
        .where(not(col(RunColumns.RUN_ID).isInCollection(waiting)));
  }

  private void markFailed(Dataset<Row> dead) {
    Dataset<Row> failed =
        dead.withColumn(RunColumns.OUTCOME, lit("failed"))
            .withColumn(
                RunColumns.ERROR, lit("ended without a word, found dead by run " + finder.runId()))
            .withColumn(
                RunColumns.ENDED_AT, lit(Timestamp.from(finder.context().clock().instant())));
    new KeyedMerge(finder.warehouse(), Tables.RUNS).commit(KeyedMerge.updates(failed));
  }
}
