package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;

import dev.trailhunt.config.Settings;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import dev.trailhunt.source.LakeListing;
import dev.trailhunt.source.LakeSelection;
import dev.trailhunt.source.LogFile;
import dev.trailhunt.source.Manifest;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.FileColumns;
import dev.trailhunt.table.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest has to read: the files of the lake less those that the ledger knows as they are
 * now. A long backfill has more of them than memory holds, so they are kept on this machine's disk.
 *
 * @param asked the days that the user asked for
 * @param directories the delivery days looked at
 * @param scratch where the plan keeps its manifests
 * @param files log files found, all in the manifest {@link #LISTED}
 * @param daysWithLogs delivery days that have any
 * @param listCalls LIST requests that took
 * @param listingTook how long that took
 */
record LakePlan(
    DateRange asked,
    DateRange directories,
    ScratchFolder scratch,
    long files,
    Set<LocalDate> daysWithLogs,
    long listCalls,
    Duration listingTook) {
  private static final String LISTED = "listed.gz";

  /** Files whose entries of the ledger are fetched together, and those of the last one's day. */
  private static final int LOOKED_UP = 100_000;

  /**
   * Files that are read, staged and committed together.
   *
   * @param manifest URI of the manifest of the files
   * @param known URI of the manifest of those whose events activity may hold otherwise: that the
   *     ledger holds in another state or from another mapping, or that are to be replaced
   * @param readsAnew whether there are such
   * @param files how many files
   * @param bytes their compressed size
   * @param deliveryDates of the first and the last
   */
  record Chunk(
      String manifest,
      String known,
      boolean readsAnew,
      long files,
      long bytes,
      DateRange deliveryDates) {}

  /** Lists the lake. */
  static LakePlan list(
      JobContext context, DateRange asked, DateRange directories, ScratchFolder scratch) {
    context.progress().stage("listing the lake, " + directories);
    Instant begin = context.clock().instant();
    Settings.Lake lake = lakeOf(context);
    Configuration conf = context.spark().sessionState().newHadoopConf();
    LakeListing listing =
        new LakeListing(new LakeSelection(lake.location(), lake.accounts(), lake.regions()), conf);
    AtomicLong files = new AtomicLong();
    Set<LocalDate> days = new HashSet<>();
    try (Manifest.Output listed = new Manifest.Output(conf, scratch.uri(LISTED))) {
      long calls =
          listing.list(
              directories.from(),
              directories.to(),
              file -> {
                listed.add(file);
                files.incrementAndGet();
                days.add(file.deliveryDate());
              });
      return new LakePlan(
          asked,
          directories,
          scratch,
          files.get(),
          Set.copyOf(days),
          calls,
          Duration.between(begin, context.clock().instant()));
    }
  }

  static Settings.Lake lakeOf(JobContext context) {
    return context
        .settings()
        .lake()
        .orElseThrow(
            () ->
                new JobException(
                    JobException.Kind.USAGE,
                    "no lake is given; name it by --lake or as lake.location in the configuration file"));
  }

  /** What the path of every file of the lake begins with. */
  static String root(JobContext context) {
    Path location = new Path(lakeOf(context).location());
    try {
      FileSystem fs = location.getFileSystem(context.spark().sessionState().newHadoopConf());
      String root = fs.makeQualified(location).toString();
      return root.endsWith(Path.SEPARATOR) ? root : root + Path.SEPARATOR;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The days asked for that have no file at all. */
  List<LocalDate> daysWithoutLogs() {
    return asked
        .from()
        .datesUntil(asked.to().plusDays(1))
        .filter(day -> !daysWithLogs.contains(day))
        .toList();
  }

  /**
   * The files that are due, in the order of delivery, cut where a chunk is full.
   *
   * @param replacesBefore files last read before this are due, too, and the events of all are to
   *     replace those in activity
   */
  List<Chunk> due(JobContext context, Warehouse warehouse, Optional<Instant> replacesBefore) {
    Configuration conf = context.spark().sessionState().newHadoopConf();
    String mapper = IdentityEvents.mapperVersion(KeepList.of(context.settings().events()));
    try (ChunkCutter chunks = new ChunkCutter(scratch, conf, context.settings().chunk())) {
      WholeDays together =
          new WholeDays(
              LOOKED_UP,
              files -> addDue(files, ledger(warehouse, files), mapper, replacesBefore, chunks));
      Manifest.read(conf, scratch.uri(LISTED), together::add);
      together.end();
      return chunks.cut();
    }
  }

  private static void addDue(
      List<LogFile> files,
      Map<String, LedgerEntry> ledger,
      String mapper,
      Optional<Instant> replacesBefore,
      ChunkCutter chunks) {
    for (LogFile file : files) {
      LedgerEntry entry = ledger.get(file.path());
      if (entry == null
          || !entry.isSettled(file, mapper)
          || replacesBefore.filter(entry.readAt()::isBefore).isPresent()) {
        chunks.add(file, entry != null || replacesBefore.isPresent());
      }
    }
  }

  private static Map<String, LedgerEntry> ledger(Warehouse warehouse, List<LogFile> files) {
    LocalDate from = files.get(0).deliveryDate();
    LocalDate to = files.get(files.size() - 1).deliveryDate();
    Map<String, LedgerEntry> ledger = new HashMap<>();
    Iterator<Row> rows =
        warehouse
            .read(Tables.FILES)
            .where(col(FileColumns.DELIVERY_DATE).between(from, to))
            .select(
                FileColumns.PATH,
                FileColumns.SIZE,
                FileColumns.ETAG,
                FileColumns.MODIFIED_AT,
                FileColumns.STATE,
                FileColumns.REASON,
                FileColumns.MAPPER_VERSION,
                FileColumns.READ_AT)
            .toLocalIterator();
    while (rows.hasNext()) {
      Row row = rows.next();
      ledger.put(
          row.getString(0),
          new LedgerEntry(
              row.getLong(1),
              row.getString(2),
              row.getTimestamp(3).toInstant(),
              row.getString(4),
              row.getString(5),
              row.getString(6),
              row.getTimestamp(7).toInstant()));
    }
    return ledger;
  }

  private record LedgerEntry(
      long size,
      @Nullable String etag,
      Instant modifiedAt,
      String state,
      @Nullable String reason,
      String mapper,
      Instant readAt) {

    /**
     * Read as it is now and by this mapping. An archived object may be restored and a network fault
     * may pass.
     */
    boolean isSettled(LogFile file, String currentMapper) {
      boolean sameContent =
          (etag != null && file.etag() != null)
              ? etag.equals(file.etag())
              : modifiedAt.equals(file.modifiedAt());
      boolean mayPass =
          state.equals("archived") || "io-error".equals(reason) || "vanished".equals(reason);
      return size == file.size() && sameContent && mapper.equals(currentMapper) && !mayPass;
    }
  }
}
