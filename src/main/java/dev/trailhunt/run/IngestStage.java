package dev.trailhunt.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.to_date;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import dev.trailhunt.source.CloudTrailOptions;
import dev.trailhunt.source.CloudTrailSchema;
import dev.trailhunt.source.LogFile;
import dev.trailhunt.source.Manifest;
import dev.trailhunt.table.KeyedMerge;
import dev.trailhunt.table.Staging;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.FileColumns;
import dev.trailhunt.table.Tables.QuarantineColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Reads chunks of the lake into {@code activity}, {@code quarantine} and {@code files}, committed
 * in that order: a file that the ledger holds is wholly in the tables, and one that it does not
 * hold is read again. Each commit is idempotent.
 */
final class IngestStage {
  private static final Set<String> NOT_CONTENT = Set.of(Activity.SOURCE_FILE, Activity.INGESTED_AT);
  private static final List<String> LEDGER_CONTENT =
      List.of(
          FileColumns.SIZE,
          FileColumns.ETAG,
          FileColumns.MODIFIED_AT,
          FileColumns.STATE,
          FileColumns.REASON,
          FileColumns.MAPPER_VERSION);
  private static final int FILES_NAMED = 10;

  private final RunLog log;
  private final KeepList keepList;
  private final boolean replace;
  private final List<String> endedEarly = new ArrayList<>();
  private final List<String> unreadableInPart = new ArrayList<>();
  private IngestResult total;

  /**
   * @param replace whether what was read before is replaced
   */
  IngestStage(RunLog log, LakePlan plan, boolean replace) {
    this.log = log;
    this.replace = replace;
    this.keepList = KeepList.of(log.context().settings().events());
    this.total =
        new IngestResult(
            plan.directories(),
            plan.files(),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            List.of(),
            plan.daysWithoutLogs(),
            plan.listCalls());
    log.ingested(total);
  }

  /** Stages and commits one chunk, and tells what was in it. */
  ChunkAccount.Counts ingest(LakePlan.Chunk chunk) {
    try (Staging staging = log.warehouse().stage(log.runId())) {
      log.stage(
          "reading files", "reading " + chunk.files() + " files", () -> staging.write(lake(chunk)));
      Dataset<Row> staged = staging.read();
      Counts counts = count(staged);
      KeyedMerge.Counts[] activity = new KeyedMerge.Counts[1];
      log.stage("committing activity", () -> activity[0] = commitActivity(staged, chunk, counts));
      log.stage("committing quarantine", () -> commitQuarantine(staged, chunk, counts));
      log.stage("committing files", () -> commitFiles(staged, chunk));
      return account(chunk, counts, activity[0]);
    }
  }

  private Dataset<Row> lake(LakePlan.Chunk chunk) {
    return log.context()
        .spark()
        .read()
        .format("cloudtrail")
        .option(CloudTrailOptions.ACCOUNTING, true)
        .option(CloudTrailOptions.MANIFEST, chunk.manifest())
        .option(CloudTrailOptions.EVENT_NAMES, String.join(",", keepList.names()))
        .option(CloudTrailOptions.EVENT_SOURCES, String.join(",", KeepList.EVENT_SOURCES))
        .load(LakePlan.lakeOf(log.context()).location());
  }

  private static Dataset<Row> rows(Dataset<Row> staged, String kind) {
    return staged.where(col(CloudTrailSchema.ROW_KIND).equalTo(kind));
  }

  /** What was staged, and on which dates the events are, if there are any. */
  private record Counts(
      long read,
      long quarantined,
      long archived,
      long records,
      long kept,
      long malformed,
      Optional<DateRange> eventDates) {}

  private Counts count(Dataset<Row> staged) {
    Column state = col(CloudTrailSchema.FILE_STATE);
    Column time =
        when(
            col(CloudTrailSchema.ROW_KIND).equalTo(CloudTrailSchema.KIND_RECORD), col("eventTime"));
    Row sums =
        staged
            .agg(
                count_if(state.equalTo("read")),
                count_if(state.equalTo("quarantined")),
                count_if(state.equalTo("archived")),
                coalesce(sum(CloudTrailSchema.FILE_RECORDS), lit(0L)),
                coalesce(sum(CloudTrailSchema.FILE_KEPT), lit(0L)),
                coalesce(sum(CloudTrailSchema.FILE_MALFORMED), lit(0L)),
                to_date(min(time)),
                to_date(max(time)))
            .head();
    if (endedEarly.size() < FILES_NAMED && sums.getLong(5) > 0) {
      name(rows(staged, CloudTrailSchema.KIND_FILE));
    }
    return new Counts(
        sums.getLong(0),
        sums.getLong(1),
        sums.getLong(2),
        sums.getLong(3),
        sums.getLong(4),
        sums.getLong(5),
        sums.isNullAt(6)
            ? Optional.empty()
            : Optional.of(
                new DateRange(sums.getDate(6).toLocalDate(), sums.getDate(7).toLocalDate())));
  }

