package dev.trailhunt.run;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.AsnDatabase;
import dev.trailhunt.rule.DeclaredExclusion;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.rule.FreshPlan;
import dev.trailhunt.rule.LoginProfileRule;
import dev.trailhunt.rule.RuleOptions;
import dev.trailhunt.rule.Weights;
import dev.trailhunt.table.KeyedMerge;
import dev.trailhunt.table.Retention;
import dev.trailhunt.table.Retention.Horizon;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Judges triggers of {@code activity} and makes {@code findings} say so. */
final class DetectStage {
  private static final String[] FINDING_KEY = {Finding.FINDING_ID};
  private static final String[] ACCOUNT = {Activity.ACCOUNT_ID};

  /** Severities of which an excluded finding is named. */
  private static final List<String> BAD = List.of(Weights.HIGH, Weights.CRITICAL);

  /** So many excluded findings of high score are named. */
  private static final int NAMED = 10;

  private final RunLog log;
  private final String detectionMode;
  private final RuleOptions options;
  private final IdentityStage identities;
  private final Standings standings = new Standings();
  private DetectResult total = DetectResult.NOTHING;

  /**
   * @param detectionMode {@code live} or {@code backfill}, for findings that are new
   */
  DetectStage(RunLog log, String detectionMode) {
    this.log = log;
    this.detectionMode = detectionMode;
    this.options = options(log);
    this.identities = new IdentityStage(log);
  }

  private static RuleOptions options(RunLog log) {
    RuleOptions options = RuleSettings.options(log.context());
    if (options.asnDatabase().isEmpty()) {
      log.warn(
          "no asn-database is configured, so the exclusion cloud-provider-network cannot match");
    }
    return options;
  }

  /** Judges what activity gained since it was last judged, and moves the mark. */
  void judgeNew() {
    Warehouse.Version now = log.warehouse().version(Tables.ACTIVITY);
    Optional<Long> mark =
        identities.isDerived() ? JudgedMark.of(log.warehouse(), now) : Optional.empty();
    if (mark.isPresent() && mark.get() == now.version()) {
      add("nothing new in activity", Written.NOTHING);
    } else if (mark.isPresent() && feedReaches(mark.get(), now.version())) {
      judgeSince(mark.get(), now.version());
    } else {
      judgeEverything();
    }
    log.judgedUpTo(now);
  }

  /** Judges every trigger there is, and moves the mark. */
  void judgeAll() {
    Warehouse.Version now = log.warehouse().version(Tables.ACTIVITY);
    judgeEverything();
    log.judgedUpTo(now);
  }

  private void judgeEverything() {
    Optional<Horizon> horizon = horizon();
    log.stage("deriving identity changes", () -> identities.deriveAll(horizon));
    judge("all of activity", "", rows -> rows, horizon);
  }

  /** Looked at each time: a backfill that gives way may let maintenance in. */
  private Optional<Horizon> horizon() {
    return new Retention(log.warehouse()).horizon();
  }

  /** Judges the triggers of some event days. */
  void judge(DateRange days) {
    Optional<Horizon> horizon = horizon();
    log.stage("deriving identity changes", () -> identities.deriveAll(horizon));
    judge(
        "triggers of " + days,
        "",
        rows -> rows.where(col(Activity.EVENT_DATE).between(days.from(), days.to())),
        horizon);
  }

  /** Says what is to be said once, after all that a run judges: what it excluded, and by what. */
  void review() {
    if (total.added() + total.changed() > 0 && total.excluded() > 0) {
      tell(total.naming(excludedBad()));
    }
    reviewExclusions();
  }

  /**
   * The log of old commits is cleaned away after a while; then what they changed cannot be told any
   * more.
   */
  private boolean feedReaches(long mark, long now) {
    return mark < now && mark + 1 >= log.warehouse().oldestVersion(Tables.ACTIVITY);
  }

