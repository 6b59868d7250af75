package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of log files, {@code {"Records":[…]}} once or several times over, in a stream
 * of bytes, and tells the wanted ones by their top-level eventName and eventSource. A record that
 * is not wanted is passed over byte by byte and costs no object; nor is it checked further than its
 * outermost level and the balance of its brackets. Holds one record at a time and never recurses.
 */
final class RecordScanner {
  /**
   * A longer record is passed over, as {@link Malformed#RECORD_TOO_LARGE}. CloudTrail's own are 1
   * MB at most; a task holds three times this, and 25 times when it must make objects of the
   * smallest parts.
   */
  static final int MAX_RECORD_BYTES = 16 << 20;

  /** How much of what could not be read is shown. */
  static final int SNIPPET_BYTES = 4096;

  /** What {@link #next} stopped at. */
  enum Found {
    /** A wanted record, {@link #buffer} from {@link #start} to {@link #end}. */
    RECORD,
    /** An element of Records that is no readable record: {@link #reason}, {@link #snippet}. */
    MALFORMED,
    /** The end of the file. */
    END
  }

  private enum Place {
    TOP,
    MEMBER,
    ELEMENT
  }

  private static final int BUFFER_BYTES = 128 * 1024;
  private static final int KEPT_BUFFER_BYTES = 4 << 20;
  private static final long QUOTES = EightBytes.of('"');
  private static final long SLASHES = EightBytes.of('\\');
  private static final byte[] RECORDS = "Records".getBytes(US_ASCII);
  private static final byte[] EVENT_NAME = CloudTrailSchema.EVENT_NAME.getBytes(US_ASCII);
  private static final byte[] EVENT_SOURCE = CloudTrailSchema.EVENT_SOURCE.getBytes(US_ASCII);

  private static final byte[] NULL = "null".getBytes(US_ASCII);

  private final Wanted name;
  private final Wanted source;
  private final int maxRecordBytes;
  private final int bufferBytes;

  private ByteSource in = (into, offset, length) -> -1;
  private byte[] buffer;
  private int position;
  private int limit;

  /** Where in the file the buffer starts. */
  private long base;

  /** From here on the buffer's bytes are needed; -1 when none are behind the position. */
  private int mark;

  private boolean overflowed;
  private boolean broken;

  private Place place = Place.TOP;
  private boolean first;
  private boolean hasRecords;
  private long missingAt;
  private final byte[] head = new byte[SNIPPET_BYTES];
  private int headLength;

  private long records;
  private long offset;
  private int start;
  private int end;
  private Malformed reason = Malformed.JSON_INVALID;

  /** Null sets let everything through. */
  RecordScanner(@Nullable NameSet names, @Nullable NameSet sources) {
    this(names, sources, BUFFER_BYTES, MAX_RECORD_BYTES);
  }

  RecordScanner(
      @Nullable NameSet names, @Nullable NameSet sources, int bufferBytes, int maxRecordBytes) {
    this.name = new Wanted(EVENT_NAME, names);
    this.source = new Wanted(EVENT_SOURCE, sources);
    this.bufferBytes = bufferBytes;
    this.maxRecordBytes = maxRecordBytes;
    this.buffer = new byte[bufferBytes];
  }

  /** Starts a file. */
  void reset(ByteSource file) {
    in = file;
    if (buffer.length > Math.max(bufferBytes, KEPT_BUFFER_BYTES)) {
      buffer = new byte[bufferBytes];
    }
    position = 0;
    limit = 0;
    base = 0;
    mark = -1;
    overflowed = false;
    place = Place.TOP;
    first = true;
    missingAt = -1;
    headLength = 0;
    records = 0;
    offset = 0;
    start = 0;
    end = 0;
  }

  /**
   * Goes to the next wanted or unreadable record.
   *
   * @throws ScanFault when the file cannot be read any further; {@link #offset} and {@link
   *     #snippet} then tell where
   */
  Found next() throws IOException {
    mark = -1;
    try {
      while (true) {
        Found found =
            switch (place) {
              case TOP -> top();
              case MEMBER -> member();
              case ELEMENT -> element();
            };
        if (found != null) {
          return found;
        }
      }
    } catch (IOException e) {
      locate(e);
      throw e;
    }
  }

  byte[] buffer() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Where in the inflated file the record, or what could not be read, begins. */
  long offset() {
    return offset;
  }

