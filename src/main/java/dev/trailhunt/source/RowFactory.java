package dev.trailhunt.source;

import static dev.trailhunt.source.CloudTrailSchema.EVENT_ID;
import static dev.trailhunt.source.CloudTrailSchema.EVENT_TIME;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Makes the rows of a read that asks for some of the columns. With accounting each row has the
 * record's id and time, behind the columns asked for when they are not among them.
 */
final class RowFactory {
  private final Map<String, Integer> ordinals = new HashMap<>();
  private final RecordParser parser = new RecordParser();
  private final Object[] fileValues;
  private final int eventId;
  private final int eventTime;
  private final int recordIndex;
  private final int fileOffset;
  private final int rowKind;

  RowFactory(StructType columns, boolean accounting) {
    StructType all = accounting ? withKeys(columns) : columns;
    for (int i = 0; i < all.length(); i++) {
      StructField field = all.fields()[i];
      ordinals.put(field.name(), i);
      if (CloudTrailSchema.isRecordField(field.name())) {
        parser.add(field, i);
      }
    }
    fileValues = new Object[all.length()];
    eventId = ordinal(EVENT_ID);
    eventTime = ordinal(EVENT_TIME);
    recordIndex = ordinal(CloudTrailSchema.RECORD_INDEX);
    fileOffset = ordinal(CloudTrailSchema.FILE_OFFSET);
    rowKind = ordinal(CloudTrailSchema.ROW_KIND);
  }

  private static StructType withKeys(StructType columns) {
    StructType all = columns;
    for (String key : new String[] {EVENT_ID, EVENT_TIME}) {
      if (all.getFieldIndex(key).isEmpty()) {
        all = all.add(CloudTrailSchema.SCHEMA.apply(key));
      }
    }
    return all;
  }

  /** Starts a file: what all its rows have in common. */
  void start(LogFile file) {
    common(CloudTrailSchema.FILE_PATH, UTF8String.fromString(file.path()));
    common(CloudTrailSchema.DELIVERY_DATE, (int) file.deliveryDate().toEpochDay());
    common(CloudTrailSchema.PATH_ACCOUNT, UTF8String.fromString(file.account()));
    common(CloudTrailSchema.PATH_REGION, UTF8String.fromString(file.region()));
    common(CloudTrailSchema.FILE_SIZE, file.size());
    common(CloudTrailSchema.FILE_ETAG, UTF8String.fromString(file.etag()));
    common(
        CloudTrailSchema.FILE_MODIFIED_AT,
        ChronoUnit.MICROS.between(Instant.EPOCH, file.modifiedAt()));
  }

  /**
   * A row of the record that the scanner stands at.
   *
   * @throws NotJsonException when it is not JSON
   */
  InternalRow record(RecordScanner scanner) throws IOException {
    InternalRow row = row(CloudTrailSchema.KIND_RECORD);
    parser.parse(scanner.buffer(), scanner.start(), scanner.end(), row);
    set(row, recordIndex, scanner.records() - 1);
    set(row, fileOffset, scanner.offset());
    return row;
  }

  /** A row of something that could not be read; without an index of a file's fault. */
  InternalRow malformed(@Nullable Long index, long offset, Malformed reason, UTF8String snippet) {
    InternalRow row = row(CloudTrailSchema.KIND_MALFORMED);
    set(row, recordIndex, index);
    set(row, fileOffset, offset);
    set(row, ordinal(CloudTrailSchema.REASON), UTF8String.fromString(reason.code()));
    set(row, ordinal(CloudTrailSchema.SNIPPET), snippet);
    return row;
  }

  /** The row of a file. */
  InternalRow file(
      String state, @Nullable Malformed fault, long records, long kept, long bad, long inflated) {
    InternalRow row = row(CloudTrailSchema.KIND_FILE);
    set(row, ordinal(CloudTrailSchema.FILE_STATE), UTF8String.fromString(state));
    set(
        row,
        ordinal(CloudTrailSchema.REASON),
        fault == null ? null : UTF8String.fromString(fault.code()));
    set(row, ordinal(CloudTrailSchema.FILE_RECORDS), records);
    set(row, ordinal(CloudTrailSchema.FILE_KEPT), kept);
    set(row, ordinal(CloudTrailSchema.FILE_MALFORMED), bad);
    set(row, ordinal(CloudTrailSchema.FILE_BYTES_INFLATED), inflated);
    return row;
  }

  boolean hasEventId(InternalRow row) {
    return !row.isNullAt(eventId) && row.getUTF8String(eventId).numBytes() > 0;
  }

  boolean hasEventTime(InternalRow row) {
    return !row.isNullAt(eventTime);
  }

  /** Microseconds since 1970. */
  long eventTime(InternalRow row) {
    return row.getLong(eventTime);
  }

  /** Fields of an unexpected type so far. */
  long mismatches() {
    return parser.mismatches();
  }

  private InternalRow row(String kind) {
    InternalRow row = new GenericInternalRow(fileValues.clone());
    set(row, rowKind, UTF8String.fromString(kind));
    return row;
  }

  private void common(String column, @Nullable Object value) {
    int ordinal = ordinal(column);
    if (ordinal >= 0) {
      fileValues[ordinal] = value;
    }
  }

  private int ordinal(String column) {
    return ordinals.getOrDefault(column, -1);
  }

  private static void set(InternalRow row, int ordinal, @Nullable Object value) {
    if (ordinal >= 0) {
      row.update(ordinal, value);
    }
  }
}
