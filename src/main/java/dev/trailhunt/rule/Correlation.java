package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.bool_or;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.flatten;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.unix_seconds;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.RuleOptions.Windows;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * What surrounded a trigger: every other event of the account on its target, of its actor, or by
 * its target, each in a window of its own.
 */
final class Correlation {
  /** Seconds to the target's first console sign-in: a column of evidence. */
  static final String FIRST_LOGIN_AFTER = "first_login_after";

  /** Seconds to the first deletion of the login profile: a column of evidence. */
  static final String PROFILE_DELETED_AFTER = "profile_deleted_after";

  /** The trigger's actor created the target: a column of evidence. */
  static final String CREATED_BY_ACTOR = "created_by_actor";

  /** The target changed its password from elsewhere: a column of evidence. */
  static final String CHANGED_ELSEWHERE = "changed_elsewhere";

  private static final Column ON_TARGET = col(Pair.ON_TARGET);
  private static final Column BY_ACTOR = col(Pair.BY_ACTOR);
  private static final Column BY_TARGET = col(Pair.BY_TARGET);

  private static final String BUCKET = "bucket";
  private static final String MAKER = "maker";
  private static final String SIGNALS = "event_signals";
  private static final String RANK = "evidence_rank";

  private static final List<String> STORED_AS_LOGGED =
      List.of(
          Activity.ACTOR_ARN,
          Activity.ACTOR_ACCESS_KEY_ID,
          Activity.TARGET_USER,
          Activity.SOURCE_ADDRESS,
          Finding.SOURCE_AS_ORG,
          Activity.USER_AGENT,
          Activity.CONSOLE_MFA_USED,
          Activity.POLICY_ARN,
          Activity.REGION);

  private final Windows windows;
  private final RuleOptions options;

  Correlation(RuleOptions options) {
    this.windows = options.windows();
    this.options = options;
  }

  /**
   * The evidence of each trigger that has any.
   *
   * @param triggers resolved by {@link Lineage}, with {@link Pair#ADDRESS_IS_SHARED} and {@code
   *     finding_id}
   * @param events resolved by {@link Lineage}: all that can lie in a window
   * @return {@code finding_id}, {@code signals}, {@code evidence}, {@code evidence_count}, {@code
   *     still_exposed}, {@link #FIRST_LOGIN_AFTER}, {@link #PROFILE_DELETED_AFTER}, {@link
   *     #CREATED_BY_ACTOR}, {@link #CHANGED_ELSEWHERE}
   */
  Dataset<Row> of(Dataset<Row> triggers, Dataset<Row> events) {
    Dataset<Row> pairs = FreshPlan.of(pairs(asTriggers(triggers), events));
    return summarise(withEvidenceRank(withSignals(pairs)));
  }

  private static Dataset<Row> asTriggers(Dataset<Row> triggers) {
    return triggers.select(
        col(Finding.FINDING_ID).as(Pair.FINDING),
        col(Activity.ACCOUNT_ID),
        col(Activity.EVENT_ID).as(Pair.TRIGGER_EVENT),
        col(Activity.EVENT_TIME).as(Pair.TRIGGER_TIME),
        col(Lineage.POSITION).as(Pair.TRIGGER_POSITION),
        col(Lineage.USER).as(Pair.TRIGGER_USER),
        col(Lineage.USER_ID).as(Pair.TRIGGER_USER_ID),
        col(Activity.ACTOR_KEY).as(Pair.TRIGGER_ACTOR),
        col(Activity.SOURCE_IP).as(Pair.TRIGGER_IP),
        col(Pair.ADDRESS_IS_SHARED));
  }

  // Pairs of a trigger and an event

