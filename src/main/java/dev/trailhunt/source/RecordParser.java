package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wanted fields of one record into a row. A field that is missing or unknown costs
 * nothing but the check that it is JSON; one of an unexpected type is null and counted. Of several
 * fields with one name the last counts.
 */
final class RecordParser {
  private static final UTF8String TRUE = UTF8String.fromString("true");
  private static final UTF8String FALSE = UTF8String.fromString("false");

  /** A time as CloudTrail writes it. */
  private static final byte[] TIME = "0000-00-00T00:00:00Z".getBytes(US_ASCII);

  /** Reads the value that the cursor stands at, and leaves the cursor behind it. */
  private interface Reader {
    @Nullable Object read() throws IOException;
  }

  private final FieldTable<Slot> slots = new FieldTable<>();
  private final JsonCursor json = new JsonCursor();
  private byte[] buffer = {};
  private long mismatches;

  private record Slot(int ordinal, Reader reader) {}

  /** Adds a top-level field that goes to a place of the row. */
  void add(StructField field, int ordinal) {
    slots.put(field.name(), new Slot(ordinal, reader(field.name(), field.dataType())));
  }

  /**
   * Fills a row from the record that lies in a buffer.
   *
   * @throws NotJsonException when it is not a JSON object in UTF-8
   */
  void parse(byte[] bytes, int from, int to, InternalRow row) throws IOException {
    buffer = bytes;
    if (!Utf8.isValid(bytes, from, to)) {
      throw new NotJsonException("not UTF-8");
    }
    json.reset(bytes, from, to);
    json.peek();
    readFields(slots, row);
    json.end();
  }

  /** Fields of an unexpected type so far. */
  long mismatches() {
    return mismatches;
  }

  private void readFields(FieldTable<Slot> known, InternalRow row) throws IOException {
    for (boolean more = json.enterObject(); more; more = json.nextField()) {
      Slot slot =
          json.isEscaped()
              ? known.get(json.text())
              : known.get(buffer, json.textFrom(), json.textTo());
      if (slot == null) {
        json.skip();
      } else {
        row.update(slot.ordinal, slot.reader.read());
      }
    }
  }

  private Reader reader(String name, DataType type) {
    if (type instanceof StructType struct) {
      return structReader(struct);
    }
    if (type instanceof ArrayType array) {
      return arrayReader(reader(name, array.elementType()));
    }
    if (type instanceof MapType) {
      return this::readMap;
    }
    if (type instanceof BooleanType) {
      return this::readBoolean;
    }
    if (type instanceof TimestampType) {
      return this::readTimestamp;
    }
    if (type instanceof StringType) {
      return CloudTrailSchema.JSON_FIELDS.contains(name) ? this::readJson : this::readText;
    }
    throw new IllegalArgumentException("The cloudtrail source has no column of type " + type);
  }

  private Reader structReader(StructType struct) {
    FieldTable<Slot> members = new FieldTable<>();
    for (int i = 0; i < struct.length(); i++) {
      StructField field = struct.fields()[i];
      members.put(field.name(), new Slot(i, reader(field.name(), field.dataType())));
    }
    return () -> {
      if (json.peek() != '{') {
        return mismatch();
      }
      InternalRow row = new GenericInternalRow(struct.length());
      readFields(members, row);
      return row;
    };
  }

  private Reader arrayReader(Reader element) {
    return () -> {
      if (json.peek() != '[') {
        return mismatch();
      }
      List<@Nullable Object> elements = new ArrayList<>();
      for (boolean more = json.enterArray(); more; more = json.nextElement()) {
        elements.add(element.read());
      }
      return new GenericArrayData(elements.toArray());
    };
  }

  private @Nullable Object readMap() throws IOException {
    if (json.peek() != '{') {
      return mismatch();
    }
    Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
    for (boolean more = json.enterObject(); more; more = json.nextField()) {
      UTF8String key = text();
      entries.put(key, readText());
    }
    return new ArrayBasedMapData(
        new GenericArrayData(entries.keySet().toArray()),
        new GenericArrayData(entries.values().toArray()));
  }

  /** The name or string that was read last. */
  private UTF8String text() throws IOException {
    return json.isEscaped()
        ? UTF8String.fromString(json.text())
        : copy(json.textFrom(), json.textTo());
  }

  private UTF8String copy(int from, int to) {
    return UTF8String.fromBytes(Arrays.copyOfRange(buffer, from, to));
  }

  private @Nullable Object readText() throws IOException {
    return switch (json.peek()) {
      case '{', '[', 'n' -> mismatch();
      case '"' -> {
        json.skip();
        yield text();
      }
      default -> asWritten();
    };
  }

  private UTF8String asWritten() throws IOException {
    int from = json.position();
    json.skip();
    return copy(from, json.position());
  }

  private @Nullable Object readBoolean() throws IOException {
    return switch (json.peek()) {
      case 't' -> {
        json.skip();
        yield true;
      }
      case 'f' -> {
        json.skip();
        yield false;
      }
      case '"' -> {
        json.skip();
        yield booleanOf(text());
      }
      default -> mismatch();
    };
  }

  private @Nullable Object booleanOf(UTF8String text) {
    if (text.equals(TRUE)) {
      return true;
    }
    if (text.equals(FALSE)) {
      return false;
    }
    mismatches++;
    return null;
  }

  private @Nullable Object readTimestamp() throws IOException {
    if (json.peek() != '"') {
      return mismatch();
    }
    json.skip();
    try {
      return isPlainTime() ? plainTime(json.textFrom()) : micros(Instant.parse(text().toString()));
    } catch (DateTimeException | ArithmeticException e) {
      mismatches++;
      return null;
    }
  }

  /** Whether it is written as CloudTrail does; hour 24 and second 60 are left to the library. */
  private boolean isPlainTime() {
    int from = json.textFrom();
    if (json.textTo() - from != TIME.length) {
      return false;
    }
    for (int i = 0; i < TIME.length; i++) {
      int above = buffer[from + i] - TIME[i];
      if (above < 0 || above > (TIME[i] == '0' ? 9 : 0)) {
        return false;
      }
    }
    return number(from + 11, 2) < 24 && number(from + 14, 2) < 60 && number(from + 17, 2) < 60;
  }

  private long plainTime(int from) {
    long day = LocalDate.of(number(from, 4), number(from + 5, 2), number(from + 8, 2)).toEpochDay();
    long seconds =
        day * TimeUnit.DAYS.toSeconds(1)
            + number(from + 11, 2) * 3600L
            + number(from + 14, 2) * 60L
            + number(from + 17, 2);
    return TimeUnit.SECONDS.toMicros(seconds);
  }

  private int number(int from, int digits) {
    int number = 0;
    for (int i = from; i < from + digits; i++) {
      number = number * 10 + buffer[i] - '0';
    }
    return number;
  }

  /** Since 1970; before it, the second that follows is what can be multiplied. */
  private static long micros(Instant instant) {
    long second = TimeUnit.SECONDS.toMicros(1);
    long following = instant.getEpochSecond() < 0 ? 1 : 0;
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond() + following, second),
        TimeUnit.NANOSECONDS.toMicros(instant.getNano()) - following * second);
  }

  private @Nullable Object readJson() throws IOException {
    if (json.peek() == 'n') {
      json.skip();
      return null;
    }
    return asWritten();
  }

  /** Null; a JSON null is an ordinary null and not counted. */
  private @Nullable Object mismatch() throws IOException {
    if (json.peek() != 'n') {
      mismatches++;
    }
    json.skip();
    return null;
  }
}
