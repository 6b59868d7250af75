package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordParserTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StructType COLUMNS =
      new StructType()
          .add(CloudTrailSchema.SCHEMA.apply("eventName"))
          .add(CloudTrailSchema.SCHEMA.apply("eventID"))
          .add(CloudTrailSchema.SCHEMA.apply("requestParameters"))
          .add(CloudTrailSchema.SCHEMA.apply("readOnly"));

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14})
  void givesTheValuesThatJacksonGives(long seed) throws IOException {
    Random random = new Random(seed);
    JsonFuzz fuzz = new JsonFuzz(random);
    RecordParser parser = parser(COLUMNS);
    for (int round = 0; round < 500; round++) {
      byte[] file = fuzz.file().getBytes(UTF_8);
      RecordScanner scanner = new RecordScanner(null, null, 1 + random.nextInt(200), 1 << 20);
      scanner.reset(new OneRead(file));
      while (scanner.next() != RecordScanner.Found.END) {
        InternalRow row = new GenericInternalRow(COLUMNS.length());
        parser.parse(scanner.buffer(), scanner.start(), scanner.end(), row);
        JsonNode expected =
            JSON.readTree(scanner.buffer(), scanner.start(), scanner.end() - scanner.start());
        assertThat(text(row, 0)).isEqualTo(scalar(expected.path("eventName")));
        assertThat(text(row, 1)).isEqualTo(scalar(expected.path("eventID")));
        JsonNode parameters = expected.path("requestParameters");
        assertThat(row.isNullAt(2)).isEqualTo(parameters.isMissingNode() || parameters.isNull());
        if (!row.isNullAt(2)) {
          assertThat(JSON.readTree(text(row, 2))).isEqualTo(parameters);
          assertThat(new String(file, UTF_8)).contains(text(row, 2));
        }
      }
    }
  }

  @Test
  void countsUnexpectedTypes() throws IOException {
    StructType all = CloudTrailSchema.SCHEMA;
    RecordParser parser = parser(all);
    String record =
        """
        {"eventName":{},"userIdentity":"bob","eventTime":7,"readOnly":"yes","resources":{},
         "addendum":null,"tlsDetails":{"tlsVersion":[1,[2]],"cipherSuite":"x"},"errorCode":null}""";
    byte[] bytes = record.getBytes(UTF_8);
    InternalRow row = new GenericInternalRow(all.length());

    parser.parse(bytes, 0, bytes.length, row);

    assertThat(parser.mismatches()).isEqualTo(6);
    assertThat(row.isNullAt(all.fieldIndex("userIdentity"))).isTrue();
    InternalRow tls = row.getStruct(all.fieldIndex("tlsDetails"), 3);
    assertThat(tls.isNullAt(0)).isTrue();
    assertThat(tls.getUTF8String(1).toString()).isEqualTo("x");
  }

  private static RecordParser parser(StructType columns) {
    RecordParser parser = new RecordParser();
    for (int i = 0; i < columns.length(); i++) {
      if (CloudTrailSchema.isRecordField(columns.fields()[i].name())) {
        parser.add(columns.fields()[i], i);
      }
    }
    return parser;
  }

  private static @org.jspecify.annotations.Nullable String text(InternalRow row, int ordinal) {
    return row.isNullAt(ordinal) ? null : row.getUTF8String(ordinal).toString();
  }

  /**
   * As a text column has it; numbers as the fuzz writes them, which Jackson's tree may not keep.
   */
  private static @org.jspecify.annotations.Nullable String scalar(JsonNode node) {
    if (node.isMissingNode() || node.isNull() || node.isContainerNode()) {
      return null;
    }
    return node.isDouble() ? "-1.5e-7" : node.asText();
  }

  private static final class OneRead implements ByteSource {
    private final byte[] bytes;
    private int position;

    OneRead(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (position == bytes.length) {
        return -1;
      }
      int count = Math.min(length, bytes.length - position);
      System.arraycopy(bytes, position, into, offset, count);
      position += count;
      return count;
    }
  }
}
