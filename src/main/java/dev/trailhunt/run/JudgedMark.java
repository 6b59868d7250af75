package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;

import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import dev.trailhunt.table.Warehouse;
import java.util.Optional;
import org.apache.spark.sql.Row;

/** How far activity has been judged, as the runs have noted it. */
final class JudgedMark {
  private JudgedMark() {}

  /** The version up to which this activity table has been judged. */
  static Optional<Long> of(Warehouse warehouse, Warehouse.Version activity) {
    Row newest =
        warehouse
            .read(Tables.RUNS)
            .where(col(RunColumns.JUDGED_TABLE_ID).equalTo(activity.tableId()))
            .agg(max(RunColumns.JUDGED_VERSION))
            .head();
    return newest.isNullAt(0) ? Optional.empty() : Optional.of(newest.getLong(0));
  }
}
