package dev.trailhunt.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
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
 * nothing; one of an unexpected type is null and counted. Of several fields with one name the last
 * counts.
 */
final class RecordParser {
  /** Only a record's own length and its depth are limited: numbers are never computed here. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(RecordScanner.MAX_RECORD_BYTES)
                  .maxNumberLength(RecordScanner.MAX_RECORD_BYTES)
                  .maxStringLength(RecordScanner.MAX_RECORD_BYTES)
                  .build())
          .build();

  /** Reads the value at the parser's current token, and leaves the parser at its last token. */
  private interface Reader {
    @Nullable Object read(JsonParser parser) throws IOException;
  }

  private final Map<String, Slot> slots = new HashMap<>();
  private byte[] buffer = {};
  private int start;
  private long mismatches;

  private record Slot(int ordinal, Reader reader) {}

  /** Adds a top-level field that goes to a place of the row. */
  void add(StructField field, int ordinal) {
    slots.put(field.name(), new Slot(ordinal, reader(field.name(), field.dataType())));
  }

  /**
   * Fills a row from the record that lies in a buffer.
   *
   * @throws com.fasterxml.jackson.core.JsonProcessingException when it is not JSON in UTF-8
   */
  void parse(byte[] bytes, int from, int to, InternalRow row) throws IOException {
    buffer = bytes;
    start = from;
    try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
      // Jackson takes surrogates and overlong forms for characters.
      if (!Utf8.isValid(bytes, from, to)) {
        throw new JsonParseException(parser, "not UTF-8");
      }
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "not an object");
      }
      readFields(parser, slots, row);
      if (parser.nextToken() != null) {
        throw new JsonParseException(parser, "more than one value");
      }
    }
  }

  /** Fields of an unexpected type so far. */
  long mismatches() {
    return mismatches;
  }

  private static void readFields(JsonParser parser, Map<String, Slot> slots, InternalRow row)
      throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      Slot slot = slots.get(name);
      parser.nextToken();
      if (slot == null) {
        parser.skipChildren();
      } else {
        row.update(slot.ordinal, slot.reader.read(parser));
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
    Map<String, Slot> members = new HashMap<>();
    for (int i = 0; i < struct.length(); i++) {
      StructField field = struct.fields()[i];
      members.put(field.name(), new Slot(i, reader(field.name(), field.dataType())));
    }
    return parser -> {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        return mismatch(parser);
      }
      InternalRow row = new GenericInternalRow(struct.length());
      readFields(parser, members, row);
      return row;
    };
  }

  private Reader arrayReader(Reader element) {
    return parser -> {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        return mismatch(parser);
      }
      List<@Nullable Object> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(element.read(parser));
      }
      return new GenericArrayData(elements.toArray());
    };
  }

  private @Nullable Object readMap(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return mismatch(parser);
    }
    Map<Object, @Nullable Object> entries = new LinkedHashMap<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      entries.put(UTF8String.fromString(key), readText(parser));
    }
    return new ArrayBasedMapData(
        new GenericArrayData(entries.keySet().toArray()),
        new GenericArrayData(entries.values().toArray()));
  }

  private @Nullable Object readText(JsonParser parser) throws IOException {
    return parser.currentToken().isScalarValue() && parser.currentToken() != JsonToken.VALUE_NULL
        ? UTF8String.fromString(parser.getText())
        : mismatch(parser);
  }

  private @Nullable Object readBoolean(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_STRING ->
          switch (parser.getText()) {
            case "true" -> true;
            case "false" -> false;
            default -> mismatch(parser);
          };
      default -> mismatch(parser);
    };
  }

  private @Nullable Object readTimestamp(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return mismatch(parser);
    }
    try {
      return micros(Instant.parse(parser.getText()));
    } catch (DateTimeException | ArithmeticException e) {
      return mismatch(parser);
    }
  }

  /** Since 1970; before it, the second that follows is what can be multiplied. */
  private static long micros(Instant instant) {
    long second = TimeUnit.SECONDS.toMicros(1);
    long following = instant.getEpochSecond() < 0 ? 1 : 0;
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond() + following, second),
        TimeUnit.NANOSECONDS.toMicros(instant.getNano()) - following * second);
  }

  private @Nullable Object readJson(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    if (parser.currentToken().isNumeric() || parser.currentToken().isBoolean()) {
      return UTF8String.fromString(parser.getText());
    }
    int from = start + (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int to = start + (int) parser.currentLocation().getByteOffset();
    return UTF8String.fromBytes(Arrays.copyOfRange(buffer, from, to));
  }

  /** Null; a JSON null is an ordinary null and not counted. */
  private @Nullable Object mismatch(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      mismatches++;
    }
    parser.skipChildren();
    return null;
  }
}
