package dev.trailhunt.run;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import dev.trailhunt.rule.LoginProfileRule;
import dev.trailhunt.table.KeyedMerge;
import dev.trailhunt.table.Lease;
import dev.trailhunt.table.LeaseHolder;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import dev.trailhunt.table.Warehouse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** The row of a run in the {@code runs} table, from its start to its end. */
final class RunLog {
  /** The row is written anew after each chunk, so it must not grow for ever. */
  static final int CHUNKS_KEPT = 1000;

  private final JobContext context;
  private final Warehouse warehouse;
  private final String command;
  private final String runId = UUID.randomUUID().toString();
  private final Instant startedAt;
  private final Map<String, @Nullable Object> columns = new HashMap<>();
  private final Map<String, Duration> stages = new LinkedHashMap<>();
  private final Deque<Row> chunks = new ArrayDeque<>();
  private final List<String> warnings = new ArrayList<>();
  private Optional<IngestResult> ingest = Optional.empty();
  private Optional<DetectResult> detect = Optional.empty();

  private RunLog(JobContext context, Warehouse warehouse, String command) {
    this.context = context;
    this.warehouse = warehouse;
    this.command = command;
    this.startedAt = context.clock().instant();
    columns.put(RunColumns.RUN_ID, runId);
    columns.put(RunColumns.COMMAND, command);
    columns.put(RunColumns.STARTED_AT, Timestamp.from(startedAt));
    columns.put(RunColumns.CONFIG_HASH, sha256(context.settings().toString()));
    columns.put(RunColumns.TRAILHUNT_VERSION, RunLog.class.getPackage().getImplementationVersion());
    columns.put(RunColumns.SPARK_VERSION, context.spark().version());
    columns.put(RunColumns.RULE_VERSION, LoginProfileRule.VERSION);
    columns.put(
        RunColumns.MAPPER_VERSION,
        IdentityEvents.mapperVersion(KeepList.of(context.settings().events())));
  }

  /**
   * Runs a job under a row of its own, and under the lease of the warehouse.
   *
   * @param prepare what can find the input unusable, done before the lease is taken and the first
   *     table is made
   * @param body the stages
   * @throws dev.trailhunt.table.LeaseException when another run writes to the warehouse for longer
   *     than this one waits, or has taken the lease from it
   */
  static <P> RunResult record(
      JobContext context, String command, Supplier<P> prepare, BiConsumer<RunLog, P> body) {
    RunLog log =
        new RunLog(
            context, new Warehouse(context.spark(), context.settings().warehouse()), command);
    P prepared;
    try {
      prepared = prepare.get();
    } catch (RuntimeException e) {
      log.recordIfFree(e);
      throw e;
    }
    try (Lease lease = log.lease(context.leaseTerms())) {
      lease.warnings().forEach(log::warn);
      log.stage("preparing the tables", log.warehouse::createMissing);
      new DeadRuns(log).markFailed();
      log.start();
      return log.run(() -> body.accept(log, prepared));
    }
  }

  private RunResult run(Runnable stages) {
    try {
      stages.run();
      return finish();
    } catch (Exception e) {
      // Spark throws checked exceptions that it does not declare.
      fail(e);
      throw e;
    }
  }

  /** A run that could not begin is not worth waiting for another. */
  private void recordIfFree(RuntimeException failure) {
    if (!warehouse.exists(Tables.RUNS)) {
      return;
    }
    try (Lease lease = lease(context.leaseTerms().waiting(Duration.ZERO))) {
      lease.warnings().forEach(this::warn);
      start();
      fail(failure);
    } catch (Exception unrecorded) {
      failure.addSuppressed(unrecorded);
    }
  }

  private Lease lease(LeaseTerms terms) {
    return warehouse.lease(
        terms, LeaseHolder.here(command, runId, startedAt), context.progress()::stage);
  }

  /** Lets those runs write that wait; what they did is in the tables when this one goes on. */
  void giveWay() {
    warehouse.giveWay().forEach(this::warn);
  }

  Warehouse warehouse() {
    return warehouse;
  }

  JobContext context() {
    return context;
  }

  String runId() {
    return runId;
  }

  /** The time that everything this run writes carries. */
  Timestamp startedAt() {
    return Timestamp.from(startedAt);
  }

  /** Does a stage, told to the user and timed. */
  void stage(String what, Runnable work) {
    stage(what, what, work);
  }

  /**
   * Does a stage that is told in other words each time.
   *
   * @param name what its time is noted under, the same each time
   * @param told what the user is told
   */
  void stage(String name, String told, Runnable work) {
    context.progress().stage(told);
    Instant begin = context.clock().instant();
    work.run();
    took(name, Duration.between(begin, context.clock().instant()));
  }

  /** Notes a stage that was done before; the times of one that is done again are added up. */
  void took(String name, Duration time) {
    stages.merge(name, time, Duration::plus);
  }

  /**
   * Notes a chunk that is read, and judged where the run judges; durable with the next commit of
   * this row. The last {@value #CHUNKS_KEPT} are kept; the run's totals are of all.
   */
  void chunkDone(ChunkAccount chunk) {
    chunks.addLast(chunk.row());
    if (chunks.size() > CHUNKS_KEPT) {
      chunks.removeFirst();
    }
  }