  /** Elements of Records passed so far, wanted or not. */
  long records() {
    return records;
  }

  Malformed reason() {
    return reason;
  }

  /** The first bytes of what is at {@link #offset}, at most {@link #SNIPPET_BYTES}. */
  byte[] snippet() {
    return overflowed
        ? Arrays.copyOf(head, headLength)
        : Arrays.copyOfRange(buffer, start, Math.min(end, start + SNIPPET_BYTES));
  }

  /** Before, between or behind the top-level values. */
  private @Nullable Found top() throws IOException {
    if (!skipToValue()) {
      return atEnd();
    }
    byte opening = buffer[position];
    if (opening != '{') {
      throw "[\"-0123456789tfn".indexOf(opening) >= 0
          ? new ScanFault(Malformed.RECORDS_MISSING, "not an object with a Records array")
          : new ScanFault(Malformed.JSON_INVALID, "not JSON");
    }
    if (missingAt < 0) {
      keepHead(position);
      offset = base + position;
    }
    position++;
    place = Place.MEMBER;
    first = true;
    hasRecords = false;
    return null;
  }

  private Found atEnd() throws ScanFault {
    if (base + limit == 0 || missingAt >= 0 || first) {
      throw new ScanFault(Malformed.RECORDS_MISSING, "no Records array");
    }
    return Found.END;
  }

  /** False at the end of the file. */
  private boolean skipToValue() throws IOException {
    if (base + position == 0) {
      skipByteOrderMark();
    }
    while (true) {
      while (position < limit) {
        if (!JsonCursor.isSpace(buffer[position])) {
          return true;
        }
        position++;
      }
      int next = fill(position);
      if (next < 0) {
        return false;
      }
      position = next;
    }
  }

  private void skipByteOrderMark() throws IOException {
    mark = 0;
    while (limit < 3 && fill(limit) >= 0) {
      // until there are three bytes, or no more
    }
    mark = -1;
    if (limit >= 3
        && buffer[0] == (byte) 0xef
        && buffer[1] == (byte) 0xbb
        && buffer[2] == (byte) 0xbf) {
      position = 3;
    }
  }

  /** In a top-level object, before a key or its end. */
  private @Nullable Found member() throws IOException {
    int p = skipSpace(position);
    if (buffer[p] == '}') {
      endObject(p);
      return null;
    }
    if (!first) {
      expect(p, ',');
      p = skipSpace(p + 1);
    }
    first = false;
    expect(p, '"');
    mark = p;
    overflowed = false;
    p = skipString(p + 1);
    boolean isRecords = !overflowed && isText(RECORDS, mark + 1, p - 1);
    mark = -1;
    p = skipSpace(p);
    expect(p, ':');
    p = skipSpace(p + 1);
    if (isRecords && buffer[p] == '[') {
      position = p + 1;
      place = Place.ELEMENT;
      first = true;
      hasRecords = true;
    } else {
      position = skipValue(p);
    }
    return null;
  }

  private void endObject(int p) {
    if (!hasRecords && missingAt < 0) {
      missingAt = offset;
    }
    position = p + 1;
    place = Place.TOP;
    first = false;
  }

  /** In a Records array, before an element or its end. */
  private @Nullable Found element() throws IOException {
    int p = skipSpace(position);
    if (buffer[p] == ']') {
      position = p + 1;
      place = Place.MEMBER;
      first = false;
      return null;
    }
    if (!first) {
      position = p;
      expect(p, ',');
      p = skipSpace(p + 1);
    }
    position = p;
    first = false;
    mark = p;
    overflowed = false;
    broken = false;
    offset = base + p;
    boolean isObject = buffer[p] == '{';
    p = isObject ? skipRecord(p + 1) : skipValue(p);
    records++;
    start = mark;
    end = p;
    position = p;
    if (overflowed || end - start > maxRecordBytes) {
      return malformed(Malformed.RECORD_TOO_LARGE);
    }
    if (!isObject) {
      return malformed(Malformed.RECORD_NOT_OBJECT);
    }
    boolean wanted = !broken && name.accepts() && source.accepts();
    if (broken) {
      return malformed(Malformed.JSON_INVALID);
    }
    mark = wanted ? mark : -1;
    return wanted ? Found.RECORD : null;
  }

  private Found malformed(Malformed why) {
    reason = why;
    return Found.MALFORMED;
  }

