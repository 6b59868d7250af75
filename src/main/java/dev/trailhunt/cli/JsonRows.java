package dev.trailhunt.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's values as JSON: nulls written, structures kept, times in ISO 8601 with Z. */
final class JsonRows {
  private static final JsonFactory JSON = new JsonFactory();

  private JsonRows() {}

  /** One row or any value in it, on one line, with nothing in it that a terminal would act on. */
  static String write(@Nullable Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(json, value);
    } catch (IOException e) {
      throw new IllegalStateException("a string writer does not fail", e);
    }
    // Outside of strings JSON has none of what is escaped, so the line stays the same JSON.
    return Escape.line(text.toString());
  }

  /** A value that has no parts as text: what JSON puts between quotes. */
  static String scalar(Object value) {
    if (value instanceof Timestamp time) {
      return time.toInstant().toString();
    }
    if (value instanceof Date date) {
      return date.toLocalDate().toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    return value.toString();
  }

  static boolean isNested(@Nullable Object value) {
    return value instanceof Row
        || value instanceof scala.collection.Map
        || value instanceof scala.collection.Iterable;
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Row row) {
      writeRow(json, row);
    } else if (value instanceof scala.collection.Map<?, ?> map) {
      writeMap(json, map);
    } else if (value instanceof scala.collection.Iterable<?> items) {
      json.writeStartArray();
      for (Object item : CollectionConverters.asJava(items)) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof byte[] bytes) {
      json.writeBinary(bytes);
    } else if (value instanceof Boolean truth) {
      json.writeBoolean(truth);
    } else if (value instanceof Number number && isFinite(number)) {
      json.writeNumber(scalar(number));
    } else {
      json.writeString(scalar(value));
    }
  }

  private static void writeRow(JsonGenerator json, Row row) throws IOException {
    StructType schema = row.schema();
    json.writeStartObject();
    for (int i = 0; i < row.length(); i++) {
      json.writeFieldName(schema.fieldNames()[i]);
      write(json, row.get(i));
    }
    json.writeEndObject();
  }

  private static void writeMap(JsonGenerator json, scala.collection.Map<?, ?> map)
      throws IOException {
    json.writeStartObject();
    for (Iterator<? extends Tuple2<?, ?>> entries = map.iterator(); entries.hasNext(); ) {
      Tuple2<?, ?> entry = entries.next();
      json.writeFieldName(isNested(entry._1()) ? write(entry._1()) : scalar(entry._1()));
      write(json, entry._2());
    }
    json.writeEndObject();
  }

  private static boolean isFinite(Number number) {
    return Double.isFinite(number.doubleValue()) || number instanceof BigDecimal;
  }
}