  void covers(DateRange directories, LocalDate coveredTo, Settings.Lake lake) {
    columns.put(RunColumns.DIRECTORIES_FROM, Date.valueOf(directories.from()));
    columns.put(RunColumns.DIRECTORIES_TO, Date.valueOf(directories.to()));
    columns.put(RunColumns.COVERED_TO, Date.valueOf(coveredTo));
    columns.put(RunColumns.ACCOUNTS, lake.accounts().toArray(String[]::new));
    columns.put(RunColumns.REGIONS, lake.regions().toArray(String[]::new));
  }

  /** Files that were last read before this are read anew; durable from now on. */
  void replaces(Instant before) {
    columns.put(RunColumns.REPLACES_BEFORE, Timestamp.from(before));
    checkpoint();
  }

  void warn(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  void ingested(IngestResult result) {
    ingest = Optional.of(result);
    columns.put(RunColumns.FILES_LISTED, result.filesListed());
    columns.put(RunColumns.FILES_READ, result.filesRead());
    columns.put(RunColumns.FILES_QUARANTINED, result.filesQuarantined());
    columns.put(RunColumns.FILES_ARCHIVED, result.filesArchived());
    columns.put(RunColumns.BYTES_READ, result.bytesRead());
    columns.put(RunColumns.LIST_CALLS, result.listCalls());
    columns.put(RunColumns.RECORDS_SEEN, result.recordsSeen());
    columns.put(RunColumns.RECORDS_KEPT, result.recordsKept());
    columns.put(RunColumns.RECORDS_QUARANTINED, result.recordsQuarantined());
    columns.put(RunColumns.ACTIVITY_ADDED, result.activityAdded());
    columns.put(RunColumns.ACTIVITY_REPLACED, result.activityReplaced());
  }

  void detected(DetectResult result, Optional<String> asnBuild) {
    detect = Optional.of(result);
    columns.put(RunColumns.JUDGED, result.scope());
    columns.put(RunColumns.TRIGGERS_JUDGED, result.judged());
    columns.put(RunColumns.FINDINGS_ADDED, result.added());
    columns.put(RunColumns.FINDINGS_CHANGED, result.changed());
    columns.put(RunColumns.FINDINGS_WITHDRAWN, result.withdrawn());
    columns.put(RunColumns.ALERTS, result.alerts());
    columns.put(RunColumns.EXCLUDED, result.excluded());
    columns.put(RunColumns.OUT_OF_SCOPE, result.outOfScope());
    columns.put(RunColumns.ASN_BUILD, asnBuild.orElse(null));
  }

  /**
   * Everything in activity up to this version is judged; durable with the next commit of this row.
   */
  void judgedUpTo(Warehouse.Version activity) {
    columns.put(RunColumns.JUDGED_TABLE_ID, activity.tableId());
    columns.put(RunColumns.JUDGED_VERSION, activity.version());
  }

  /** Makes durable what is known so far of a run that goes on. */
  void checkpoint() {
    update("running");
  }

  private void start() {
    columns.put(RunColumns.OUTCOME, "running");
    warehouse.append(Tables.RUNS, row());
  }

  private RunResult finish() {
    columns.put(RunColumns.ENDED_AT, Timestamp.from(context.clock().instant()));
    update("done");
    return result();
  }

  /** What has been done so far. */
  RunResult result() {
    return new RunResult(
        runId,
        command,
        ingest,
        detect,
        warnings,
        Duration.between(startedAt, context.clock().instant()));
  }

  private void fail(Exception failure) {
    columns.put(RunColumns.ENDED_AT, Timestamp.from(context.clock().instant()));
    columns.put(RunColumns.ERROR, firstLine(failure));
    try {
      update("failed");
    } catch (Exception unrecorded) {
      // The failure itself matters more than its record.
      failure.addSuppressed(unrecorded);
    }
  }

  private void update(String outcome) {
    columns.put(RunColumns.OUTCOME, outcome);
    new KeyedMerge(warehouse, Tables.RUNS).commit(KeyedMerge.updates(row()));
  }

  private Dataset<Row> row() {
    columns.put(
        RunColumns.STAGES,
        stages.entrySet().stream()
            .map(stage -> RowFactory.create(stage.getKey(), seconds(stage.getValue())))
            .toArray(Row[]::new));
    columns.put(RunColumns.CHUNKS, chunks.toArray(Row[]::new));
    columns.put(RunColumns.WARNINGS, warnings.toArray(String[]::new));
    Object[] values =
        Stream.of(Tables.RUNS.schema().fieldNames()).map(columns::get).toArray(Object[]::new);
    return context
        .spark()
        .createDataFrame(List.of(RowFactory.create(values)), Tables.RUNS.schema());
  }

  /** As the table has times, to the millisecond. */
  static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private static String firstLine(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    int end = message.indexOf('\n');
    return failure.getClass().getSimpleName()
        + ": "
        + (end < 0 ? message : message.substring(0, end));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
