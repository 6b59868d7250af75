package dev.trailhunt.run;

import dev.trailhunt.table.Tables.ChunkFields;
import java.sql.Date;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * What a run did with one chunk: an element of {@code runs.chunks}.
 *
 * @param counts what was in it
 * @param reading how long it took to read and commit it
 * @param judging how long it took to judge what came of it; empty where nothing is judged
 * @param heapBytes what the driver's heap held after the last garbage collection, if there was one
 */
record ChunkAccount(
    LakePlan.Chunk chunk,
    Counts counts,
    Duration reading,
    Optional<Duration> judging,
    Optional<Long> heapBytes) {

  /**
   * What was in a chunk.
   *
   * @param filesRead log files read to their end
   * @param filesQuarantined log files that could not be read, or not to their end
   * @param recordsSeen records in them
   * @param recordsKept identity events among the records, duplicates included
   * @param activityAdded rows that the activity table gained
   * @param activityReplaced rows that a newer reading of their file changed
   */
  record Counts(
      long filesRead,
      long filesQuarantined,
      long recordsSeen,
      long recordsKept,
      long activityAdded,
      long activityReplaced) {}

  /** The struct that the table holds. */
  Row row() {
    Map<String, Optional<?>> fields =
        Map.ofEntries(
            Map.entry(
                ChunkFields.DELIVERY_FROM, Optional.of(Date.valueOf(chunk.deliveryDates().from()))),
            Map.entry(
                ChunkFields.DELIVERY_TO, Optional.of(Date.valueOf(chunk.deliveryDates().to()))),
            Map.entry(ChunkFields.FILES, Optional.of(chunk.files())),
            Map.entry(ChunkFields.FILES_READ, Optional.of(counts.filesRead())),
            Map.entry(ChunkFields.FILES_QUARANTINED, Optional.of(counts.filesQuarantined())),
            Map.entry(ChunkFields.BYTES, Optional.of(chunk.bytes())),
            Map.entry(ChunkFields.RECORDS_SEEN, Optional.of(counts.recordsSeen())),
            Map.entry(ChunkFields.RECORDS_KEPT, Optional.of(counts.recordsKept())),
            Map.entry(ChunkFields.ACTIVITY_ADDED, Optional.of(counts.activityAdded())),
            Map.entry(ChunkFields.ACTIVITY_REPLACED, Optional.of(counts.activityReplaced())),
            Map.entry(ChunkFields.READING_SECONDS, Optional.of(RunLog.seconds(reading))),
            Map.entry(ChunkFields.JUDGING_SECONDS, judging.map(RunLog::seconds)),
            Map.entry(ChunkFields.HEAP_BYTES, heapBytes));
    return RowFactory.create(
        Stream.of(ChunkFields.TYPE.fieldNames())
            .map(name -> fields.get(name).orElse(null))
            .toArray(Object[]::new));
  }
}
