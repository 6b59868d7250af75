package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;

/** The exclusions that a user declared. */
final class DeclaredExclusions {
  private DeclaredExclusions() {}

  /**
   * Those that match a trigger, in the order given; empty when none does. The trigger's network
   * must have been looked up.
   */
  static Column matching(List<DeclaredExclusion> declared) {
    return array_compact(
            array(declared.stream().map(DeclaredExclusions::whenMatched).toArray(Column[]::new)))
        .cast(Finding.EXCLUSION_LIST);
  }

  private static Column whenMatched(DeclaredExclusion exclusion) {
    return when(
        exclusion.matches(),
        struct(
            lit(exclusion.id()).as("id"),
            lit(exclusion.reason()).as("reason"),
            lit(exclusion.owner()).as("owner"),
            lit(exclusion.expires().orElse(null)).cast("date").as("expires")));
  }
}
