package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;

import dev.trailhunt.event.Activity;
import java.util.List;
import org.apache.spark.sql.Column;

/** The exclusions that come with the rule. All matching is without regard to case. */
final class BuiltInExclusions {
  private static final String OWNER = "trailhunt";

  /** Names that infrastructure tools go by. */
  static final List<String> AUTOMATION = List.of("terraform", "pulumi", "ansible");

  /** Services of AWS that make users for a customer. */
  static final List<String> PROVISIONING_SERVICES =
      List.of("cloudformation.amazonaws.com", "servicecatalog.amazonaws.com");

  static final String AUTOMATION_USER_AGENT = "automation-user-agent";
  static final String AUTOMATION_PRINCIPAL = "automation-principal";
  static final String CLOUD_PROVIDER_NETWORK = "cloud-provider-network";

  private static final List<Exclusion> ALL =
      List.of(
          new Exclusion(
              "aws-service-identity",
              "An AWS service made the call itself",
              col(Activity.ACTOR_TYPE),
              equalsAny(col(Activity.ACTOR_TYPE), List.of("AWSService"))),
          new Exclusion(
              AUTOMATION_USER_AGENT,
              "The user agent is that of an infrastructure tool",
              col(Activity.USER_AGENT),
              containsAny(col(Activity.USER_AGENT), AUTOMATION)),
          new Exclusion(
              AUTOMATION_PRINCIPAL,
              "The user or role is named after an infrastructure tool",
              col(Activity.ACTOR_IDENTITY_ARN),
              containsAny(col(Activity.ACTOR_IDENTITY_ARN), AUTOMATION)),
          new Exclusion(
              "aws-provisioning-service",
              "CloudFormation or Service Catalog made the call for its caller",
              col(Activity.SOURCE_ADDRESS),
              equalsAny(col(Activity.SOURCE_ADDRESS), PROVISIONING_SERVICES)),
          new Exclusion(
              CLOUD_PROVIDER_NETWORK,
              "The address is in a network of Amazon or Google",
              col(Finding.SOURCE_AS_ORG),
              startsWithAny(col(Finding.SOURCE_AS_ORG), List.of("Amazon", "Google"))));

  private BuiltInExclusions() {}

  /**
   * An exclusion that needs nobody to declare it.
   *
   * @param looksAt the column it looks at
   * @param matches whether it matches an event, never null
   */
  record Exclusion(String id, String reason, Column looksAt, Column matches) {
    /** The exclusion as a finding states it when it matches, else null. */
    Column whenMatched(Column reason) {
      return Ruling.stated(matches, id, reason, OWNER, null);
    }
  }

  /** Those that are not switched off, in the order above. */
  static List<Exclusion> inForce(List<String> switchedOff) {
    return ALL.stream().filter(exclusion -> !switchedOff.contains(exclusion.id())).toList();
  }

  /** Whether the one of that id matches an event, switched off or not. */
  static Column matches(String id) {
    return ALL.stream()
        .filter(exclusion -> exclusion.id().equals(id))
        .map(Exclusion::matches)
        .findFirst()
        .orElseThrow();
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
