package dev.trailhunt.rule;

import dev.trailhunt.event.IdentityChanges;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The rule over a set of identity events that is all there is. */
final class Judging {
  private Judging() {}

  static Dataset<Row> of(Dataset<Row> activity, RuleOptions options) {
    Dataset<Row> known = FreshPlan.of(activity).cache();
    Dataset<Row> changes = FreshPlan.of(IdentityChanges.of(known)).cache();
    Lineage lineage = new Lineage(changes);
    Dataset<Row> events = FreshPlan.of(lineage.resolve(known)).cache();
    return FreshPlan.of(
        LoginProfileRule.judge(LoginProfileRule.triggers(events), events, known, lineage, options));
  }
}
