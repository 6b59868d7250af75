package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;

import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityChanges;
import dev.trailhunt.table.KeyedMerge;
import dev.trailhunt.table.Retention;
import dev.trailhunt.table.Retention.Horizon;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Keeps {@code identity_changes} in step with {@code activity}, and tells from when on what is new
 * in either can bear on a verdict.
 */
final class IdentityStage {
  /** First date whose triggers are to be judged, of an account. */
  static final String FROM = "judged_from";

  private static final String[] ACCOUNT_AND_DATE = {Activity.ACCOUNT_ID, Activity.EVENT_DATE};
  private static final Column THE_BEGINNING = lit("0001-01-01").cast("date");

  private final RunLog log;

  IdentityStage(RunLog log) {
    this.log = log;
  }

  /** Derives the whole table. */
  void deriveAll(Optional<Horizon> horizon) {
    commit(log.warehouse().read(Tables.ACTIVITY), changes(), horizon);
  }

  /**
   * Derives some dates.
   *
   * @param dates {@code account_id} and {@code event_date}, persisted
   */
  void derive(Dataset<Row> dates, Optional<Horizon> horizon) {
    Row span = dates.agg(min(Activity.EVENT_DATE), max(Activity.EVENT_DATE)).head();
    Column inSpan = col(Activity.EVENT_DATE).between(span.getDate(0), span.getDate(1));
    commit(
        log.warehouse()
            .read(Tables.ACTIVITY)
            .where(inSpan)
            .join(dates, ACCOUNT_AND_DATE, "left_semi"),
        changes().where(inSpan).join(dates, ACCOUNT_AND_DATE, "left_semi"),
        horizon);
  }

  /**
   * What the table will hold once all of activity is derived, without writing it.
   *
   * @return rows of {@link IdentityChanges#SCHEMA}
   */
  static Dataset<Row> derived(Warehouse warehouse) {
    Dataset<Row> derived = IdentityChanges.of(warehouse.read(Tables.ACTIVITY));
    return new Retention(warehouse)
        .horizon()
        .map(horizon -> derived.unionByName(remembered(warehouse, horizon)))
        .map(all -> all.dropDuplicates(Activity.ACCOUNT_ID, Activity.EVENT_ID))
        .orElse(derived);
  }

  private static Dataset<Row> remembered(Warehouse warehouse, Horizon horizon) {
    return warehouse.read(Tables.IDENTITY_CHANGES).where(isBeyond(horizon));
  }

  /** Of dates that activity has not, or not wholly, since events were deleted from it. */
  static Column isBeyond(Horizon horizon) {
    return col(Activity.EVENT_DATE).lt(horizon.from());
  }

  /** Whether the table was ever derived. */
  boolean isDerived() {
    return log.warehouse().version(Tables.IDENTITY_CHANGES).version() > 0;
  }

  private Dataset<Row> changes() {
    return log.warehouse().read(Tables.IDENTITY_CHANGES);
  }

  /** What activity no longer has is remembered all the same. */
  private void commit(Dataset<Row> activity, Dataset<Row> present, Optional<Horizon> horizon) {
    KeyedMerge merge = new KeyedMerge(log.warehouse(), Tables.IDENTITY_CHANGES);
    Dataset<Row> changes = merge.difference(IdentityChanges.of(activity), present);
    merge.commit(
        horizon.map(beyond -> KeyedMerge.sparing(changes, isBeyond(beyond))).orElse(changes));
  }

  /**
   * From when on the events of some dates can change verdicts: as far back as a trigger's window
   * reaches ahead, and farther where they tell the owner of an MFA device that was made before, or
   * for the first time the id of a user. What they tell of names holds for all times after.
   *
   * @param dates {@code account_id} and {@code event_date}
   * @param windowDays how many days ahead of a trigger its windows reach
   * @return {@code account_id} and {@link #FROM}, one row per account
   */
  Dataset<Row> reach(Dataset<Row> dates, int windowDays) {
    Dataset<Row> reached =
        dates
            .select(col(Activity.ACCOUNT_ID), col(Activity.EVENT_DATE).as(FROM))
            .unionByName(devicesMade(dates))
            .select(col(Activity.ACCOUNT_ID), date_sub(col(FROM), windowDays).as(FROM))
            .unionByName(accountsWithNewIds(dates));
    return reached.groupBy(Activity.ACCOUNT_ID).agg(min(FROM).as(FROM));
  }

  /** When the devices were made that are enabled on the dates. */
  private Dataset<Row> devicesMade(Dataset<Row> dates) {
    Dataset<Row> enabled =
        changes()
            .where(col(Activity.EVENT_NAME).equalTo("EnableMFADevice"))
            .join(dates, ACCOUNT_AND_DATE, "left_semi")
            .select(Activity.ACCOUNT_ID, Activity.MFA_SERIAL);
    return changes()
        .where(col(Activity.EVENT_NAME).equalTo("CreateVirtualMFADevice"))
        .join(enabled, new String[] {Activity.ACCOUNT_ID, Activity.MFA_SERIAL}, "left_semi")
        .select(col(Activity.ACCOUNT_ID), col(Activity.EVENT_DATE).as(FROM));
  }

  /** A user that was there before the logs may get its id long after it was first seen. */
  private Dataset<Row> accountsWithNewIds(Dataset<Row> dates) {
    return changes()
        .where(col(Activity.TARGET_USER_ID).isNotNull())
        .groupBy(Activity.ACCOUNT_ID, Activity.TARGET_USER_ID)
        .agg(
            min(Activity.EVENT_DATE).as(Activity.EVENT_DATE),
            min_by(
                    col(Activity.EVENT_NAME),
                    struct(col(Activity.EVENT_TIME), col(Activity.EVENT_ID)))
                .as("first_event"))
        .where(col("first_event").notEqual("CreateUser"))
        .join(dates, ACCOUNT_AND_DATE, "left_semi")
        .select(col(Activity.ACCOUNT_ID), THE_BEGINNING.as(FROM));
  }
}