  private void name(Dataset<Row> files) {
    Column early = col(CloudTrailSchema.FILE_STATE).notEqual("read");
    Column inPart =
        concat_ws(
            " ",
            col(CloudTrailSchema.FILE_MALFORMED),
            lit("of"),
            col(CloudTrailSchema.FILE_RECORDS),
            lit("records"));
    files
        .where(col(CloudTrailSchema.FILE_MALFORMED).gt(0))
        .orderBy(early.desc(), col(CloudTrailSchema.FILE_PATH))
        .select(
            early,
            concat_ws(
                ": ",
                col(CloudTrailSchema.FILE_PATH),
                coalesce(col(CloudTrailSchema.REASON), inPart)))
        .limit(FILES_NAMED)
        .collectAsList()
        .forEach(row -> (row.getBoolean(0) ? endedEarly : unreadableInPart).add(row.getString(1)));
  }

  private List<String> unreadable() {
    return Stream.concat(endedEarly.stream(), unreadableInPart.stream())
        .limit(FILES_NAMED)
        .toList();
  }

  /**
   * Fails a run that met more unreadable files than it may, after its work is done: what was read
   * stays in the tables.
   *
   * @throws JobException when there are more
   */
  void requireFewUnreadable() {
    Optional<Integer> most = log.context().settings().maxQuarantine();
    if (most.isEmpty() || total.filesQuarantined() <= most.get()) {
      return;
    }
    List<String> named = endedEarly.stream().limit(FILES_NAMED).toList();
    long unnamed = total.filesQuarantined() - named.size();
    throw new JobException(
        "%d file%s could not be read to the end, more than the %d of max-quarantine: %s%s; what could be is in the tables; a file is read again when it is repaired, and by the next run where the store failed"
            .formatted(
                total.filesQuarantined(),
                total.filesQuarantined() == 1 ? "" : "s",
                most.get(),
                String.join(", ", named),
                unnamed == 0 ? "" : " and " + unnamed + " more"),
        log.result());
  }

  private ChunkAccount.Counts account(
      LakePlan.Chunk chunk, Counts counts, KeyedMerge.Counts activity) {
    // A row that moves to another date is deleted there and inserted here.
    long added = activity.inserted() - activity.deleted();
    long replaced = activity.updated() + activity.deleted();
    total =
        new IngestResult(
            total.directories(),
            total.filesListed(),
            total.filesRead() + counts.read(),
            total.filesQuarantined() + counts.quarantined(),
            total.filesArchived() + counts.archived(),
            total.bytesRead() + chunk.bytes(),
            total.recordsSeen() + counts.records(),
            total.recordsKept() + counts.kept(),
            total.recordsQuarantined() + counts.malformed(),
            total.activityAdded() + added,
            total.activityReplaced() + replaced,
            unreadable(),
            total.daysWithoutLogs(),
            total.listCalls());
    log.ingested(total);
    return new ChunkAccount.Counts(
        counts.read(), counts.quarantined(), counts.records(), counts.kept(), added, replaced);
  }

  // activity

