package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordScannerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final NameSet NAMES = new NameSet(List.of("Keep", "42", "true", "é", ""));
  private static final int SMALL_LIMIT = 2000;

  /** What a scan found: records as text, malformed ones as {@code !code@index}. */
  private record Scan(List<String> found, long records, @Nullable Malformed fault, long offset) {}

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"eventName\":\"Keep\"} | true",
        "{\"eventName\":\"Drop\"} | false",
        "{\"eventName\":\"KEEP\"} | false",
        "{\"eventName\":\"Kee\"} | false",
        "{} | false",
        "{\"eventName\":null} | false",
        "{\"eventName\":\"null\"} | false",
        "{\"eventName\":42} | true",
        "{\"eventName\":42.0} | false",
        "{\"eventName\":true} | true",
        "{\"eventName\":{\"eventName\":\"Keep\"}} | false",
        "{\"eventName\":[\"Keep\"]} | false",
        "{\"x\":{\"eventName\":\"Keep\"}} | false",
        "{\"x\":[{\"eventName\":\"Keep\"}]} | false",
        "{\"x\":\"\\\"eventName\\\":\\\"Keep\\\"\"} | false",
        "{\"x\":\"eventName\",\"y\":\"Keep\"} | false",
        "{\"\\u0065ventName\":\"Keep\"} | true",
        "{\"eventName\":\"K\\u0065ep\"} | true",
        "{\"eventName\":\"K\\u0065p\"} | false",
        "{\"eventName\":\"\\u00e9\"} | true",
        "{\"eventName\":\"é\"} | true",
        "{\"eventName\":\"\"} | true",
        "{ \"eventName\" : \"Keep\" , \"a\" : { } } | true",
        "{\"a\":\"}\",\"b\":[\"]\",\"{\"],\"eventName\":\"Keep\"} | true",
        "{\"a\":\"\\\\\",\"eventName\":\"Keep\"} | true",
        "{\"a\":\"\\\\\\\"\",\"eventName\":\"Keep\"} | true",
        "{\"eventName\":\"Drop\",\"eventName\":\"Keep\"} | true",
        "{\"eventName\":\"Keep\",\"eventName\":\"Drop\"} | false",
        "{\"eventName\":\"Keep\",\"eventName\":null} | false",
        "{\"eventName\":\"Keep\",\"event\\u004eame\":\"Drop\"} | false",
        "{\"a\":-1.5e3,\"eventName\":\"Keep\",\"b\":false} | true",
      })
  void tellsTheWantedRecords(String record, boolean wanted) {
    for (int buffer : new int[] {1, 2, 7, 100_000}) {
      Scan scan = scan(LakeWriter.log(record, "{\"eventName\":\"Keep\"}"), buffer);
      assertThat(scan.fault()).isNull();
      assertThat(scan.records()).isEqualTo(2);
      assertThat(scan.found())
          .isEqualTo(
              wanted
                  ? List.of(record, "{\"eventName\":\"Keep\"}")
                  : List.of("{\"eventName\":\"Keep\"}"));
    }
  }

  @ParameterizedTest(name = "file {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{\"Records\":[]} | 0 | -",
        "\uFEFF {\"Records\":[K]} | 1 | -",
        "{\"a\":{\"Records\":[K]},\"Records\":[K,K],\"b\":[1]} | 2 | -",
        "{\"\\u0052ecords\":[K]} | 1 | -",
        "{\"Records\":[K]}{\"Records\":[K]} \t {\"Records\":[ K ]} | 3 | -",
        "{\"Records\":null,\"Records\":[K]} | 1 | -",
        "` ` | 0 | RECORDS_MISSING",
        "{} | 0 | RECORDS_MISSING",
        "{\"Records\":{\"x\":[K]}} | 0 | RECORDS_MISSING",
        "{\"records\":[K]} | 0 | RECORDS_MISSING",
        "[K] | 0 | RECORDS_MISSING",
        "\"Records\" | 0 | RECORDS_MISSING",
        "{\"x\":1}{\"Records\":[K]} | 1 | RECORDS_MISSING",
        "<html> | 0 | JSON_INVALID",
        "{\"Records\":[K | 1 | JSON_INVALID",
        "{\"Records\":[K] | 1 | JSON_INVALID",
        "{\"Records\":[K,] | 1 | JSON_INVALID",
        "{\"Records\":[K K]} | 1 | JSON_INVALID",
        "{\"Records\":[K,{\"a\":\"b | 1 | JSON_INVALID",
        "{\"Records\":[K,{\"a\":[[}]} | 1 | JSON_INVALID",
        "{\"Records\" [K]} | 0 | JSON_INVALID",
        "{\"Records\":[K]}rubbish | 1 | JSON_INVALID",
      })
  void readsFiles(String file, int records, @Nullable Malformed fault) {
    for (int buffer : new int[] {1, 3, 100_000}) {
      Scan scan = scan(file.replace("K", "{\"eventName\":\"Keep\"}"), buffer);
      assertThat(scan.fault()).as("buffer %d", buffer).isEqualTo(fault);
      assertThat(scan.found()).hasSize(records);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "7 | record-not-object",
        "\"text\" | record-not-object",
        "[{\"eventName\":\"Keep\"}] | record-not-object",
        "null | record-not-object",
        "{\"eventName\":Keep,} | json-invalid",
        "{\"eventName\" \"Keep\"} | json-invalid",
        "{eventName:{\"a\":1}} | json-invalid",
        "{\"event\\xName\":1} | json-invalid",
        "{\"a\":,\"b\":1} | json-invalid",
        "{\"eventName\":\"K\\x\"} | json-invalid",
      })
  void passesOverWhatIsNoRecord(String element, String code) {
    for (int buffer : new int[] {1, 3, 100_000}) {
      Scan scan =
          scan(
              LakeWriter.log("{\"eventName\":\"Keep\"}", element, "{\"eventName\":\"42\"}"),
              buffer);
      assertThat(scan.fault()).isNull();
      assertThat(scan.found())
          .containsExactly(
              "{\"eventName\":\"Keep\"}", "!" + code + "@1 " + element, "{\"eventName\":\"42\"}");
    }
  }

  @Test
  void passesOverARecordThatIsTooLarge() {
    String large = "{\"a\":\"%s\",\"eventName\":\"Keep\"}".formatted("x".repeat(SMALL_LIMIT * 5));
    String deep = "{\"a\":%s%s}".formatted("[".repeat(9000), "]".repeat(9000));
    for (int buffer : new int[] {1, 100, 100_000}) {
      Scan scan = scan(LakeWriter.log(large, deep, "{\"eventName\":\"Keep\"}"), buffer);
      assertThat(scan.fault()).isNull();
      assertThat(scan.records()).isEqualTo(3);
      assertThat(scan.found()).hasSize(3);
      assertThat(scan.found().get(0)).startsWith("!record-too-large@0 {\"a\":\"xxx");
      assertThat(scan.found().get(1)).startsWith("!record-too-large@1 {\"a\":[[[");
      assertThat(scan.found().get(2)).isEqualTo("{\"eventName\":\"Keep\"}");
    }
  }

  @Test
  void holdsLittleMoreThanTheRecordLimit() throws IOException {
    RecordScanner scanner = new RecordScanner(null, null, 1 << 16, 1 << 20);
    long[] left = {200L << 20};
    scanner.reset(
        (into, offset, length) -> {
          byte[] start = "{\"Records\":[{\"a\":\"".getBytes(UTF_8);
          if (left[0] == 200L << 20) {
            System.arraycopy(start, 0, into, offset, start.length);
            left[0]--;
            return start.length;
          }
          java.util.Arrays.fill(into, offset, offset + length, (byte) 'x');
          left[0] -= length;
          return left[0] > 0 ? length : -1;
        });

    assertThatThrownBy(scanner::next).isInstanceOf(ScanFault.class);
    assertThat(scanner.buffer().length).isLessThanOrEqualTo(2 << 20);
    assertThat(scanner.offset()).isEqualTo(12);
    assertThat(new String(scanner.snippet(), UTF_8)).startsWith("{\"a\":\"xxx");
  }

  @Test
  void filtersBySourceToo() {
    NameSet sources = new NameSet(List.of("iam.amazonaws.com"));
    String both = "{\"eventSource\":\"iam.amazonaws.com\",\"eventName\":\"Keep\"}";
    String other = "{\"eventSource\":\"sts.amazonaws.com\",\"eventName\":\"Keep\"}";
    Scan scan =
        scan(
            LakeWriter.log(both, other, "{\"eventSource\":\"iam.amazonaws.com\"}").getBytes(UTF_8),
            new RecordScanner(NAMES, sources),
            null);
    assertThat(scan.found()).containsExactly(both);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void findsWhatJacksonFinds(long seed) throws IOException {
    Random random = new Random(seed);
    JsonFuzz fuzz = new JsonFuzz(random);
    for (int round = 0; round < 400; round++) {
      byte[] file = fuzz.file().getBytes(UTF_8);
      List<String> expected = new ArrayList<>();
      List<JsonNode> wanted = jacksonKeeps(file);
      RecordScanner scanner =
          new RecordScanner(NAMES, null, 1 + random.nextInt(round % 2 == 0 ? 8 : 4000), 1 << 20);
      Scan scan = scan(file, scanner, random);
      for (JsonNode node : wanted) {
        expected.add(node.toString());
      }
      List<String> found = new ArrayList<>();
      for (String record : scan.found()) {
        found.add(JSON.readTree(record).toString());
      }
      assertThat(scan.fault()).as("%s", new String(file, UTF_8)).isNull();
      assertThat(found).as("%s", new String(file, UTF_8)).isEqualTo(expected);
    }
  }

  private static List<JsonNode> jacksonKeeps(byte[] file) throws IOException {
    List<JsonNode> kept = new ArrayList<>();
    try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(file)) {
      while (values.hasNext()) {
        for (JsonNode record : values.next().path("Records")) {
          JsonNode name = record.path("eventName");
          if (name.isValueNode() && !name.isNull() && NAMES.contains(name.asText())) {
            kept.add(record);
          }
        }
      }
    }
    return kept;
  }

  private static Scan scan(String file, int buffer) {
    return scan(file.getBytes(UTF_8), new RecordScanner(NAMES, null, buffer, SMALL_LIMIT), null);
  }

  private static Scan scan(byte[] file, RecordScanner scanner, @Nullable Random random) {
    int[] position = {0};
    scanner.reset(
        (into, offset, length) -> {
          int left = file.length - position[0];
          if (left == 0) {
            return -1;
          }
          int most = Math.min(length, left);
          int count = random == null ? most : 1 + random.nextInt(most);
          System.arraycopy(file, position[0], into, offset, count);
          position[0] += count;
          return count;
        });
    List<String> found = new ArrayList<>();
    try {
      while (true) {
        switch (scanner.next()) {
          case RECORD -> {
            String record =
                new String(
                    scanner.buffer(), scanner.start(), scanner.end() - scanner.start(), UTF_8);
            assertThat(
                    new String(file, (int) scanner.offset(), record.getBytes(UTF_8).length, UTF_8))
                .isEqualTo(record);
            found.add(record);
          }
          case MALFORMED ->
              found.add(
                  "!%s@%d %s"
                      .formatted(
                          scanner.reason().code(),
                          scanner.records() - 1,
                          new String(scanner.snippet(), UTF_8)));
          case END -> {
            return new Scan(found, scanner.records(), null, scanner.offset());
          }
        }
      }
    } catch (ScanFault e) {
      return new Scan(found, scanner.records(), e.reason(), scanner.offset());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