  /** Each pair once: a join leaves out what the joins before it have found. */
  private Dataset<Row> pairs(Dataset<Row> triggers, Dataset<Row> events) {
    Dataset<Row> onTarget =
        nearby(
                triggers.withColumn(Lineage.USER, col(Pair.TRIGGER_USER)),
                events,
                Lineage.USER,
                windows.before(),
                windows.after())
            .where(ON_TARGET);
    Dataset<Row> byActor =
        nearby(
                triggers.withColumn(Activity.ACTOR_KEY, col(Pair.TRIGGER_ACTOR)),
                events,
                Activity.ACTOR_KEY,
                windows.actor(),
                windows.actor())
            .where(BY_ACTOR.and(not(ON_TARGET)));
    Dataset<Row> byTarget =
        nearby(
                withEachKeyOfTarget(triggers),
                withEachKeyOfCaller(events),
                MAKER,
                Duration.ZERO,
                windows.after())
            .where(col(MAKER).equalTo(keyThatDecides()))
            .where(BY_TARGET.and(not(ON_TARGET)).and(not(BY_ACTOR)))
            .drop(MAKER);
    return onTarget
        .unionByName(byActor)
        .unionByName(byTarget)
        .where(col(Activity.EVENT_ID).notEqual(col(Pair.TRIGGER_EVENT)));
  }

  /** Adds how the event is related to the trigger. */
  private Dataset<Row> related(Dataset<Row> pairs) {
    Map<String, Column> relations = new LinkedHashMap<>();
    relations.put(
        Pair.ON_TARGET, col(Pair.SAME_TARGET).and(isWithin(windows.before(), windows.after())));
    relations.put(
        Pair.BY_ACTOR, col(Pair.SAME_ACTOR).and(isWithin(windows.actor(), windows.actor())));
    relations.put(
        Pair.BY_TARGET, col(Pair.MADE_BY_TARGET).and(isWithin(Duration.ZERO, windows.after())));
    return Pair.compare(pairs).withColumns(relations);
  }

  private static Column isWithin(Duration before, Duration after) {
    return col(Pair.OFFSET_SECONDS).between(-before.toSeconds(), after.toSeconds());
  }

  /**
   * Joins triggers with the events that share a key and are not far off in time. Time is cut into
   * stretches as long as the window, so that a key with many events and many triggers does not meet
   * itself as a whole.
   */
  private Dataset<Row> nearby(
      Dataset<Row> triggers, Dataset<Row> events, String key, Duration before, Duration after) {
    long stretch = Math.max(1, before.plus(after).toSeconds());
    Column reached =
        explode(
            sequence(
                stretch(col(Pair.TRIGGER_TIME).minus(lit(before)), stretch),
                stretch(col(Pair.TRIGGER_TIME).plus(lit(after)), stretch)));
    return related(
        triggers
            .where(col(key).isNotNull())
            .withColumn(BUCKET, reached)
            .join(
                events
                    .where(col(key).isNotNull())
                    .withColumn(BUCKET, stretch(Pair.time(), stretch)),
                new String[] {Activity.ACCOUNT_ID, key, BUCKET})
            .drop(BUCKET));
  }

  private static Column stretch(Column time, long seconds) {
    return floor(unix_seconds(time).divide(seconds)).cast("long");
  }

  private static Dataset<Row> withEachKeyOfTarget(Dataset<Row> triggers) {
    return triggers.withColumn(
        MAKER, explode(keys(byId(col(Pair.TRIGGER_USER_ID)), byName(col(Pair.TRIGGER_USER)))));
  }

  private static Dataset<Row> withEachKeyOfCaller(Dataset<Row> events) {
    return events
        .where(col(Activity.ACTOR_TYPE).equalTo("IAMUser"))
        .withColumn(
            MAKER,
            explode(
                keys(byId(col(Activity.ACTOR_PRINCIPAL_ID)), byName(col(Lineage.CALLER_USER)))));
  }

  /** Ids decide where both are known, else the name that the caller bore. */
  private static Column keyThatDecides() {
    return when(
            col(Pair.TRIGGER_USER_ID).isNotNull().and(col(Activity.ACTOR_PRINCIPAL_ID).isNotNull()),
            byId(col(Activity.ACTOR_PRINCIPAL_ID)))
        .otherwise(byName(col(Lineage.CALLER_USER)));
  }

  private static Column keys(Column byId, Column byName) {
    return array_compact(array(byId, byName));
  }

  private static Column byId(Column id) {
    return concat(lit("id "), id);
  }

