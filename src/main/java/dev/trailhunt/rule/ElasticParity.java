package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.event.Activity;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Whether Elastic's own query would have matched a trigger, so that the two can be compared row by
 * row.
 */
final class ElasticParity {
  private ElasticParity() {}

  /** Its exclusions compare with regard to case, and look at the session name too. */
  static Column matches() {
    return not(
        present(col(Activity.ACTOR_TYPE).equalTo("AWSService"))
            .or(containsAutomation(col(Activity.USER_AGENT)))
            .or(containsAutomation(col(Activity.ACTOR_ARN)))
            .or(isCloudProvider(col(Finding.SOURCE_AS_ORG)))
            .or(
                present(
                    col(Activity.SOURCE_ADDRESS)
                        .isin(BuiltInExclusions.PROVISIONING_SERVICES.toArray()))));
  }

  private static Column containsAutomation(Column text) {
    return BuiltInExclusions.AUTOMATION.stream()
        .map(name -> present(text.contains(name)))
        .reduce(lit(false), Column::or);
  }

  private static Column isCloudProvider(Column organisation) {
    return List.of("Amazon", "AMAZON", "Google").stream()
        .map(name -> present(organisation.startsWith(name)))
        .reduce(lit(false), Column::or);
  }

  /** A clause on an absent field excludes nothing. */
  private static Column present(Column condition) {
    return coalesce(condition, lit(false));
  }
}
