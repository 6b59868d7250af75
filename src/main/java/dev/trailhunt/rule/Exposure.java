package dev.trailhunt.rule;

import static dev.trailhunt.rule.Pair.ON_TARGET;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * What the evidence leaves standing: the password, and each key, right and MFA device that the
 * target was given and that no later event took away again.
 */
final class Exposure {
  private static final String PASSWORD = "password";
  private static final String ACCESS_KEY = "access_key";
  private static final String ADMIN = "admin";
  private static final String MFA_BY_ACTOR = "mfa_by_actor";

  /** What a call gives or takes, such as one access key; null if nothing. */
  private static final String THING = "thing";

  /** What stands by the event, as {@code still_exposed} names it; null if nothing. */
  private static final String STANDING = "standing";

  private static final Column NAME = col(Activity.EVENT_NAME);
  private static final Column IS_AFTER = not(col(Pair.IS_BEFORE));
  private static final Column ON_TARGET_DONE =
      col(ON_TARGET).and(col(Activity.OUTCOME).equalTo(Activity.SUCCESS));

  private Exposure() {}

  /** Adds to pairs what {@link #of} needs. */
  static Dataset<Row> prepare(Dataset<Row> pairs) {
    var sameThing =
        Window.partitionBy(col(Pair.FINDING), col(THING)).orderBy(col(Lineage.POSITION).desc());
    Column isLastOnThing = col(THING).isNotNull().and(row_number().over(sameThing).equalTo(1));
    return pairs.withColumn(THING, thing()).withColumn(STANDING, when(isLastOnThing, given()));
  }

  /** What stands, sorted: an aggregate over a trigger's pairs. */
  static Column of() {
    Column isUserGone = any(ON_TARGET_DONE.and(NAME.equalTo("DeleteUser")).and(IS_AFTER));
    Column isPasswordGone = any(ON_TARGET_DONE.and(IS_AFTER).and(endsPassword()));
    Column password = when(isPasswordGone, noStrings()).otherwise(ofNoEvidence());
    return when(isUserGone, noStrings())
        .otherwise(array_sort(array_union(password, collect_set(col(STANDING)))));
  }

  /** What stands after a trigger without any evidence. */
  static Column ofNoEvidence() {
    return array(lit(PASSWORD));
  }

  private static Column noStrings() {
    return array().cast(Finding.STRINGS);
  }

  private static Column any(Column condition) {
    return coalesce(bool_or(condition), lit(false));
  }

  /** Its deletion, or that somebody else than the trigger's actor set another. */
  private static Column endsPassword() {
    Column isSetByAnother = LoginProfileRule.SETS_PASSWORD.and(not(col(Pair.SAME_ACTOR)));
    return NAME.equalTo("DeleteLoginProfile").or(isSetByAnother);
  }

  private static Column thing() {
    Column request = col(Activity.REQUEST_PARAMETERS);
    Column key =
        coalesce(
            get_json_object(request, "$.accessKeyId"),
            get_json_object(col(Activity.RESPONSE_ELEMENTS), "$.accessKey.accessKeyId"));
    Column thing =
        when(NAME.isin("CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"), named("key", key))
            .when(
                NAME.isin("AttachUserPolicy", "DetachUserPolicy"),
                named("policy", col(Activity.POLICY_ARN)))
            .when(
                NAME.isin("PutUserPolicy", "DeleteUserPolicy"),
                named("inline policy", get_json_object(request, "$.policyName")))
            .when(
                NAME.isin("AddUserToGroup", "RemoveUserFromGroup"),
                named("group", get_json_object(request, "$.groupName")))
            .when(
                NAME.isin("EnableMFADevice", "DeactivateMFADevice", "DeleteVirtualMFADevice"),
                named("device", col(Activity.MFA_SERIAL)));
    return when(ON_TARGET_DONE, thing);
  }

  /** A thing without a name in the log is one of its own. */
  static Column named(String kind, Column name) {
    return concat(lit(kind + " "), coalesce(name, col(Activity.EVENT_ID)));
  }

  private static Column activatesKey() {
    Column status = get_json_object(col(Activity.REQUEST_PARAMETERS), "$.status");
    return NAME.equalTo("CreateAccessKey")
        .or(NAME.equalTo("UpdateAccessKey").and(status.equalTo("Active")));
  }

  /** What the event gives, of things that it can give or take. */
  private static Column given() {
    return when(activatesKey(), ACCESS_KEY)
        .when(Signals.grantsAdmin(), ADMIN)
        .when(NAME.equalTo("EnableMFADevice").and(Signals.registersMfaForTarget()), MFA_BY_ACTOR);
  }
}
