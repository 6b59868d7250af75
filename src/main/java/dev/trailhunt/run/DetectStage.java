package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sequence;

import dev.trailhunt.config.Settings;
import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.AsnDatabase;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.rule.LoginProfileRule;
import dev.trailhunt.rule.RuleOptions;
import dev.trailhunt.table.KeyedMerge;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import dev.trailhunt.table.Warehouse;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** Judges triggers of {@code activity} and makes {@code findings} say so. */
final class DetectStage {
  private static final String[] FINDING_KEY = {Finding.FINDING_ID};
  private static final String[] EVENT_KEY = {Activity.ACCOUNT_ID, Activity.EVENT_ID};
  private static final String[] ACCOUNT_AND_DATE = {Activity.ACCOUNT_ID, Activity.EVENT_DATE};

  private final RunLog log;
  private final String detectionMode;
  private final RuleOptions options;
  private DetectResult total;

  /**
   * @param detectionMode {@code live} or {@code backfill}, for findings that are new
   */
  DetectStage(RunLog log, String detectionMode) {
    this.log = log;
    this.detectionMode = detectionMode;
    this.options = options(log);
    this.total = DetectResult.nothing("");
  }

  private static RuleOptions options(RunLog log) {
    Settings settings = log.context().settings();
    Optional<AsnDatabase> database =
        settings
            .asnDatabase()
            .map(
                uri -> AsnDatabase.load(log.context().spark().sessionState().newHadoopConf(), uri));
    if (database.isEmpty()) {
      log.warn(
          "no asn-database is configured, so the exclusion cloud-provider-network cannot match");
    }
    return new RuleOptions(settings.correlation().after(), database);
  }

  /** Judges what activity gained since it was last judged, and moves the mark. */
  void judgeNew() {
    Warehouse.Version now = log.warehouse().version(Tables.ACTIVITY);
    Optional<Long> mark = mark(now);
    if (mark.isPresent() && mark.get() == now.version()) {
      add(DetectResult.nothing("nothing new in activity"));
    } else if (mark.isPresent() && feedReaches(mark.get(), now.version())) {
      judgeSince(mark.get(), now.version());
    } else {
      judgeAll();
    }
    log.judgedUpTo(now);
  }

  /** Judges every trigger there is, and moves the mark. */
  void judgeAll() {
    Warehouse.Version now = log.warehouse().version(Tables.ACTIVITY);
    judge("all of activity", rows -> rows);
    log.judgedUpTo(now);
  }

  /** Judges the triggers of some event days. */
  void judge(DateRange days) {
    judge(
        "triggers of " + days,
        rows -> rows.where(col(Activity.EVENT_DATE).between(days.from(), days.to())));
  }

  /** The version up to which this activity table has been judged. */
  private Optional<Long> mark(Warehouse.Version activity) {
    Row newest =
        log.warehouse()
            .read(Tables.RUNS)
            .where(col(RunColumns.JUDGED_TABLE_ID).equalTo(activity.tableId()))
            .agg(org.apache.spark.sql.functions.max(RunColumns.JUDGED_VERSION))
            .head();
    return newest.isNullAt(0) ? Optional.empty() : Optional.of(newest.getLong(0));
  }

  /**
   * The log of old commits is cleaned away after a while; then what they changed cannot be told any
   * more.
   */
  private boolean feedReaches(long mark, long now) {
    return mark < now && mark + 1 >= log.warehouse().oldestVersion(Tables.ACTIVITY);
  }