  private static Column byName(Column user) {
    return concat(lit("user "), user);
  }

  // Evidence

  private Dataset<Row> withSignals(Dataset<Row> pairs) {
    WindowSpec ofTrigger = Window.partitionBy(Pair.FINDING);
    Column usersSet =
        collect_set(when(Signals.setsPasswordOfUser(), col(Lineage.USER))).over(ofTrigger);
    Column usersProbed = collect_set(when(Signals.probesUser(), col(Lineage.USER))).over(ofTrigger);
    Column withTheTriggers = size(array_union(usersSet, array(col(Pair.TRIGGER_USER))));
    return Exposure.prepare(
        pairs
            .withColumn(Signals.USERS_SET, withTheTriggers)
            .withColumn(Signals.USERS_PROBED, size(usersProbed))
            .withColumn(SIGNALS, Signals.of(windows.sameAddressLogin())));
  }

  /** Events that carry a signal first, then the nearest in time, then by event id. */
  private Dataset<Row> withEvidenceRank(Dataset<Row> pairs) {
    WindowSpec mostTellingFirst =
        Window.partitionBy(Pair.FINDING)
            .orderBy(
                size(col(SIGNALS)).equalTo(0),
                abs(col(Pair.OFFSET_SECONDS)),
                col(Activity.EVENT_ID));
    return pairs.withColumn(RANK, row_number().over(mostTellingFirst));
  }

  private Dataset<Row> summarise(Dataset<Row> pairs) {
    Column isStored = col(RANK).leq(windows.maxEvidence());
    Dataset<Row> placed =
        AsnDatabase.withOrganisation(
            pairs, when(isStored, col(Activity.SOURCE_IP)), options.asnDatabase());
    Column offset = col(Pair.OFFSET_SECONDS);
    Column stored = when(isStored, struct(col(RANK), asStored().as("event")));
    return placed
        .groupBy(col(Pair.FINDING).as(Finding.FINDING_ID))
        .agg(
            array_sort(array_distinct(flatten(collect_set(col(SIGNALS))))).as(Finding.SIGNALS),
            transform(array_sort(collect_list(stored)), event -> event.getField("event"))
                .as(Finding.EVIDENCE),
            count(lit(1)).as(Finding.EVIDENCE_COUNT),
            Exposure.of().as(Finding.STILL_EXPOSED),
            min(when(shows(Signals.CONSOLE_LOGIN), offset)).as(FIRST_LOGIN_AFTER),
            min(when(shows(Signals.PROFILE_DELETED), offset)).as(PROFILE_DELETED_AFTER),
            bool_or(shows(Signals.USER_CREATED).and(col(Pair.SAME_ACTOR))).as(CREATED_BY_ACTOR),
            bool_or(shows(Signals.PASSWORD_CHANGED_BY_USER).and(isFromElsewhere()))
                .as(CHANGED_ELSEWHERE));
  }

  private static Column shows(String signal) {
    return array_contains(col(SIGNALS), signal);
  }

  /** From another address than the trigger's, or from one that ties nobody together. */
  private static Column isFromElsewhere() {
    return not(col(Pair.SAME_ADDRESS)).or(col(Pair.ADDRESS_IS_SHARED));
  }

  private static Column asStored() {
    Column relations =
        array_compact(
            array(
                when(col(Pair.BY_ACTOR), "actor"),
                when(col(Pair.BY_TARGET), "by_target"),
                when(col(Pair.ON_TARGET), "target")));
    Stream<Column> told =
        Stream.of(
            col(Activity.EVENT_ID),
            col(Activity.EVENT_TIME),
            col(Activity.EVENT_NAME),
            col(Activity.OUTCOME),
            col(Activity.ERROR_CODE),
            relations.as("relations"),
            when(col(Pair.IS_BEFORE), "before").otherwise("after").as("phase"),
            col(Pair.OFFSET_SECONDS),
            col(SIGNALS).as("signals"));
    Stream<Column> logged = STORED_AS_LOGGED.stream().map(name -> col(name));
    return struct(Stream.concat(told, logged).toArray(Column[]::new));
  }
}