  /** Passes over a record whose brace is behind us, taking note of its two names. */
  private int skipRecord(int from) throws IOException {
    name.clear();
    source.clear();
    int p = skipSpace(from);
    if (buffer[p] == '}') {
      return p + 1;
    }
    while (true) {
      if (buffer[p] != '"') {
        return skipBroken(p);
      }
      int key = p + 1 - mark;
      p = skipString(p + 1);
      Wanted field = overflowed ? null : field(mark + key, p - 1);
      p = skipSpace(p);
      if (buffer[p] != ':') {
        return skipBroken(p);
      }
      p = skipSpace(p + 1);
      if (isValueEnd(buffer[p])) {
        return skipBroken(p);
      }
      int value = p - mark;
      p = skipValue(p);
      if (field != null) {
        field.take(value, p - mark);
      }
      p = skipSpace(p);
      if (buffer[p] == '}') {
        return p + 1;
      }
      if (buffer[p] != ',') {
        return skipBroken(p);
      }
      p = skipSpace(p + 1);
    }
  }

  /** The outermost level is not JSON: all that is left is to find where it ends. */
  private int skipBroken(int p) throws IOException {
    broken = true;
    return skipNested(p);
  }

  private @Nullable Wanted field(int from, int to) {
    if (isPlainly(EVENT_NAME, from, to)) {
      return name;
    }
    if (isPlainly(EVENT_SOURCE, from, to)) {
      return source;
    }
    String text = hasEscape(from, to) ? decode(from - 1, to + 1) : null;
    if (CloudTrailSchema.EVENT_NAME.equals(text)) {
      return name;
    }
    return CloudTrailSchema.EVENT_SOURCE.equals(text) ? source : null;
  }

  /** Whether that is what a string says, whose quotes lie around it. */
  private boolean isText(byte[] text, int from, int to) {
    return hasEscape(from, to)
        ? new String(text, US_ASCII).equals(decode(from - 1, to + 1))
        : isPlainly(text, from, to);
  }

  private boolean isPlainly(byte[] text, int from, int to) {
    return to - from == text.length && Arrays.equals(text, 0, text.length, buffer, from, to);
  }

  private boolean hasEscape(int from, int to) {
    return find(SLASHES, buffer, from, to) < to;
  }

  /** The text of a string that has escapes, given with its quotes; null when it is not JSON. */
  private @Nullable String decode(int from, int to) {
    try {
      return JsonCursor.decoded(buffer, from, to);
    } catch (NotJsonException e) {
      broken = true;
      return null;
    }
  }

  /** Passes over a value that starts here. */
  private int skipValue(int p) throws IOException {
    byte opening = buffer[p];
    if (opening == '"') {
      return skipString(p + 1);
    }
    if (opening == '{' || opening == '[') {
      return skipNested(p + 1);
    }
    if (isValueEnd(opening)) {
      throw new ScanFault(Malformed.JSON_INVALID, "a value is missing");
    }
    return skipScalar(p + 1);
  }

  private int skipScalar(int from) throws IOException {
    int p = from;
    while (true) {
      while (p < limit) {
        byte b = buffer[p];
        if (isValueEnd(b) || JsonCursor.isSpace(b)) {
          return p;
        }
        p++;
      }
      p = more(p);
    }
  }

  /** From behind an opening bracket to behind the one that closes it. */
  private int skipNested(int from) throws IOException {
    long depth = 1;
    int p = from;
    while (true) {
      while (p < limit) {
        byte b = buffer[p++];
        if (b == '"') {
          p = skipString(p);
        } else if ((b & ~0x20) == '[') {
          depth++;
        } else if ((b & ~0x20) == ']') {
          depth--;
          if (depth == 0) {
            return p;
          }
        }
      }
      p = more(p);
    }
  }

  /** From behind an opening quote to behind the closing one. */
  private int skipString(int from) throws IOException {
    int begin = from;
    int p = from;
    while (true) {
      p = find(QUOTES, buffer, p, limit);
      boolean escapes = endsInEscape(begin, p);
      if (p < limit) {
        p++;
        if (!escapes) {
          return p;
        }
      } else {
        p = more(escapes ? p + 1 : p);
      }
      begin = p;
    }
  }

  /** Whether what comes next is escaped: so it is behind an odd number of backslashes. */
  private boolean endsInEscape(int from, int to) {
    int p = to;
    while (p > from && buffer[p - 1] == '\\') {
      p--;
    }
    return ((to - p) & 1) == 1;
  }

