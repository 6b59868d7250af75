package dev.trailhunt.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.rule.RuleOptions;
import dev.trailhunt.table.Retention.Horizon;
import java.sql.Timestamp;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Findings that keep their verdict, because some of the events that it rests on were deleted from
 * activity since: judged again, they would lose the habits of their actor and the evidence against
 * it. A finding made after the deletion never knew more, and is judged as any other.
 */
final class KeptVerdicts {
  private final Optional<Column> areKept;

  private KeptVerdicts(Optional<Column> areKept) {
    this.areKept = areKept;
  }

  /**
   * Of a warehouse from which events were deleted, or not.
   *
   * @param horizon how far back activity goes
   */
  static KeptVerdicts of(Optional<Horizon> horizon, RuleOptions options) {
    return new KeptVerdicts(horizon.map(beyond -> areKept(beyond, options)));
  }

  private static Column areKept(Horizon horizon, RuleOptions options) {
    Column restsOnMore =
        col(Activity.EVENT_DATE).lt(horizon.from().plusDays(Judgement.daysBack(options)));
    Column isOlder = col(Finding.CREATED_AT).lt(lit(Timestamp.from(horizon.deletedAt())));
    return coalesce(restsOnMore.and(isOlder), lit(false));
  }

  /** The findings that do not keep theirs. */
  Dataset<Row> without(Dataset<Row> findings) {
    return areKept.map(kept -> findings.where(not(kept))).orElse(findings);
  }

  /**
   * The triggers that have no finding that keeps its verdict.
   *
   * @param triggers with {@code account_id} and {@code event_id}
   * @param findings all there are
   */
  Dataset<Row> without(Dataset<Row> triggers, Dataset<Row> findings) {
    return areKept
        .map(kept -> triggers.join(findings.where(kept), Judgement.EVENT_KEY, "left_anti"))
        .orElse(triggers);
  }
}
