package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.trailhunt.TestSession;
import java.io.StringReader;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryOutputTest {
  private static final List<String> HOSTILE =
      List.of(
          "\u001b[2J\u001b]0;owned\u0007",
          "=HYPERLINK(\"http://192.0.2.1\")",
          "a,\"b\"\r\nc",
          "abc\u202egnp.exe",
          "zero\u200bwidth",
          "\u009b31m",
          "-1+2",
          "\ttab",
          "＝1");

  private final TestConsole console = new TestConsole(false, 80, Clock.systemUTC());

  private static Dataset<Row> sql(String sql) {
    return TestSession.spark().sql(sql);
  }

  private static Dataset<Row> hostile() {
    return TestSession.spark().createDataset(HOSTILE, Encoders.STRING()).toDF("text").coalesce(1);
  }

  private void write(Dataset<Row> rows, QueryFormat format, OptionalLong limit) {
    new QueryOutput(console.console())
        .write(rows, new QueryRequest("", Optional.empty(), format, limit));
  }

  private void write(Dataset<Row> rows, QueryFormat format) {
    write(rows, format, OptionalLong.empty());
  }

  private static final String TYPES =
      """
      SELECT timestamp'2026-03-01 12:00:00' AS t, timestamp'2026-03-01 12:00:00.25' AS fraction,
        date'2026-03-01' AS d, timestamp_ntz'2026-03-01 12:00:00' AS ntz, 7L AS n, 1.50BD AS dec,
        double('NaN') AS nan, true AS yes, 'x' AS s, CAST(NULL AS STRING) AS none, X'00ff' AS bin,
        array(named_struct('event', 'ConsoleLogin', 'time', timestamp'2026-03-01 12:00:00',
          'absent', CAST(NULL AS INT))) AS nested, map('k', array(1, NULL)) AS m
      """;

  @Test
  void jsonKeepsEveryType() {
    write(sql(TYPES), QueryFormat.JSON);
    assertThat(console.out())
        .isEqualTo(
            "{\"t\":\"2026-03-01T12:00:00Z\",\"fraction\":\"2026-03-01T12:00:00.250Z\","
                + "\"d\":\"2026-03-01\",\"ntz\":\"2026-03-01T12:00\",\"n\":7,\"dec\":1.50,"
                + "\"nan\":\"NaN\",\"yes\":true,\"s\":\"x\",\"none\":null,\"bin\":\"AP8=\","
                + "\"nested\":[{\"event\":\"ConsoleLogin\",\"time\":\"2026-03-01T12:00:00Z\","
                + "\"absent\":null}],\"m\":{\"k\":[1,null]}}\n");
    assertThat(console.err()).isEqualTo("1 row\n");
  }

  @Test
  void jsonGivesBackWhatWasPutIn() throws Exception {
    write(hostile(), QueryFormat.JSON);
    List<String> lines = console.out().lines().toList();
    ObjectMapper mapper = new ObjectMapper();
    for (int i = 0; i < HOSTILE.size(); i++) {
      JsonNode row = mapper.readTree(lines.get(i));
      assertThat(row.get("text").asText()).isEqualTo(HOSTILE.get(i));
    }
    assertThat(lines).hasSameSizeAs(HOSTILE);
  }

  @Test
  void csvIsReadBackByAnyReader() throws Exception {
    write(hostile(), QueryFormat.CSV);
    List<CSVRecord> records =
        CSVParser.parse(new StringReader(console.out()), CSVFormat.RFC4180).getRecords();
    assertThat(records)
        .map(record -> record.get(0))
        .containsExactly(
            "text",
            "\\u001b[2J\\u001b]0;owned\\u0007",
            "'=HYPERLINK(\"http://192.0.2.1\")",
            "a,\"b\"\r\nc",
            "abc\\u202egnp.exe",
            "zero\\u200bwidth",
            "\\u009b31m",
            "'-1+2",
            "'\ttab",
            "'＝1");
  }

  @Test
  void csvWritesEveryType() throws Exception {
    write(sql(TYPES), QueryFormat.CSV);
    CSVRecord record =
        CSVParser.parse(new StringReader(console.out()), CSVFormat.RFC4180).getRecords().get(1);
    assertThat(record.toList())
        .containsExactly(
            "2026-03-01T12:00:00Z",
            "2026-03-01T12:00:00.250Z",
            "2026-03-01",
            "2026-03-01T12:00",
            "7",
            "1.50",
            "NaN",
            "true",
            "x",
            "",
            "\"AP8=\"",
            "[{\"event\":\"ConsoleLogin\",\"time\":\"2026-03-01T12:00:00Z\",\"absent\":null}]",
            "{\"k\":[1,null]}");
  }

  @Test
  void aNegativeNumberIsNoFormula() {
    write(sql("SELECT -5 AS n, 'a' AS `=cmd`"), QueryFormat.CSV);
    assertThat(console.out()).isEqualTo("n,'=cmd\r\n-5,a\r\n");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"TABLE", "JSON", "CSV"})
  void nothingMovesTheCursor(QueryFormat format) {
    write(hostile(), format);
    assertThat(console.out().codePoints())
        .noneMatch(c -> c == 0x1b || c == 0x9b || c == 0x202e || c == 0x200b || c == 7);
  }

  @Test
  void aTableIsAlignedAndFits() {
    write(
        sql(
            "SELECT timestamp'2026-03-01 12:00:00' AS event_time, named_struct('a', 1) AS s,"
                + " CAST(NULL AS STRING) AS none, repeat('x', 100) AS long"),
        QueryFormat.TABLE);
    assertThat(console.out().lines())
        .containsExactly(
            "event_time            s        none  long",
            "--------------------  -------  ----  " + "-".repeat(43),
            "2026-03-01T12:00:00Z  {\"a\":1}  –     " + "x".repeat(42) + "…");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"TABLE", "JSON", "CSV"})
  void theLimitSaysThatThereIsMore(QueryFormat format) {
    write(sql("SELECT id FROM range(5) ORDER BY id"), format, OptionalLong.of(2));
    assertThat(console.out()).contains("1").doesNotContain("2");
    assertThat(console.err()).isEqualTo("2 rows, there are more: --limit 0 shows all\n");
  }

  @Test
  void theLimitIsSilentWhenAllIsShown() {
    write(sql("SELECT id FROM range(2)"), QueryFormat.JSON, OptionalLong.of(2));
    assertThat(console.err()).isEqualTo("2 rows\n");
  }

  @Test
  void orderHoldsOverPartitions() {
    write(sql("SELECT id FROM range(0, 1000, 1, 8) ORDER BY id DESC"), QueryFormat.CSV);
    List<String> lines = console.out().lines().toList();
    assertThat(lines).hasSize(1001);
    assertThat(lines.get(1)).isEqualTo("999");
    assertThat(lines.get(1000)).isEqualTo("0");
  }
}