  private void judgeSince(long mark, long now) {
    Optional<Horizon> horizon = horizon();
    Dataset<Row> dates =
        news(log.warehouse().changes(Tables.ACTIVITY, mark, now), horizon)
            .select(Activity.ACCOUNT_ID, Activity.EVENT_DATE)
            .distinct()
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      log.stage("deriving identity changes", () -> identities.derive(dates, horizon));
      Dataset<Row> reach =
          identities
              .reach(dates, Judgement.daysAhead(options))
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        judge(
            "what is new",
            " since activity version " + mark,
            rows -> reached(rows, reach),
            horizon);
      } finally {
        reach.unpersist();
      }
    } finally {
      dates.unpersist();
    }
  }

  /** What retention has deleted is no news: what was found and derived of it stays. */
  private static Dataset<Row> news(Dataset<Row> changes, Optional<Horizon> horizon) {
    Column isDeleted = col("_change_type").equalTo("delete");
    return horizon
        .map(beyond -> changes.where(not(isDeleted.and(IdentityStage.isBeyond(beyond)))))
        .orElse(changes);
  }

  private static Dataset<Row> reached(Dataset<Row> rows, Dataset<Row> reach) {
    return rows.join(broadcast(reach), ACCOUNT)
        .where(col(Activity.EVENT_DATE).geq(col(IdentityStage.FROM)))
        .drop(IdentityStage.FROM);
  }

  /** Picks the rows, of activity or of findings alike, that a detect is about. */
  private interface Scope {
    Dataset<Row> of(Dataset<Row> rows);
  }

  /**
   * @param what what is judged
   * @param detail what more to tell of it, other each time that a run does this
   */
  private void judge(String what, String detail, Scope scope, Optional<Horizon> horizon) {
    KeptVerdicts kept = KeptVerdicts.of(horizon, options);
    log.stage(
        "judging " + what,
        "judging " + what + detail,
        () -> judgeAndCommit(what + detail, scope, kept));
  }

  private void judgeAndCommit(String what, Scope scope, KeptVerdicts kept) {
    Dataset<Row> activity = log.warehouse().read(Tables.ACTIVITY);
    Dataset<Row> findings = log.warehouse().read(Tables.FINDINGS);
    Dataset<Row> triggers =
        kept.without(LoginProfileRule.triggers(scope.of(activity)), findings)
            .select(Activity.ACCOUNT_ID, Activity.EVENT_ID, Activity.EVENT_DATE)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Optional<Judgement> judged =
          Judgement.of(
              log.warehouse(), log.warehouse().read(Tables.IDENTITY_CHANGES), triggers, options);
      if (judged.isEmpty()) {
        Dataset<Row> none = findings.limit(0).drop(Finding.BOOKKEEPING.toArray(String[]::new));
        add(what, commit(none, kept.without(scope.of(findings))));
      } else {
        try (Judgement judgement = judged.get()) {
          Dataset<Row> verdicts = judgement.findings();
          Written written = commit(verdicts, kept.without(scope.of(findings)));
          standings.judged(verdicts);
          add(what, written);
        }
      }
    } finally {
      triggers.unpersist();
    }
  }

  /**
   * Makes the findings say so.
   *
   * @param before the findings that were judged again
   */
  private Written commit(Dataset<Row> judged, Dataset<Row> before) {
    Dataset<Row> findings = log.warehouse().read(Tables.FINDINGS);
    Dataset<Row> differing =
        FreshPlan.of(Judgement.differing(judged, findings))
            .withColumn(
                Finding.DETECTION_MODE, coalesce(col(Finding.DETECTION_MODE), lit(detectionMode)))
            .withColumn(Finding.CREATED_AT, coalesce(col(Finding.CREATED_AT), lit(log.startedAt())))
            .withColumn(Finding.REVISION, coalesce(col(Finding.REVISION), lit(0)).plus(1))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      DetectResult.Moves moves = Judgement.moves(differing);
      Dataset<Row> changes =
          KeyedMerge.inserts(stamped(differing.where(Judgement.IS_NEW)))
              .unionByName(KeyedMerge.updates(stamped(differing.where(not(Judgement.IS_NEW)))))
              .drop(Judgement.BEFORE)
              .unionByName(KeyedMerge.deletes(withdrawn(judged, before)));
      return new Written(new KeyedMerge(log.warehouse(), Tables.FINDINGS).commit(changes), moves);
    } finally {
      differing.unpersist();
    }
  }

  /** What a commit did, and how the verdicts moved that it changed. */
  private record Written(KeyedMerge.Counts counts, DetectResult.Moves moves) {
    static final Written NOTHING =
        new Written(new KeyedMerge.Counts(0, 0, 0), DetectResult.Moves.NONE);
  }

  private Dataset<Row> stamped(Dataset<Row> rows) {
    return rows.withColumn(Finding.UPDATED_AT, lit(log.startedAt()))
        .withColumn(Finding.RUN_ID, lit(log.runId()));
  }

  /**
   * Findings whose event is still known and is no trigger any more; never one whose event was
   * cleaned away.
   */
  private Dataset<Row> withdrawn(Dataset<Row> judged, Dataset<Row> findings) {
    return findings
        .join(judged, FINDING_KEY, "left_anti")
        .join(log.warehouse().read(Tables.ACTIVITY), Judgement.EVENT_KEY, "left_semi");
  }

  /** Of what this run wrote. */
  private List<DetectResult.Excluded> excludedBad() {
    return log
        .warehouse()
        .read(Tables.FINDINGS)
        .where(col(Finding.RUN_ID).equalTo(log.runId()))
        .where(col(Finding.DISPOSITION).equalTo(Finding.EXCLUDED))
        .where(col(Finding.SEVERITY).isin(BAD.toArray()))
        .orderBy(col(Finding.RISK_SCORE).desc(), col(Activity.EVENT_TIME), col(Finding.FINDING_ID))
        .limit(NAMED)
        .select(
            col(Activity.EVENT_TIME),
            col(Activity.ACCOUNT_ID),
            col(Finding.RISK_SCORE),
            col(Finding.TITLE),
            concat_ws(", ", col(Finding.EXCLUSIONS).getField("id")))
        .collectAsList()
        .stream()
        .map(
            row ->
                new DetectResult.Excluded(
                    row.getTimestamp(0).toInstant(),
                    row.getString(1),
                    row.getInt(2),
                    row.getString(3),
                    row.getString(4)))
        .toList();
  }

  /** Warns of exclusions that the user declared and that do nothing. */
  private void reviewExclusions() {
    List<DeclaredExclusion> declared = options.exclusions().declared();
    if (declared.isEmpty()) {
      return;
    }
    LocalDate today = LocalDate.ofInstant(log.context().clock().instant(), ZoneOffset.UTC);
    declared.forEach(
        exclusion ->
            exclusion
                .expires()
                .filter(date -> date.isBefore(today))
                .ifPresent(
                    date ->
                        log.warn(
                            "the exclusion %s expired on %s: renew or remove it"
                                .formatted(exclusion.id(), date))));
    Set<String> matched =
        log
            .warehouse()
            .read(Tables.FINDINGS)
            .select(explode(col(Finding.EXCLUSIONS).getField("id")))
            .distinct()
            .as(Encoders.STRING())
            .collectAsList()
            .stream()
            .collect(Collectors.toSet());
    declared.stream()
        .map(DeclaredExclusion::id)
        .filter(id -> !matched.contains(id))
        .forEach(
            id ->
                log.warn(
                    "the exclusion "
                        + id
                        + " has matched no finding; what was judged before it was written, only"
                        + " detect --all judges again"));
  }

  /** Adds what was written to what this run has written before; what stands is counted anew. */
  private void add(String what, Written written) {
    tell(
        new DetectResult(
            total.judged() == 0 ? what : total.scope(),
            standings.triggers(),
            total.added() + written.counts().inserted(),
            total.changed() + written.counts().updated(),
            total.withdrawn() + written.counts().deleted(),
            standings.alertsBySeverity(),
            standings.excludedBy(),
            standings.count(Finding.EXCLUDED),
            List.of(),
            standings.count(Finding.OUT_OF_SCOPE),
            total.moves().plus(written.moves())));
  }

  private void tell(DetectResult result) {
    total = result;
    log.detected(total, options.asnDatabase().map(AsnDatabase::build));
  }
}
