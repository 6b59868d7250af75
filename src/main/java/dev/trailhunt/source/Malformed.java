package dev.trailhunt.source;

/**
 * Why a record, or the rest of a file, could not be read. The codes are stored: they never change.
 */
public enum Malformed {
  /** The gzip stream ends before its end. */
  GZIP_TRUNCATED("gzip-truncated"),
  /** The gzip stream is damaged, or its checksum does not hold. */
  GZIP_CORRUPT("gzip-corrupt"),
  /** Not JSON: one record when its braces balance, else the rest of the file. */
  JSON_INVALID("json-invalid"),
  /** A JSON value without a {@code Records} array. */
  RECORDS_MISSING("records-missing"),
  /** An element of {@code Records} that is not an object. */
  RECORD_NOT_OBJECT("record-not-object"),
  /** A record without an eventID. */
  NO_EVENT_ID("no-event-id"),
  /** A record without an eventTime that can be read. */
  NO_EVENT_TIME("no-event-time"),
  /** An eventTime before 2013, or more than a day after the end of the delivery date. */
  EVENT_TIME_OUT_OF_RANGE("event-time-out-of-range"),
  /** A record of more than {@value RecordScanner#MAX_RECORD_BYTES} bytes. */
  RECORD_TOO_LARGE("record-too-large"),
  /** The store failed while the file was read. */
  IO_ERROR("io-error"),
  /** The file was listed and is gone. */
  VANISHED("vanished"),
  /** The object lies in an archive tier and must be restored first. */
  ARCHIVED("archived");

  private final String code;

  Malformed(String code) {
    this.code = code;
  }

  /** The stable code, as in the {@code reason} column. */
  public String code() {
    return code;
  }
}