  private void judgeSince(long mark, long now) {
    Dataset<Row> touched =
        touched(log.warehouse().changes(Tables.ACTIVITY, mark, now))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      judge(
          "what is new since activity version " + mark,
          rows -> rows.join(touched, ACCOUNT_AND_DATE, "left_semi"));
    } finally {
      touched.unpersist();
    }
  }

  /**
   * The accounts and dates whose triggers an event can bear on: those in whose windows it lies.
   * Whole dates, so more than needed; an equal verdict writes nothing.
   */
  private Dataset<Row> touched(Dataset<Row> events) {
    Settings.Correlation windows = log.context().settings().correlation();
    int ahead = wholeDays(max(windows.before(), windows.actor()));
    int back = wholeDays(max(windows.after(), windows.actor()));
    return events
        .select(Activity.ACCOUNT_ID, Activity.EVENT_DATE)
        .distinct()
        .select(
            col(Activity.ACCOUNT_ID),
            explode(
                    sequence(
                        date_sub(col(Activity.EVENT_DATE), back),
                        date_add(col(Activity.EVENT_DATE), ahead)))
                .as(Activity.EVENT_DATE))
        .distinct();
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  private static int wholeDays(Duration duration) {
    return Math.toIntExact((duration.toSeconds() + 86_399) / 86_400);
  }

  /** Picks the rows, of activity or of findings alike, that a detect is about. */
  private interface Scope {
    Dataset<Row> of(Dataset<Row> rows);
  }

  private void judge(String what, Scope scope) {
    log.stage("judging " + what, () -> judgeAndCommit(what, scope));
  }

  private void judgeAndCommit(String what, Scope scope) {
    Dataset<Row> judged =
        LoginProfileRule.judge(scope.of(log.warehouse().read(Tables.ACTIVITY)), options)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      KeyedMerge.Counts counts = commit(judged, scope);
      add(summarise(what, judged, counts));
    } finally {
      judged.unpersist();
    }
  }

  private KeyedMerge.Counts commit(Dataset<Row> judged, Scope scope) {
    Dataset<Row> findings = log.warehouse().read(Tables.FINDINGS);
    Dataset<Row> isNew =
        judged
            .join(findings, FINDING_KEY, "left_anti")
            .withColumn(Finding.DETECTION_MODE, lit(detectionMode))
            .withColumn(Finding.CREATED_AT, lit(log.startedAt()))
            .withColumn(Finding.REVISION, lit(1));
    Dataset<Row> changed =
        judged
            .join(
                findings.select(
                    col(Finding.FINDING_ID),
                    col(Finding.VERDICT_HASH).as("hash_before"),
                    col(Finding.DETECTION_MODE),
                    col(Finding.CREATED_AT),
                    col(Finding.REVISION).plus(1).as(Finding.REVISION)),
                FINDING_KEY,
                "inner")
            .where(not(col(Finding.VERDICT_HASH).equalTo(col("hash_before"))))
            .drop("hash_before");
    Dataset<Row> changes =
        KeyedMerge.inserts(stamped(isNew))
            .unionByName(KeyedMerge.updates(stamped(changed)))
            .unionByName(KeyedMerge.deletes(withdrawn(judged, scope.of(findings))));
    return new KeyedMerge(log.warehouse(), Tables.FINDINGS).commit(changes);
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
        .join(log.warehouse().read(Tables.ACTIVITY), EVENT_KEY, "left_semi");
  }

  private DetectResult summarise(String what, Dataset<Row> judged, KeyedMerge.Counts counts) {
    SortedMap<String, Long> alerts = new TreeMap<>();
    long excluded = 0;
    long outOfScope = 0;
    for (Row row : judged.groupBy(Finding.DISPOSITION, Finding.SEVERITY).count().collectAsList()) {
      switch (row.getString(0)) {
        case Finding.ALERT -> alerts.merge(row.getString(1), row.getLong(2), Long::sum);
        case Finding.EXCLUDED -> excluded += row.getLong(2);
        default -> outOfScope += row.getLong(2);
      }
    }
    SortedMap<String, Long> excludedBy = new TreeMap<>();
    judged
        .where(col(Finding.DISPOSITION).equalTo(Finding.EXCLUDED))
        .select(explode(col(Finding.EXCLUSIONS).getField("id")).as("id"))
        .groupBy("id")
        .count()
        .collectAsList()
        .forEach(row -> excludedBy.put(row.getString(0), row.getLong(1)));
    long judgedCount =
        alerts.values().stream().mapToLong(Long::longValue).sum() + excluded + outOfScope;
    return new DetectResult(
        what,
        judgedCount,
        counts.inserted(),
        counts.updated(),
        counts.deleted(),
        alerts,
        excludedBy,
        excluded,
        outOfScope);
  }

  private void add(DetectResult result) {
    total = total.plus(result);
    log.detected(total, options.asnDatabase().map(AsnDatabase::build));
  }
}
