package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A log file as Jackson alone reads it, with no care for speed. */
final class JacksonReference {
  private static final StreamReadConstraints OF_ANY_LENGTH =
      StreamReadConstraints.builder()
          .maxNumberLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  /** Strict, and with Jackson's own limit of depth. */
  private static final JsonFactory RECORD =
      JsonFactory.builder().streamReadConstraints(OF_ANY_LENGTH).build();

  /** For where the elements are: of any depth, and texts may hold anything. */
  private static final JsonFactory OUTLINE =
      JsonFactory.builder()
          .streamReadConstraints(OF_ANY_LENGTH.rebuild().maxNestingDepth(Integer.MAX_VALUE).build())
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build();

  private static final Set<String> BOOLEANS = Set.of("true", "false");

  private record Scalar(JsonToken token, String text) {}

  private final List<Element> elements = new ArrayList<>();
  private boolean readToItsEnd;
  private @Nullable Malformed fault;

  private JacksonReference() {}

  static JacksonReference of(byte[] file) throws IOException {
    JacksonReference reference = new JacksonReference();
    boolean marked =
        file.length >= 3
            && file[0] == (byte) 0xef
            && file[1] == (byte) 0xbb
            && file[2] == (byte) 0xbf;
    int begin = marked ? 3 : 0;
    // A byte is a character here, so that places in the text are places in the file.
    String text = new String(file, begin, file.length - begin, ISO_8859_1);
    try (JsonParser parser = OUTLINE.createParser(text)) {
      reference.fault = reference.read(parser, file, begin);
      reference.readToItsEnd = true;
    } catch (JsonProcessingException e) {
      reference.dropLastWord();
    }
    return reference;
  }

  /** Where Jackson gives up right behind a number or a word, that may not have ended there. */
  private void dropLastWord() {
    int last = elements.size() - 1;
    if (last >= 0 && elements.get(last).isWord()) {
      elements.remove(last);
    }
  }

  /** The elements of all Records arrays, as far as Jackson got. */
  List<Element> elements() {
    return elements;
  }

  boolean readToItsEnd() {
    return readToItsEnd;
  }

  /** What is wrong with a file that was read to its end; null when nothing is. */
  @Nullable Malformed fault() {
    return fault;
  }

