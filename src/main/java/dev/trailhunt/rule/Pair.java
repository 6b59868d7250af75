package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Columns of a trigger beside one event of its evidence: the event's under the names of {@link
 * Activity} and {@link Lineage}, the trigger's as named here, and what holds between the two.
 */
final class Pair {
  static final String FINDING = "trigger_finding";
  static final String TRIGGER_EVENT = "trigger_event";
  static final String TRIGGER_TIME = "trigger_time";
  static final String TRIGGER_POSITION = "trigger_position";
  static final String TRIGGER_USER = "trigger_user";
  static final String TRIGGER_USER_ID = "trigger_user_id";
  static final String TRIGGER_ACTOR = "trigger_actor";
  static final String TRIGGER_IP = "trigger_ip";
  static final String ADDRESS_IS_SHARED = "trigger_address_is_shared";

  static final String ON_TARGET = "on_target";
  static final String BY_ACTOR = "by_actor";
  static final String BY_TARGET = "by_target";
  static final String SAME_TARGET = "same_target";
  static final String SAME_ACTOR = "same_actor";
  static final String SAME_ADDRESS = "same_address";
  static final String MADE_BY_TARGET = "made_by_target";
  static final String IS_BEFORE = "is_before";
  static final String OFFSET_SECONDS = "offset_seconds";

  private Pair() {}

  /** Adds what holds between the two. */
  static Dataset<Row> compare(Dataset<Row> pairs) {
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(SAME_TARGET, sameTarget());
    columns.put(SAME_ACTOR, sameActor());
    columns.put(SAME_ADDRESS, sameAddress());
    columns.put(MADE_BY_TARGET, isMadeBy(col(TRIGGER_USER), col(TRIGGER_USER_ID)));
    columns.put(IS_BEFORE, isBefore());
    columns.put(OFFSET_SECONDS, offsetSeconds());
    return pairs.withColumns(columns);
  }

  static Column time() {
    return col(Activity.EVENT_TIME);
  }

  /** The event has the trigger's target user as its own. */
  private static Column sameTarget() {
    return holds(col(Lineage.USER).equalTo(col(TRIGGER_USER)));
  }

  private static Column sameActor() {
    return holds(col(Activity.ACTOR_KEY).equalTo(col(TRIGGER_ACTOR)));
  }

  private static Column sameAddress() {
    return holds(col(Activity.SOURCE_IP).equalTo(col(TRIGGER_IP)));
  }

  /**
   * Whether a user made the event: told by its id, or by the name that it bore if either id is
   * unknown.
   */
  static Column isMadeBy(Column user, Column userId) {
    Column principal = col(Activity.ACTOR_PRINCIPAL_ID);
    return holds(
        col(Activity.ACTOR_TYPE)
            .equalTo("IAMUser")
            .and(
                when(principal.isNotNull().and(userId.isNotNull()), principal.equalTo(userId))
                    .otherwise(col(Lineage.CALLER_USER).equalTo(user))));
  }

  private static Column isBefore() {
    return col(Lineage.POSITION).lt(col(TRIGGER_POSITION));
  }

  private static Column offsetSeconds() {
    return unix_seconds(time()).minus(unix_seconds(col(TRIGGER_TIME)));
  }

  /** Null, which would be unknown, is no. */
  static Column holds(Column condition) {
    return coalesce(condition, lit(false));
  }
}
