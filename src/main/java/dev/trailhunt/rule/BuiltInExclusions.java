package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** The exclusions that come with the rule. All matching is without regard to case. */
final class BuiltInExclusions {
  private static final String OWNER = "trailhunt";

  /** Names that infrastructure tools go by. */
  static final List<String> AUTOMATION = List.of("terraform", "pulumi", "ansible");

  /** Services of AWS that make users for a customer. */
  static final List<String> PROVISIONING_SERVICES =
      List.of("cloudformation.amazonaws.com", "servicecatalog.amazonaws.com");

  private static final List<Exclusion> ALL =
      List.of(
          new Exclusion(
              "aws-service-identity",
              "An AWS service made the call itself",
              equalsAny(col(Activity.ACTOR_TYPE), List.of("AWSService"))),
          new Exclusion(
              "automation-user-agent",
              "The user agent is that of an infrastructure tool",
              containsAny(col(Activity.USER_AGENT), AUTOMATION)),
          new Exclusion(
              "automation-principal",
              "The user or role is named after an infrastructure tool",
              containsAny(col(Activity.ACTOR_IDENTITY_ARN), AUTOMATION)),
          new Exclusion(
              "aws-provisioning-service",
              "CloudFormation or Service Catalog made the call for its caller",
              equalsAny(col(Activity.SOURCE_ADDRESS), PROVISIONING_SERVICES)),
          new Exclusion(
              "cloud-provider-network",
              "The address is in a network of Amazon or Google",
              startsWithAny(col(Finding.SOURCE_AS_ORG), List.of("Amazon", "Google"))));

  private BuiltInExclusions() {}

  private record Exclusion(String id, String reason, Column matches) {
    Column whenMatched() {
      return when(
          matches,
          struct(
              lit(id).as("id"),
              lit(reason).as("reason"),
              lit(OWNER).as("owner"),
              lit(null).cast(DataTypes.DateType).as("expires")));
    }
  }

  /** Every exclusion that matches, in the order above; empty when none does. */
  static Column matching() {
    return matchingBut(List.of());
  }

  /** The same without those that are switched off. */
  static Column matchingBut(List<String> switchedOff) {
    Column[] matches =
        ALL.stream()
            .filter(exclusion -> !switchedOff.contains(exclusion.id()))
            .map(Exclusion::whenMatched)
            .toArray(Column[]::new);
    return array_compact(array(matches)).cast(Finding.EXCLUSION_LIST);
  }

  /** Their ids, in the order above. */
  static List<String> ids() {
    return ALL.stream().map(Exclusion::id).toList();
  }

  private static Column equalsAny(Column text, List<String> values) {
    return anyOf(
        values.stream().map(v -> lower(text).equalTo(v.toLowerCase(java.util.Locale.ROOT))));
  }

  private static Column containsAny(Column text, List<String> values) {
    return anyOf(
        values.stream().map(v -> lower(text).contains(v.toLowerCase(java.util.Locale.ROOT))));
  }

  private static Column startsWithAny(Column text, List<String> values) {
    return anyOf(
        values.stream().map(v -> lower(text).startsWith(v.toLowerCase(java.util.Locale.ROOT))));
  }

  private static Column anyOf(java.util.stream.Stream<Column> conditions) {
    return coalesce(conditions.reduce(lit(false), Column::or), lit(false));
  }
}
