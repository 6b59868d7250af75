package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.array_union;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * AWS IAM login profile created or modified for an IAM user.
 *
 * <p>A login profile is an IAM user's console password. Whoever holds stolen keys and gives a user
 * a password, or resets one, stays after the keys are rotated. Origin of the rule: Elastic's {@code
 * f4dc90eb-e77e-4f0e-b18b-eb50da9e827e} of 2026-06-18; what it excludes is stated, not dropped.
 */
public final class LoginProfileRule {
  public static final String ID = "iam-login-profile";

  /** Raised whenever the rule gives another verdict for the same events. */
  public static final String VERSION = "1";

  /** A call that gives a user a console password, or resets it, whatever came of it. */
  static final Column SETS_PASSWORD =
      col(Activity.EVENT_NAME).isin("CreateLoginProfile", "UpdateLoginProfile");

  static final String TACTIC = "TA0003";
  static final List<String> TECHNIQUES = List.of("T1098", "T1098.001");

  /** An exclusion that matches holds: a column beside those of a finding. */
  private static final String HOLDS = "exclusion_holds";

  private LoginProfileRule() {}

  /**
   * The successful changes of a login profile among identity events; every one becomes exactly one
   * finding.
   */
  public static Dataset<Row> triggers(Dataset<Row> activity) {
    return activity.where(isSuccessfulPasswordSet());
  }

  /**
   * Judges triggers.
   *
   * @param triggers what {@link #triggers} gives of events that {@link Lineage} resolved
   * @param events identity events that {@link Lineage} resolved, of the triggers' accounts and at
   *     least of their windows
   * @param history rows of {@link Activity#SCHEMA} of the triggers' accounts and at least of their
   *     baselines
   * @param lineage of the same accounts
   * @return rows of {@link Finding#SCHEMA} without {@link Finding#BOOKKEEPING}
   */
  public static Dataset<Row> judge(
      Dataset<Row> triggers,
      Dataset<Row> events,
      Dataset<Row> history,
      Lineage lineage,
      RuleOptions options) {
    Dataset<Row> known =
        FreshPlan.of(
            withHistory(
                withSourceNetwork(triggers, options).withColumn(Finding.FINDING_ID, findingId()),
                new History(history, lineage, options)));
    Dataset<Row> judged = withVerdict(withEvidence(known, events, options), options);
    return withVerdictHash(judged).select(columns(Finding.judgedColumns().toList()));
  }

  /**
   * A part of what makes an event a trigger.
   *
   * @param text in words
   * @param holds whether it does; null counts as no
   * @param value what it looks at
   */
  private record Clause(String text, Column holds, Column value) {}

  private static final Clause TARGET_IS_USER =
      new Clause("the target is an IAM user", inScope(), col(Activity.TARGET_USER));

  /** A successful call that gives somebody a console password. */
  private static final List<Clause> SUCCESSFUL_PASSWORD_SET =
      List.of(
          new Clause(
              "the event source is iam.amazonaws.com",
              col(Activity.EVENT_SOURCE).equalTo("iam.amazonaws.com"),
              col(Activity.EVENT_SOURCE)),
          new Clause(
              "the event name is CreateLoginProfile or UpdateLoginProfile",
              SETS_PASSWORD,
              col(Activity.EVENT_NAME)),
          new Clause(
              "the call succeeded",
              col(Activity.OUTCOME).equalTo(Activity.SUCCESS),
              concat_ws(" ", col(Activity.OUTCOME), col(Activity.ERROR_CODE))));

  /** The trigger without the question whose password it is. */
  static Column isSuccessfulPasswordSet() {
    return SUCCESSFUL_PASSWORD_SET.stream().map(Clause::holds).reduce(Column::and).orElseThrow();
  }

  /**
   * Says of identity events, triggers or not, which clause of the trigger holds.
   *
   * @param events rows of {@link Activity#SCHEMA}
   * @return {@code clause}, {@code holds}, {@code value}: a row per event and clause
   */
  public static Dataset<Row> explainTrigger(Dataset<Row> events) {
    Stream<Clause> clauses =
        Stream.concat(SUCCESSFUL_PASSWORD_SET.stream(), Stream.of(TARGET_IS_USER));
    return rows(
        events,
        "clause string, holds boolean, value string",
        clauses.map(
            clause ->
                struct(
                    lit(clause.text()).as("clause"),
                    coalesce(clause.holds(), lit(false)).as("holds"),
                    clause.value().cast("string").as("value"))));
  }

  /**
   * Says of identity events, triggers or not, which exclusions match, and of one of the user's own
   * also which of its parts do. Whether one that matches holds depends on the actor's past: a
   * finding says it.
   *
   * @param events rows of {@link Activity#SCHEMA}
   * @return {@code exclusion}, {@code matches}, {@code value}: a row per event and exclusion, and
   *     one per part
   */
  public static Dataset<Row> explainExclusions(Dataset<Row> events, RuleOptions options) {
    return rows(
        withSourceNetwork(events, options),
        "exclusion string, matches boolean, value string",
        new Ruling(options).explained());
  }

  private static Dataset<Row> rows(Dataset<Row> events, String fields, Stream<Column> structs) {
    Column all = array(structs.toArray(Column[]::new));
    return events.select(inline(all.cast("array<struct<" + fields + ">>")));
  }

  /** A password of no IAM user: root's own. */
  static Column isOutOfScope() {
    return col(Activity.TARGET_USER).isNull();
  }

  private static Dataset<Row> withSourceNetwork(Dataset<Row> triggers, RuleOptions options) {
    return options
        .asnDatabase()
        .map(database -> database.lookUp(triggers))
        .orElseGet(() -> AsnDatabase.unknown(triggers));
  }

