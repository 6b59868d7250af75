package dev.trailhunt.event;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode_outer;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The identity events that must be remembered for ever: they say which user bears a name at a
 * moment, whose an MFA device is, and who has administrator rights.
 *
 * <p>Of the events that merely show a name or an id, each date keeps those that could tell
 * something new: the first of the name, the first after the name changed hands, the first of an id.
 * So the rows of a date follow from the events of that date alone, whatever order dates are read
 * in.
 */
public final class IdentityChanges {
  /**
   * What a grant gave or a removal took: ARN of a policy, name of an inline policy or of a group.
   */
  public static final String GRANT = "grant";

  public static final StructType SCHEMA =
      new StructType(
          Stream.concat(
                  Stream.of(
                          Activity.ACCOUNT_ID,
                          Activity.EVENT_ID,
                          Activity.EVENT_TIME,
                          Activity.EVENT_DATE,
                          Activity.EVENT_NAME,
                          Activity.OUTCOME,
                          Activity.TARGET_USER,
                          Activity.TARGET_USER_ID,
                          Activity.NEW_USER_NAME,
                          Activity.MFA_SERIAL,
                          Activity.ADMIN_POLICY)
                      .map(Activity.SCHEMA::apply),
                  Stream.of(
                      new StructField(GRANT, DataTypes.StringType, true, Metadata.empty())
                          .withComment("Policy or group that the call gave or took")))
              .toArray(StructField[]::new));

  private static final Column SUCCEEDED = col(Activity.OUTCOME).equalTo(Activity.SUCCESS);
  private static final Column NAME = col(Activity.EVENT_NAME);
  private static final Column RENAMES =
      NAME.equalTo("UpdateUser").and(col(Activity.NEW_USER_NAME).isNotNull());

  private IdentityChanges() {}

  /**
   * The identity changes among whole dates of events.
   *
   * @param activity rows of {@link Activity#SCHEMA}, all of an account and date or none
   * @return rows of {@link #SCHEMA}
   */
  public static Dataset<Row> of(Dataset<Row> activity) {
    Column concernsDeviceOrGrant = concernsDevice().or(concernsGrant());
    return withWhatNamesShow(activity.where(concernsDeviceOrGrant.or(hasTarget())))
        .where(concernsDeviceOrGrant.or(col("tells")))
        .withColumn(GRANT, grant())
        .select(Stream.of(SCHEMA.fieldNames()).map(name -> col(name)).toArray(Column[]::new))
        .dropDuplicates(Activity.ACCOUNT_ID, Activity.EVENT_ID);
  }

  private static Column hasTarget() {
    return col(Activity.TARGET_USER).isNotNull();
  }

  private static Column concernsDevice() {
    return SUCCEEDED
        .and(col(Activity.MFA_SERIAL).isNotNull())
        .and(NAME.notEqual("ResyncMFADevice"));
  }

  private static Column concernsGrant() {
    return SUCCEEDED
        .and(hasTarget())
        .and(
            NAME.isin(
                "AttachUserPolicy",
                "DetachUserPolicy",
                "PutUserPolicy",
                "DeleteUserPolicy",
                "AddUserToGroup",
                "RemoveUserFromGroup"));
  }

  private static Column grant() {
    Column request = col(Activity.REQUEST_PARAMETERS);
    return when(
        concernsGrant(),
        coalesce(
            col(Activity.POLICY_ARN),
            get_json_object(request, "$.policyName"),
            get_json_object(request, "$.groupName")));
  }

  /** Adds {@code tells}: whether the event can change what is known of a name. */
  private static Dataset<Row> withWhatNamesShow(Dataset<Row> events) {
    Column changesHands =
        coalesce(SUCCEEDED.and(NAME.isin("CreateUser", "DeleteUser").or(RENAMES)), lit(false));
    Column showsId =
        when(
            SUCCEEDED.and(not(NAME.equalTo("DeleteUser"))).and(not(RENAMES)),
            col(Activity.TARGET_USER_ID));
    WindowSpec nameOnDate =
        Window.partitionBy(
                col(Activity.ACCOUNT_ID), col(Activity.EVENT_DATE), col("name_concerned"))
            .orderBy(order());
    WindowSpec sinceItChangedHands =
        Window.partitionBy(
                col(Activity.ACCOUNT_ID),
                col(Activity.EVENT_DATE),
                col("name_concerned"),
                col("hands"))
            .orderBy(order());
    Column idBefore =
        last(showsId, true)
            .over(
                sinceItChangedHands.rowsBetween(
                    Window.unboundedPreceding(), Window.currentRow() - 1));
    return events
        .withColumn("name_concerned", explode_outer(namesConcerned()))
        .withColumn("hands", sum(changesHands.cast("int")).over(nameOnDate))
        .withColumn(
            "tells",
            hasTarget()
                .and(
                    row_number()
                        .over(sinceItChangedHands)
                        .leq(2)
                        .or(showsId.isNotNull().and(not(showsId.eqNullSafe(idBefore))))));
  }

  private static Column[] order() {
    return new Column[] {
      col(Activity.EVENT_TIME), CausalRank.of(NAME), col(Activity.EVENT_ID),
    };
  }

  private static Column namesConcerned() {
    Column target = lower(col(Activity.TARGET_USER));
    return when(
            coalesce(SUCCEEDED.and(RENAMES), lit(false)),
            array(target, lower(col(Activity.NEW_USER_NAME))))
        .otherwise(array(target));
  }
}