  /**
   * The first of a byte, of which eight are given, or the end. Most of a log is inside of strings,
   * so that eight bytes are looked at together.
   */
  private static int find(long eight, byte[] bytes, int from, int to) {
    int p = from;
    for (; p <= to - Long.BYTES; p += Long.BYTES) {
      long hits = EightBytes.equal(eight, EightBytes.at(bytes, p));
      if (hits != 0) {
        return p + EightBytes.lowest(hits);
      }
    }
    while (p < to && bytes[p] != (byte) eight) {
      p++;
    }
    return p;
  }

  private int skipSpace(int from) throws IOException {
    if (from < limit && buffer[from] > ' ') {
      return from;
    }
    int p = from;
    while (true) {
      while (p < limit) {
        if (!JsonCursor.isSpace(buffer[p])) {
          return p;
        }
        p++;
      }
      p = more(p);
    }
  }

  private static boolean isValueEnd(byte b) {
    return b == ',' || b == '}' || b == ']' || b == ':';
  }

  private void expect(int p, char wanted) throws ScanFault {
    if (buffer[p] != wanted) {
      position = p;
      throw new ScanFault(Malformed.JSON_INVALID, "expected " + wanted + " at byte " + (base + p));
    }
  }

  private int more(int p) throws IOException {
    int next = fill(p);
    if (next < 0) {
      throw new ScanFault(Malformed.JSON_INVALID, "the text ends in the middle");
    }
    return next;
  }

  /**
   * Takes in more bytes, moving those that are still needed to the front. Returns where {@code p}
   * has moved to, or -1 at the end of the file.
   */
  private int fill(int p) throws IOException {
    if (mark >= 0 && (overflowed || limit - mark >= maxRecordBytes)) {
      if (!overflowed) {
        keepHead(mark);
        overflowed = true;
      }
      mark = Math.min(p, limit);
    }
    int keep = mark >= 0 ? mark : Math.min(p, limit);
    System.arraycopy(buffer, keep, buffer, 0, limit - keep);
    base += keep;
    limit -= keep;
    position = Math.max(0, position - keep);
    mark = Math.min(mark, 0);
    if (limit == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int count = in.read(buffer, limit, buffer.length - limit);
    if (count < 0) {
      return -1;
    }
    limit += count;
    return p - keep;
  }

  private void keepHead(int from) {
    headLength = Math.min(limit - from, SNIPPET_BYTES);
    System.arraycopy(buffer, from, head, 0, headLength);
  }

  /** Notes where a fault lies: at the record it is in, else where the scan stood. */
  private void locate(IOException e) {
    boolean missing =
        e instanceof ScanFault fault
            && fault.reason() == Malformed.RECORDS_MISSING
            && missingAt >= 0;
    if (missing) {
      offset = missingAt;
      overflowed = true;
    } else if (mark >= 0 && place == Place.ELEMENT) {
      start = mark;
      end = limit;
    } else {
      overflowed = false;
      start = Math.min(position, limit);
      end = limit;
      offset = base + start;
    }
  }

  /** One of the two names that decide, as the record at hand has it. */
  private final class Wanted {
    private final byte[] key;
    private final @Nullable NameSet names;
    private int from;
    private int to;

    Wanted(byte[] key, @Nullable NameSet names) {
      this.key = key;
      this.names = names;
    }

    void clear() {
      from = -1;
    }

    /** The last of several counts. */
    void take(int valueFrom, int valueTo) {
      from = valueFrom;
      to = valueTo;
    }

    /** As the text that the column would have: a number or truth value as written, null never. */
    boolean accepts() {
      if (names == null) {
        return true;
      }
      if (from < 0) {
        return false;
      }
      int valueFrom = mark + from;
      int valueTo = mark + to;
      byte opening = buffer[valueFrom];
      if (opening == '{' || opening == '[') {
        return false;
      }
      if (opening != '"') {
        return !Arrays.equals(NULL, 0, NULL.length, buffer, valueFrom, valueTo)
            && names.contains(buffer, valueFrom, valueTo);
      }
      if (!hasEscape(valueFrom, valueTo)) {
        return names.contains(buffer, valueFrom + 1, valueTo - 1);
      }
      String text = decode(valueFrom, valueTo);
      return text != null && names.contains(text);
    }

    @Override
    public String toString() {
      return new String(key, US_ASCII) + " in " + names;
    }
  }
}
