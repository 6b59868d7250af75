package dev.trailhunt.run;

import java.time.LocalDate;
import java.util.List;

/**
 * What an ingest read.
 *
 * @param directories the delivery days looked at
 * @param filesListed log files found there
 * @param filesRead log files that were due and were read to their end
 * @param filesQuarantined log files that were due and could not be read, or not to their end
 * @param filesArchived log files that were due and lie in an archive storage class
 * @param bytesRead compressed bytes of the files that were due
 * @param recordsSeen records in them
 * @param recordsKept identity events among the records, duplicates included
 * @param recordsQuarantined records that could not be read
 * @param activityAdded rows that the activity table gained
 * @param activityReplaced rows that a newer reading of their file changed
 * @param unreadable up to ten of the files with something unreadable, those first that ended early,
 *     each with its reason or how many of its records
 * @param daysWithoutLogs days asked for that have no file at all
 * @param listCalls LIST requests that the listing took
 */
public record IngestResult(
    DateRange directories,
    long filesListed,
    long filesRead,
    long filesQuarantined,
    long filesArchived,
    long bytesRead,
    long recordsSeen,
    long recordsKept,
    long recordsQuarantined,
    long activityAdded,
    long activityReplaced,
    List<String> unreadable,
    List<LocalDate> daysWithoutLogs,
    long listCalls) {
  public IngestResult {
    unreadable = List.copyOf(unreadable);
    daysWithoutLogs = List.copyOf(daysWithoutLogs);
  }
}