  private @Nullable Malformed read(JsonParser parser, byte[] file, int begin) throws IOException {
    boolean complete = false;
    boolean lacking = false;
    for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        return Malformed.RECORDS_MISSING;
      }
      boolean hasRecords = false;
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        if (parser.nextToken() == JsonToken.START_ARRAY && key.equals("Records")) {
          hasRecords = true;
          readElements(parser, file, begin);
        } else {
          parser.skipChildren();
        }
      }
      complete = true;
      lacking |= !hasRecords;
    }
    return complete && !lacking ? null : Malformed.RECORDS_MISSING;
  }

  private void readElements(JsonParser parser, byte[] file, int begin) throws IOException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      int from = begin + (int) parser.currentTokenLocation().getCharOffset();
      parser.skipChildren();
      parser.finishToken();
      int to = begin + (int) parser.currentLocation().getCharOffset();
      elements.add(new Element(file, from, to));
    }
  }

  static boolean isObject(String text) {
    try {
      return parse(text) instanceof Map;
    } catch (IOException e) {
      return false;
    }
  }

  /** An element of Records, in its place in the file. */
  static final class Element {
    private final byte[] file;
    private final int from;
    private final int to;

    private Element(byte[] file, int from, int to) {
      this.file = file;
      this.from = from;
      this.to = to;
    }

    int from() {
      return from;
    }

    int length() {
      return to - from;
    }

    boolean isObject() {
      return file[from] == '{';
    }

    String text() {
      return new String(file, from, length(), UTF_8);
    }

    private boolean isWord() {
      return "{[\"".indexOf(file[from]) < 0;
    }

    boolean isReadable() {
      try {
        UTF_8.newDecoder().decode(ByteBuffer.wrap(file, from, length()));
        return JacksonReference.isObject(text());
      } catch (CharacterCodingException e) {
        return false;
      }
    }

    /** The text of a top-level field, as its column has it. */
    @Nullable String text(String field) {
      return asText(fields().get(field));
    }

    /** The columns of a readable record; JSON is taken apart. */
    List<@Nullable Object> values(StructType columns) {
      return struct(fields(), columns);
    }

    private Map<?, ?> fields() {
      try {
        return (Map<?, ?>) parse(text());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The columns of a row; JSON is taken apart. */
  static List<@Nullable Object> plain(InternalRow row, StructType columns) throws IOException {
    List<@Nullable Object> values = new ArrayList<>();
    for (int i = 0; i < columns.length(); i++) {
      StructField field = columns.fields()[i];
      values.add(plain(row.get(i, field.dataType()), field.name(), field.dataType()));
    }
    return values;
  }

  private static @Nullable Object plain(@Nullable Object value, String name, DataType type)
      throws IOException {
    if (value == null) {
      return null;
    }
    if (type instanceof StructType struct) {
      return plain((InternalRow) value, struct);
    }
    if (type instanceof ArrayType array) {
      List<@Nullable Object> elements = new ArrayList<>();
      for (Object element : ((ArrayData) value).toObjectArray(array.elementType())) {
        elements.add(plain(element, name, array.elementType()));
      }
      return elements;
    }
    if (type instanceof MapType map) {
      Object[] keys = ((MapData) value).keyArray().toObjectArray(map.keyType());
      Object[] values = ((MapData) value).valueArray().toObjectArray(map.valueType());
      return Map.of("keys", Arrays.toString(keys), "values", Arrays.toString(values));
    }
    if (CloudTrailSchema.JSON_FIELDS.contains(name)) {
      return parse(value.toString());
    }
    return value instanceof UTF8String ? value.toString() : value;
  }

  private static List<@Nullable Object> struct(Map<?, ?> fields, StructType columns) {
    List<@Nullable Object> values = new ArrayList<>();
    for (StructField column : columns.fields()) {
      values.add(value(fields.get(column.name()), column.name(), column.dataType()));
    }
    return values;
  }

  private static @Nullable Object value(@Nullable Object json, String name, DataType type) {
    if (type instanceof StructType struct) {
      return json instanceof Map<?, ?> fields ? struct(fields, struct) : null;
    }
    if (type instanceof ArrayType array) {
      return json instanceof List<?> elements
          ? elements.stream()
              .collect(
                  ArrayList::new,
                  (all, element) -> all.add(value(element, name, array.elementType())),
                  ArrayList::addAll)
          : null;
    }
    if (type instanceof MapType) {
      return json instanceof Map<?, ?> fields
          ? Map.of(
              "keys",
              Arrays.toString(fields.keySet().stream().map(key -> shown((String) key)).toArray()),
              "values",
              Arrays.toString(fields.values().stream().map(JacksonReference::asText).toArray()))
          : null;
    }
    if (CloudTrailSchema.JSON_FIELDS.contains(name)) {
      return json instanceof Scalar scalar && scalar.token() == JsonToken.VALUE_NULL ? null : json;
    }
    String text = asText(json);
    if (type instanceof BooleanType) {
      return (text != null && BOOLEANS.contains(text)) ? Boolean.valueOf(text) : null;
    }
    if (type instanceof TimestampType) {
      return json instanceof Scalar scalar && scalar.token() == JsonToken.VALUE_STRING
          ? micros(scalar.text())
          : null;
    }
    return text;
  }

  private static @Nullable Long micros(String text) {
    try {
      Instant instant = Instant.parse(text);
      BigInteger micros =
          BigInteger.valueOf(instant.getEpochSecond())
              .multiply(BigInteger.valueOf(1_000_000))
              .add(BigInteger.valueOf(instant.getNano() / 1000));
      return micros.bitLength() < Long.SIZE ? (Long) micros.longValue() : null;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String asText(@Nullable Object json) {
    return json instanceof Scalar scalar && scalar.token() != JsonToken.VALUE_NULL
        ? shown(scalar.text())
        : null;
  }

  /** As UTF-8 can have it: half a surrogate pair becomes a question mark. */
  private static String shown(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  private static Object parse(String text) throws IOException {
    try (JsonParser parser = RECORD.createParser(text.getBytes(UTF_8))) {
      parser.nextToken();
      return parse(parser);
    }
  }

  private static Object parse(JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        parser.nextToken();
        fields.put(key, parse(parser));
      }
      return fields;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      List<Object> elements = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elements.add(parse(parser));
      }
      return elements;
    }
    return new Scalar(parser.currentToken(), parser.getText());
  }
}
