package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import dev.trailhunt.event.Activity;
import java.time.Duration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Addresses that several actors use, such as an office's: coming from one ties nobody together. */
final class SharedAddresses {
  /** So many actors share an address. */
  private static final int SHARERS = 3;

  private SharedAddresses() {}

  /**
   * Adds {@link Pair#ADDRESS_IS_SHARED} to triggers.
   *
   * @param days how long before each trigger the address was used
   */
  static Dataset<Row> mark(Dataset<Row> triggers, Dataset<Row> activity, int days) {
    String[] trigger = {Activity.ACCOUNT_ID, Activity.EVENT_ID};
    Column from = col("trigger_at").minus(lit(Duration.ofDays(days)));
    Column isInTime = col("last_use").geq(from).and(col("first_use").lt(col("trigger_at")));
    Dataset<Row> shared =
        triggers
            .select(
                col(Activity.ACCOUNT_ID),
                col(Activity.EVENT_ID),
                col(Activity.SOURCE_IP),
                col(Activity.EVENT_DATE).as("trigger_date"),
                col(Activity.EVENT_TIME).as("trigger_at"))
            .join(usesByDate(activity), new String[] {Activity.ACCOUNT_ID, Activity.SOURCE_IP})
            .where(
                col(Activity.EVENT_DATE)
                    .between(date_add(col("trigger_date"), -days), col("trigger_date")))
            .where(isInTime)
            .groupBy(Activity.ACCOUNT_ID, Activity.EVENT_ID)
            .agg(count_distinct(col("user_of_address")).geq(SHARERS).as(Pair.ADDRESS_IS_SHARED));
    return triggers
        .join(shared, trigger, "left")
        .withColumn(Pair.ADDRESS_IS_SHARED, coalesce(col(Pair.ADDRESS_IS_SHARED), lit(false)));
  }

  /** Of a date, the first and last use say all: only at the window's two ends is part of one in. */
  private static Dataset<Row> usesByDate(Dataset<Row> activity) {
    return activity
        .where(col(Activity.SOURCE_IP).isNotNull().and(col(Activity.ACTOR_KEY).isNotNull()))
        .withColumn("user_of_address", col(Activity.ACTOR_KEY))
        .groupBy(
            col(Activity.ACCOUNT_ID),
            col(Activity.SOURCE_IP),
            col(Activity.EVENT_DATE),
            col("user_of_address"))
        .agg(min(Activity.EVENT_TIME).as("first_use"), max(Activity.EVENT_TIME).as("last_use"));
  }
}
