package dev.trailhunt.source;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns one file after the other into rows: its kept records, with accounting also what could not
 * be read and, last, the file itself.
 */
final class FileReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileReader.class);
  private static final long FIRST_MICROS = micros(CloudTrailReadConf.FIRST_DAY);

  private static final LogFile NO_FILE =
      new LogFile("", 0, Instant.EPOCH, null, "", "", LocalDate.EPOCH);

  private final RowFactory rows;
  private final boolean accounting;
  private final RecordScanner scanner;
  private final ReadCounts counts;
  private final GzipStream gzip = new GzipStream();

  private LogFile file = NO_FILE;
  private long kept;
  private long malformed;
  private @Nullable Malformed fault;
  private String faultMessage = "";
  private @Nullable Malformed firstMalformed;
  private long firstOffset;
  private boolean ended = true;
  private boolean closing;

  FileReader(RowFactory rows, boolean accounting, RecordScanner scanner, ReadCounts counts) {
    this.rows = rows;
    this.accounting = accounting;
    this.scanner = scanner;
    this.counts = counts;
  }

  /**
   * Starts a file.
   *
   * @throws IOException when the store refuses it, or fails for file after file
   */
  void start(FilePrefetcher.Opened opened) throws IOException {
    file = opened.file();
    kept = 0;
    malformed = 0;
    fault = null;
    faultMessage = "";
    firstMalformed = null;
    ended = false;
    closing = false;
    rows.start(file);
    gzip.reset(
        opened.head(), opened.length(), opened.rest(), file.size(), file.path().endsWith(".gz"));
    scanner.reset(gzip);
    if (opened.failure() != null) {
      fail(opened.failure());
    }
  }

  /** The file's next row; null behind the last. */
  @Nullable InternalRow next() throws IOException {
    InternalRow row = null;
    while (row == null && !ended) {
      row = closing ? end() : fault == null ? read() : faultRow();
    }
    return row;
  }

  @Override
  public void close() {
    gzip.close();
  }

  private @Nullable InternalRow read() throws IOException {
    try {
      return switch (scanner.next()) {
        case RECORD -> record();
        case MALFORMED -> malformed(scanner.reason());
        case END -> {
          closing = true;
          yield null;
        }
      };
    } catch (NotJsonException e) {
      return malformed(Malformed.JSON_INVALID);
    } catch (IOException e) {
      fail(e);
      return null;
    }
  }

  private @Nullable InternalRow record() throws IOException {
    InternalRow row = rows.record(scanner);
    Malformed flaw = accounting ? flaw(row) : null;
    if (flaw != null) {
      return malformed(flaw);
    }
    kept++;
    return row;
  }

  /** What keeps a record that is JSON from being kept where every row must have its place. */
  private @Nullable Malformed flaw(InternalRow row) {
    if (!rows.hasEventId(row)) {
      return Malformed.NO_EVENT_ID;
    }
    if (!rows.hasEventTime(row)) {
      return Malformed.NO_EVENT_TIME;
    }
    long time = rows.eventTime(row);
    // A day after the end of the delivery date.
    long last = micros(file.deliveryDate().plusDays(2));
    return time < FIRST_MICROS || time > last ? Malformed.EVENT_TIME_OUT_OF_RANGE : null;
  }

  private @Nullable InternalRow malformed(Malformed reason) {
    noteMalformed(reason);
    return accounting
        ? rows.malformed(
            scanner.records() - 1,
            scanner.offset(),
            reason,
            Text.snippet(scanner.snippet(), RecordScanner.SNIPPET_BYTES))
        : null;
  }

  private @Nullable InternalRow faultRow() {
    closing = true;
    Malformed reason = Objects.requireNonNull(fault);
    noteMalformed(reason);
    return accounting
        ? rows.malformed(
            null,
            scanner.offset(),
            reason,
            Text.snippet(scanner.snippet(), RecordScanner.SNIPPET_BYTES))
        : null;
  }

  private void noteMalformed(Malformed reason) {
    malformed++;
    if (firstMalformed == null) {
      firstMalformed = reason;
      firstOffset = scanner.offset();
    }
  }

  private void fail(IOException e) throws IOException {
    IOException refusal = StoreFault.refusal(file.path(), e).orElse(null);
    if (refusal != null) {
      throw refusal;
    }
    fault = StoreFault.reason(e);
    if (fault == Malformed.IO_ERROR) {
      Outage.note(file.path(), e);
    }
    faultMessage = ", " + e.getMessage();
    LOG.debug("{}: reading ended", Text.escape(file.path()), e);
  }

  private @Nullable InternalRow end() {
    ended = true;
    if (fault != Malformed.IO_ERROR) {
      Outage.isOver();
    }
    counts.files++;
    counts.bytesRead += gzip.bytesRead();
    counts.bytesInflated += gzip.bytesInflated();
    counts.records += scanner.records();
    counts.kept += kept;
    counts.malformed += malformed;
    counts.quarantined += fault == null ? 0 : 1;
    counts.mismatches = rows.mismatches();
    if (firstMalformed != null) {
      LOG.warn(
          "{}: {} unreadable, the first at byte {}: {}; {}{}",
          Text.escape(file.path()),
          malformed,
          firstOffset,
          firstMalformed.code(),
          state(),
          Text.escape(faultMessage));
    }
    return accounting
        ? rows.file(state(), fault, scanner.records(), kept, malformed, gzip.bytesInflated())
        : null;
  }

  private String state() {
    if (fault == null) {
      return CloudTrailSchema.STATE_READ;
    }
    return fault == Malformed.ARCHIVED
        ? CloudTrailSchema.STATE_ARCHIVED
        : CloudTrailSchema.STATE_QUARANTINED;
  }

  private static long micros(LocalDate day) {
    return TimeUnit.SECONDS.toMicros(day.atStartOfDay().toEpochSecond(ZoneOffset.UTC));
  }
}