  private KeyedMerge.Counts commitActivity(
      Dataset<Row> staged, LakePlan.Chunk chunk, Counts counts) {
    Dataset<Row> events =
        IdentityEvents.of(rows(staged, CloudTrailSchema.KIND_RECORD), keepList)
            .withColumn(Activity.INGESTED_AT, lit(log.startedAt()));
    Dataset<Row> present = presentActivity(counts.eventDates(), chunk);
    KeyedMerge merge = new KeyedMerge(log.warehouse(), Tables.ACTIVITY);
    if (!chunk.readsAnew()) {
      return merge.commit(newActivity(events, present));
    }
    events.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return merge.commit(
          newActivity(events, present)
              .unionByName(merge.replacements(readAnew(events, present, chunk), "date_before")));
    } finally {
      events.unpersist();
    }
  }

  private static Dataset<Row> newActivity(Dataset<Row> events, Dataset<Row> present) {
    return KeyedMerge.inserts(events.join(present, keysOf(Tables.ACTIVITY), "left_anti"));
  }

  /**
   * The rows of activity on the dates of the events; of a file that was read before, also on those
   * of its delivery, where they may have been.
   */
  private Dataset<Row> presentActivity(Optional<DateRange> eventDates, LakePlan.Chunk chunk) {
    Dataset<Row> activity = log.warehouse().read(Tables.ACTIVITY);
    if (eventDates.isEmpty()) {
      return activity.limit(0);
    }
    Column date = col(Activity.EVENT_DATE);
    DateRange dates = eventDates.get();
    Column ofEvents = date.between(dates.from(), dates.to());
    DateRange delivered = chunk.deliveryDates();
    return activity.where(
        chunk.readsAnew()
            ? ofEvents.or(date.between(delivered.from().minusDays(1), delivered.to()))
            : ofEvents);
  }

  /** Events that activity holds and that now come out differently. */
  private Dataset<Row> readAnew(Dataset<Row> events, Dataset<Row> present, LakePlan.Chunk chunk) {
    Column[] content =
        Stream.of(Activity.SCHEMA.fieldNames())
            .filter(name -> !NOT_CONTENT.contains(name))
            .map(name -> col(name))
            .toArray(Column[]::new);
    Dataset<Row> before =
        present.select(
            col(Activity.ACCOUNT_ID),
            col(Activity.EVENT_ID),
            col(Activity.EVENT_DATE).as("date_before"),
            col(Activity.SOURCE_FILE).as("file_before"),
            struct(content).as("before"));
    Dataset<Row> known =
        log.context()
            .spark()
            .createDataset(known(chunk), Encoders.STRING())
            .toDF(Activity.SOURCE_FILE);
    return events
        .join(known, new String[] {Activity.SOURCE_FILE}, "left_semi")
        .join(before, keysOf(Tables.ACTIVITY), "inner")
        .where(not(struct(content).eqNullSafe(col("before"))))
        .where(replace ? mayReplace(col("file_before")) : lit(true))
        .drop("before", "file_before");
  }

  /**
   * Of two files of the lake that hold the same event, not alike, the first by path has its say:
   * each replacing the other, no two runs would end alike.
   */
  private Column mayReplace(Column fileBefore) {
    String lake = LakePlan.root(log.context());
    return col(Activity.SOURCE_FILE).leq(fileBefore).or(not(fileBefore.startsWith(lake)));
  }

  private List<String> known(LakePlan.Chunk chunk) {
    return Manifest.read(log.context().spark().sessionState().newHadoopConf(), chunk.known())
        .stream()
        .map(LogFile::path)
        .toList();
  }

  // quarantine

  private void commitQuarantine(Dataset<Row> staged, LakePlan.Chunk chunk, Counts counts) {
    if (counts.malformed() + counts.quarantined() + counts.archived() == 0 && !chunk.readsAnew()) {
      return;
    }
    Dataset<Row> unreadableNow = quarantineRows(rows(staged, CloudTrailSchema.KIND_MALFORMED));
    DateRange dates = chunk.deliveryDates();
    Dataset<Row> present =
        log.warehouse()
            .read(Tables.QUARANTINE)
            .where(col(QuarantineColumns.DELIVERY_DATE).between(dates.from(), dates.to()));
    Dataset<Row> filesRead =
        rows(staged, CloudTrailSchema.KIND_FILE)
            .select(col(CloudTrailSchema.FILE_PATH).as(QuarantineColumns.SOURCE_FILE));
    Dataset<Row> readableNow =
        present
            .join(filesRead, new String[] {QuarantineColumns.SOURCE_FILE}, "left_semi")
            .join(unreadableNow, keysOf(Tables.QUARANTINE), "left_anti");
    Dataset<Row> isNew = unreadableNow.join(present, keysOf(Tables.QUARANTINE), "left_anti");
    new KeyedMerge(log.warehouse(), Tables.QUARANTINE)
        .commit(KeyedMerge.inserts(isNew).unionByName(KeyedMerge.deletes(readableNow)));
  }

  private Dataset<Row> quarantineRows(Dataset<Row> malformed) {
    return malformed.select(
        sha2(
                concat_ws(
                        "|",
                        col(CloudTrailSchema.FILE_PATH),
                        coalesce(col(CloudTrailSchema.RECORD_INDEX).cast("string"), lit("file")),
                        col(CloudTrailSchema.REASON))
                    .cast("binary"),
                256)
            .as(QuarantineColumns.QUARANTINE_ID),
        col(CloudTrailSchema.FILE_PATH).as(QuarantineColumns.SOURCE_FILE),
        col(CloudTrailSchema.DELIVERY_DATE).as(QuarantineColumns.DELIVERY_DATE),
        col(CloudTrailSchema.PATH_ACCOUNT).as(QuarantineColumns.ACCOUNT_ID),
        col(CloudTrailSchema.PATH_REGION).as(QuarantineColumns.REGION),
        col(CloudTrailSchema.RECORD_INDEX).as(QuarantineColumns.RECORD_INDEX),
        col(CloudTrailSchema.FILE_OFFSET).as(QuarantineColumns.FILE_OFFSET),
        col(CloudTrailSchema.REASON).as(QuarantineColumns.REASON),
        col(CloudTrailSchema.SNIPPET).as(QuarantineColumns.SNIPPET),
        lit(log.startedAt()).as(QuarantineColumns.QUARANTINED_AT),
        lit(log.runId()).as(QuarantineColumns.RUN_ID));
  }

  // files

  /** A replacement that was stopped goes on by what the ledger says of when a file was read. */
  private void commitFiles(Dataset<Row> staged, LakePlan.Chunk chunk) {
    Dataset<Row> read = fileRows(rows(staged, CloudTrailSchema.KIND_FILE));
    if (!chunk.readsAnew()) {
      new KeyedMerge(log.warehouse(), Tables.FILES).commit(KeyedMerge.inserts(read));
      return;
    }
    Column[] content =
        Stream.concat(
                LEDGER_CONTENT.stream(), replace ? Stream.of(FileColumns.READ_AT) : Stream.of())
            .map(name -> col(name))
            .toArray(Column[]::new);
    DateRange dates = chunk.deliveryDates();
    Dataset<Row> before =
        log.warehouse()
            .read(Tables.FILES)
            .where(col(FileColumns.DELIVERY_DATE).between(dates.from(), dates.to()))
            .select(col(FileColumns.PATH), struct(content).as("before"));
    Dataset<Row> isNew = read.join(before, new String[] {FileColumns.PATH}, "left_anti");
    Dataset<Row> changed =
        read.join(before, new String[] {FileColumns.PATH}, "inner")
            .where(not(struct(content).eqNullSafe(col("before"))))
            .drop("before");
    new KeyedMerge(log.warehouse(), Tables.FILES)
        .commit(KeyedMerge.inserts(isNew).unionByName(KeyedMerge.updates(changed)));
  }

  private Dataset<Row> fileRows(Dataset<Row> files) {
    return files.select(
        col(CloudTrailSchema.FILE_PATH).as(FileColumns.PATH),
        col(CloudTrailSchema.DELIVERY_DATE).as(FileColumns.DELIVERY_DATE),
        col(CloudTrailSchema.PATH_ACCOUNT).as(FileColumns.ACCOUNT_ID),
        col(CloudTrailSchema.PATH_REGION).as(FileColumns.REGION),
        col(CloudTrailSchema.FILE_SIZE).as(FileColumns.SIZE),
        col(CloudTrailSchema.FILE_ETAG).as(FileColumns.ETAG),
        col(CloudTrailSchema.FILE_MODIFIED_AT).as(FileColumns.MODIFIED_AT),
        col(CloudTrailSchema.FILE_STATE).as(FileColumns.STATE),
        col(CloudTrailSchema.REASON).as(FileColumns.REASON),
        col(CloudTrailSchema.FILE_RECORDS).as(FileColumns.RECORDS),
        col(CloudTrailSchema.FILE_KEPT).as(FileColumns.IDENTITY_EVENTS),
        col(CloudTrailSchema.FILE_MALFORMED).as(FileColumns.MALFORMED),
        col(CloudTrailSchema.FILE_BYTES_INFLATED).as(FileColumns.BYTES_INFLATED),
        lit(IdentityEvents.mapperVersion(keepList)).as(FileColumns.MAPPER_VERSION),
        lit(log.startedAt()).as(FileColumns.READ_AT),
        lit(log.runId()).as(FileColumns.RUN_ID));
  }

  private static String[] keysOf(Tables table) {
    return table.key().toArray(String[]::new);
  }
}