  private static Dataset<Row> withHistory(Dataset<Row> triggers, History history) {
    return triggers
        .join(history.before(triggers.where(inScope())), new String[] {Finding.FINDING_ID}, "left")
        .withColumn(Pair.ADDRESS_IS_SHARED, coalesce(col(Pair.ADDRESS_IS_SHARED), lit(false)));
  }

  private static Dataset<Row> withEvidence(
      Dataset<Row> triggers, Dataset<Row> events, RuleOptions options) {
    Dataset<Row> evidence = new Correlation(options).of(triggers.where(inScope()), events);
    Column shown = coalesce(col(Finding.SIGNALS), none(Finding.SIGNALS));
    return FreshPlan.of(triggers.join(evidence, new String[] {Finding.FINDING_ID}, "left"))
        .withColumn(Finding.SIGNALS, array_sort(array_union(shown, array_compact(ownSignals()))))
        .withColumn(Finding.EVIDENCE, coalesce(col(Finding.EVIDENCE), none(Finding.EVIDENCE)))
        .withColumn(Finding.EVIDENCE_COUNT, coalesce(col(Finding.EVIDENCE_COUNT), lit(0L)))
        .withColumn(
            Finding.STILL_EXPOSED,
            when(isOutOfScope(), none(Finding.STILL_EXPOSED))
                .otherwise(coalesce(col(Finding.STILL_EXPOSED), Exposure.ofNoEvidence())));
  }

  /** What the trigger shows by itself. */
  private static Column ownSignals() {
    return array(
        when(isSelf(), Signals.SELF_PASSWORD_SET),
        when(inScope().and(Signals.isOffensiveAgent()), Signals.OFFENSIVE_AGENT));
  }

  /** The actor is its target. */
  private static Column isSelf() {
    return inScope().and(Pair.isMadeBy(col(Lineage.USER), col(Lineage.USER_ID)));
  }

  private static Column none(String arrayColumn) {
    return array().cast(Finding.SCHEMA.apply(arrayColumn).dataType());
  }

  private static Dataset<Row> withVerdict(Dataset<Row> triggers, RuleOptions options) {
    Map<String, Column> told = new LinkedHashMap<>();
    told.put(Finding.RULE_ID, lit(ID));
    told.put(Finding.RULE_VERSION, lit(VERSION));
    told.put(Finding.ACTION, col(Activity.EVENT_NAME));
    told.put(Finding.TITLE, title());
    told.put(Finding.TACTICS, array(lit(TACTIC)));
    told.put(Finding.TECHNIQUES, lit(TECHNIQUES.toArray(String[]::new)));
    told.put(Finding.WINDOW_ENDS, col(Activity.EVENT_TIME).plus(lit(options.windows().after())));
    told.put(Finding.ELASTIC_RULE_MATCH, ElasticParity.matches());
    Score score = new Score(options);
    told.put(
        Finding.SCORE_FACTORS,
        when(inScope(), score.factors()).otherwise(none(Finding.SCORE_FACTORS)));
    Ruling ruling = new Ruling(options);
    told.put(Finding.EXCLUSIONS, ruling.exclusions());
    told.put(HOLDS, inScope().and(ruling.holds()));
    Map<String, Column> ruled = new LinkedHashMap<>();
    Column isExcluded = col(HOLDS).and(not(ruling.isOverridden()));
    ruled.put(
        Finding.DISPOSITION,
        when(isOutOfScope(), Finding.OUT_OF_SCOPE)
            .when(isExcluded, Finding.EXCLUDED)
            .otherwise(Finding.ALERT));
    ruled.put(
        Finding.EXCLUSION_UNPROVEN,
        inScope().and(size(col(Finding.EXCLUSIONS)).gt(0)).and(not(col(HOLDS))));
    ruled.put(Finding.EXCLUSION_OVERRIDDEN, col(HOLDS).and(ruling.isOverridden()));
    return FreshPlan.of(triggers.withColumns(told))
        .withColumn(Finding.RISK_SCORE, when(inScope(), score.of(col(Finding.SCORE_FACTORS))))
        .withColumn(Finding.SEVERITY, when(inScope(), score.severity(col(Finding.RISK_SCORE))))
        .withColumns(ruled);
  }

  private static Column findingId() {
    Column key = concat_ws("|", lit(ID), col(Activity.ACCOUNT_ID), col(Activity.EVENT_ID));
    return sha2(key.cast("binary"), 256);
  }

  private static Column inScope() {
    return col(Activity.TARGET_USER).isNotNull();
  }

  private static Column title() {
    Column actor =
        coalesce(col(Activity.ACTOR_NAME), col(Activity.ACTOR_INVOKED_BY), lit("somebody unnamed"));
    Column target = col(Activity.TARGET_USER);
    Column creates = col(Activity.EVENT_NAME).equalTo("CreateLoginProfile");
    return when(isOutOfScope(), concat(actor, lit(" set a console password that is no IAM user's")))
        .when(isSelf().and(creates), concat(actor, lit(" gave itself a console password")))
        .when(isSelf(), concat(actor, lit(" reset its own console password")))
        .when(creates, concat(actor, lit(" gave user "), target, lit(" a console password")))
        .otherwise(concat(actor, lit(" reset the console password of user "), target));
  }

  private static Dataset<Row> withVerdictHash(Dataset<Row> judged) {
    Column verdict = struct(columns(Finding.verdictColumns()));
    Map<String, String> stable = Map.of("ignoreNullFields", "false", "timeZone", "UTC");
    return judged.withColumn(
        Finding.VERDICT_HASH, sha2(to_json(verdict, stable).cast("binary"), 256));
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(name -> col(name)).toArray(Column[]::new);
  }
}
