package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;

import dev.trailhunt.config.Settings;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import dev.trailhunt.source.LakeListing;
import dev.trailhunt.source.LakeSelection;
import dev.trailhunt.source.LogFile;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.FileColumns;
import dev.trailhunt.table.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What an ingest has to read: the files of the lake less those that the ledger knows as they are
 * now.
 *
 * @param asked the days that the user asked for
 * @param directories the delivery days looked at
 * @param listed every log file found there
 * @param listCalls LIST requests that took
 */
record LakePlan(DateRange asked, DateRange directories, List<LogFile> listed, long listCalls) {

  /**
   * Files that are read, staged and committed together.
   *
   * @param files the files
   * @param known paths among them that the ledger holds in another state or from another mapping
   */
  record Chunk(List<LogFile> files, Set<String> known) {
    long bytes() {
      return files.stream().mapToLong(LogFile::size).sum();
    }

    DateRange deliveryDates() {
      return new DateRange(files.get(0).deliveryDate(), files.get(files.size() - 1).deliveryDate());
    }
  }

  /** Lists the lake. */
  static LakePlan list(JobContext context, DateRange asked, DateRange directories) {
    context.progress().stage("listing the lake, " + directories);
    Settings.Lake lake = lakeOf(context);
    LakeListing.Listing listing =
        new LakeListing(
                new LakeSelection(lake.location(), lake.accounts(), lake.regions()),
                context.spark().sessionState().newHadoopConf())
            .list(directories.from(), directories.to());
    return new LakePlan(asked, directories, listing.files(), listing.listCalls());
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

  /** The days asked for that have no file at all. */
  List<LocalDate> daysWithoutLogs() {
    Set<LocalDate> present = listed.stream().map(LogFile::deliveryDate).collect(Collectors.toSet());
    return asked
        .from()
        .datesUntil(asked.to().plusDays(1))
        .filter(day -> !present.contains(day))
        .toList();
  }

  /** The files that are due, in the order of delivery, cut where a chunk is full. */
  List<Chunk> due(Warehouse warehouse, Settings settings) {
    String mapper = IdentityEvents.mapperVersion(KeepList.of(settings.events()));
    Map<String, LedgerEntry> ledger = ledger(warehouse);
    List<Chunk> chunks = new ArrayList<>();
    List<LogFile> files = new ArrayList<>();
    long bytes = 0;
    for (LogFile file : listed) {
      LedgerEntry entry = ledger.get(file.path());
      if (entry != null && entry.isSettled(file, mapper)) {
        continue;
      }
      if (!files.isEmpty()
          && (files.size() >= settings.chunk().files()
              || bytes + file.size() > settings.chunk().bytes())) {
        chunks.add(chunk(files, ledger));
        files = new ArrayList<>();
        bytes = 0;
      }
      files.add(file);
      bytes += file.size();
    }
    if (!files.isEmpty()) {
      chunks.add(chunk(files, ledger));
    }
    return chunks;
  }

  private static Chunk chunk(List<LogFile> files, Map<String, LedgerEntry> ledger) {
    return new Chunk(
        List.copyOf(files),
        files.stream().map(LogFile::path).filter(ledger::containsKey).collect(Collectors.toSet()));
  }

  private Map<String, LedgerEntry> ledger(Warehouse warehouse) {
    Map<String, LedgerEntry> ledger = new HashMap<>();
    Iterator<Row> rows =
        warehouse
            .read(Tables.FILES)
            .where(col(FileColumns.DELIVERY_DATE).between(directories.from(), directories.to()))
            .select(
                FileColumns.PATH,
                FileColumns.SIZE,
                FileColumns.ETAG,
                FileColumns.MODIFIED_AT,
                FileColumns.STATE,
                FileColumns.REASON,
                FileColumns.MAPPER_VERSION)
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
              row.getString(6)));
    }
    return ledger;
  }

  private record LedgerEntry(
      long size,
      @Nullable String etag,
      Instant modifiedAt,
      String state,
      @Nullable String reason,
      String mapper) {

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
