package dev.trailhunt.source;

import static dev.trailhunt.source.LakeWriter.ACCOUNT;
import static dev.trailhunt.source.LakeWriter.DAY;
import static dev.trailhunt.source.LakeWriter.REGION;
import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.log;
import static dev.trailhunt.source.LakeWriter.record;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FileReaderTest {
  private static final StructType COLUMNS =
      new StructType()
          .add(column("row_kind"))
          .add(column("record_index"))
          .add(column("reason"))
          .add(column("snippet"))
          .add(column("file_state"))
          .add(column("file_offset"));

  private static final String GOOD = record("a", "iam.amazonaws.com", "CreateUser");

  private static final String[] CORRUPT = quarantined("gzip-corrupt");
  private static final String[] INVALID = quarantined("json-invalid");
  private static final String[] MISSING = quarantined("records-missing");

  @TempDir Path directory;

  static Stream<Arguments> files() {
    byte[] zipped = gzip(log(GOOD, GOOD).getBytes(UTF_8));
    byte[] corrupt = zipped.clone();
    corrupt[corrupt.length - 8] ^= 1;
    return Stream.of(
        row("x.json", log(GOOD, GOOD), "record@0", "record@1", "file:read"),
        row("x.json", "{\"Records\":[]}", "file:read"),
        row("misnamed.json", zipped, "record@0", "record@1", "file:read"),
        row("misnamed.json.gz", log(GOOD), "record@0", "file:read"),
        row("misnamed.json.gz", "\r\n\t" + log(GOOD), "record@0", "file:read"),
        row("misnamed.json.gz", "PK\u0003\u0004", CORRUPT),
        row("twice.json.gz", gzip(zipped), INVALID),
        row(
            "members.json.gz",
            join(zipped, new byte[9], gzip(log(GOOD).getBytes(UTF_8)), new byte[9]),
            "record@0",
            "record@1",
            "record@2",
            "file:read"),
        row(
            "marked.json.gz",
            gzip(("\uFEFF" + log(GOOD)).getBytes(UTF_8)),
            "record@0",
            "file:read"),
        row("x.json", ("\uFEFF" + log(GOOD)).getBytes(UTF_16LE), INVALID),
        row("x.json", "{\"Records\":null}", MISSING),
        row("x.json", "{\"Records\":{\"0\":" + GOOD + "}}", MISSING),
        row(
            "x.json",
            "{\"Records\":[%s],\"Records\":null,\"Records\":[%s]}".formatted(GOOD, GOOD),
            "record@0",
            "record@1",
            "file:read"),
        row(
            "x.json",
            log("{\"eventID\":\"\u00c1\u00a5\"}", "{\"eventID\":\"\u00ed\u00a0\u0080\"}", GOOD)
                .getBytes(ISO_8859_1),
            "malformed@0:json-invalid",
            "malformed@1:json-invalid",
            "record@2",
            "file:read"),
        row(
            "x.json",
            log(number("1e999999999"), number("-0"), number("9".repeat(5000)), number("0x1")),
            "record@0",
            "record@1",
            "record@2",
            "malformed@3:json-invalid",
            "file:read"),
        row(
            "x.json",
            log(at("2025-03-14T00:00:00.123456789Z"), at("2025-03-14T02:00:00+02:00")),
            "record@0",
            "record@1",
            "file:read"),
        row(
            "x.json",
            log("null", "[]", "true", "\"{}\"", GOOD),
            "malformed@0:record-not-object",
            "malformed@1:record-not-object",
            "malformed@2:record-not-object",
            "malformed@3:record-not-object",
            "record@4",
            "file:read"),
        row(
            "x.json.gz",
            Arrays.copyOf(zipped, zipped.length - 9),
            "record@0",
            "record@1",
            "malformed:gzip-truncated",
            "file:quarantined:gzip-truncated"),
        row(
            "x.json.gz",
            corrupt,
            "record@0",
            "record@1",
            "malformed:gzip-corrupt",
            "file:quarantined:gzip-corrupt"),
        row("x.json.gz", "", "malformed:gzip-truncated", "file:quarantined:gzip-truncated"),
        row("x.json", "", "malformed:records-missing", "file:quarantined:records-missing"),
        row("x.json", "{\"a\":1}", "malformed:records-missing", "file:quarantined:records-missing"),
        row(
            "x.json",
            "{\"Records\":[" + GOOD + ",{\"a",
            "record@0",
            "malformed:json-invalid",
            "file:quarantined:json-invalid"),
        row(
            "x.json",
            log(GOOD, "{\"x\":{\"y\":tru}}", GOOD),
            "record@0",
            "malformed@1:json-invalid",
            "record@2",
            "file:read"),
        row(
            "x.json",
            log("{\"x\":[1}}", "{\"x\":\"\u00ff\"}", "{\"x\":\"\t\"}", GOOD).getBytes(ISO_8859_1),
            "malformed@0:json-invalid",
            "malformed@1:json-invalid",
            "malformed@2:json-invalid",
            "record@3",
            "file:read"),
        row(
            "x.json",
            log("{\"x\":%s1%s}".formatted("[".repeat(100_000), "]".repeat(100_000)), GOOD),
            "malformed@0:json-invalid",
            "record@1",
            "file:read"),
        row("x.json", log("7", GOOD), "malformed@0:record-not-object", "record@1", "file:read"),
        row(
            "x.json",
            log(
                "{\"eventTime\":\"2025-03-14T00:00:00Z\"}",
                "{\"eventTime\":\"2025-03-14T00:00:00Z\",\"eventID\":null}",
                "{\"eventTime\":\"2025-03-14T00:00:00Z\",\"eventID\":\"\"}"),
            "malformed@0:no-event-id",
            "malformed@1:no-event-id",
            "malformed@2:no-event-id",
            "file:read"),
        row(
            "x.json",
            log(
                "{\"eventID\":\"a\"}",
                at("yesterday"),
                at("2025-02-30T00:00:00Z"),
                at("+999999999-01-01T00:00:00Z"),
                "{\"eventID\":\"a\",\"eventTime\":1741910400}"),
            "malformed@0:no-event-time",
            "malformed@1:no-event-time",
            "malformed@2:no-event-time",
            "malformed@3:no-event-time",
            "malformed@4:no-event-time",
            "file:read"),
        row(
            "x.json",
            log(
                at("2012-12-31T23:59:59Z"),
                at("2013-01-01T00:00:00Z"),
                at("2025-03-16T00:00:00Z"),
                at("2025-03-16T00:00:01Z")),
            "malformed@0:event-time-out-of-range",
            "record@1",
            "record@2",
            "malformed@3:event-time-out-of-range",
            "file:read"),
        row("archived.json", log(GOOD), "malformed:archived", "file:archived:archived"),
        row("broken.json", log(GOOD), "malformed:io-error", "file:quarantined:io-error"));
  }

  @ParameterizedTest(name = "{2} of {0}")
  @MethodSource("files")
  void accountsFor(String name, byte[] bytes, List<String> expected) throws IOException {
    assertThat(read(name, bytes)).isEqualTo(expected);
  }

  @Test
  void showsWhatCouldNotBeRead() throws IOException {
    Path file =
        Files.write(
            directory.resolve("x.json"),
            log("[\"\0\u00ff\u00ff" + "é".repeat(9000) + "\"]").getBytes(ISO_8859_1));

    InternalRow row = rows(file, Files.size(file)).get(0);

    assertThat(row.getUTF8String(3).toString()).startsWith("[\"\0\ufffd\ufffd\ufffd");
    assertThat(row.getUTF8String(3).numBytes()).isBetween(4000, 4096);
    assertThat(row.getLong(5)).isEqualTo("{\"Records\":[".length());
  }

  @Test
  void findsAFileGone() throws IOException {
    assertThat(describe(rows(directory.resolve("gone.json"), 7)))
        .containsExactly("malformed:vanished", "file:quarantined:vanished");
  }

  @Test
  void doesNotBlameAFileForWhatTheStoreKeepsBack() throws IOException {
    byte[] zipped = gzip(log(GOOD, GOOD).getBytes(UTF_8));
    Path file = Files.write(directory.resolve("short.json.gz"), zipped);

    assertThat(describe(rows(file, zipped.length + 1)))
        .containsExactly("record@0", "record@1", "malformed:io-error", "file:quarantined:io-error");
  }

  @Test
  void failsWhenTheStoreFailsForFileAfterFile() throws IOException {
    Outage.isOver();
    LogFile broken = logFile(Files.write(directory.resolve("broken.json"), new byte[9]), 9);
    byte[] text = log(GOOD).getBytes(UTF_8);
    LogFile good = logFile(Files.write(directory.resolve("good.json"), text), text.length);
    List<LogFile> files = new ArrayList<>(Collections.nCopies(Outage.FILES - 1, broken));
    files.add(good);
    files.addAll(Collections.nCopies(Outage.FILES - 1, broken));

    assertThat(describe(rows(files)))
        .filteredOn(row -> row.startsWith("file:"))
        .hasSize(files.size());

    files.add(broken);
    assertThatThrownBy(() -> rows(files))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("The store failed to give 16 files one after the other")
        .hasMessageContaining("broken.json (connection reset)");
  }

  @Test
  void failsWhenTheStoreRefuses() throws IOException {
    Path file = Files.write(directory.resolve("denied.json"), log(GOOD).getBytes(UTF_8));

    assertThatThrownBy(() -> rows(file, Files.size(file)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("was refused")
        .hasMessageContaining("denied.json");
  }

  @Test
  void streamsALargeFile() throws IOException {
    String filler = "{\"eventID\":\"b\",\"x\":\"%s\"}";
    Random random = new Random(3);
    List<String> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      byte[] noise = new byte[100_000];
      random.nextBytes(noise);
      records.add(filler.formatted(Base64.getEncoder().encodeToString(noise)));
    }
    byte[] zipped = gzip(log(records.toArray(String[]::new)).getBytes(UTF_8));
    assertThat(zipped.length).isGreaterThan(5 << 20);

    assertThat(read("large.json.gz", zipped))
        .hasSize(61)
        .startsWith("malformed@0:no-event-time")
        .endsWith("malformed@59:no-event-time", "file:read");
  }

  private List<String> read(String name, byte[] bytes) throws IOException {
    Path file = Files.write(directory.resolve(name), bytes);
    return describe(rows(file, bytes.length));
  }

  private static List<InternalRow> rows(Path file, long size) throws IOException {
    return rows(List.of(logFile(file, size)));
  }

  private static LogFile logFile(Path file, long size) {
    return new LogFile(file.toUri().toString(), size, Instant.EPOCH, null, ACCOUNT, REGION, DAY);
  }

  private static List<InternalRow> rows(List<LogFile> files) throws IOException {
    List<InternalRow> rows = new ArrayList<>();
    try (CloudTrailPartitionReader reader =
        new CloudTrailPartitionReader(
            new CloudTrailPartition(files),
            new ReadPlan(COLUMNS, true, null, null, 2),
            WatchedFileSystem.configuration())) {
      while (reader.next()) {
        rows.add(reader.get());
      }
    }
    return rows;
  }

  private static List<String> describe(List<InternalRow> rows) {
    return rows.stream()
        .map(
            row ->
                row.getUTF8String(0)
                    + (row.isNullAt(1) ? "" : "@" + row.getLong(1))
                    + (row.isNullAt(4) ? "" : ":" + row.getUTF8String(4))
                    + (row.isNullAt(2) ? "" : ":" + row.getUTF8String(2)))
        .toList();
  }

  private static Arguments row(String name, String text, String... rows) {
    return row(name, text.getBytes(UTF_8), rows);
  }

  private static Arguments row(String name, byte[] bytes, String... rows) {
    return Arguments.of(name, bytes, List.of(rows));
  }

  private static String[] quarantined(String code) {
    return new String[] {"malformed:" + code, "file:quarantined:" + code};
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String number(String number) {
    return "{\"eventID\":%s,\"eventTime\":\"2025-03-14T00:00:00Z\"}".formatted(number);
  }

  private static String at(String time) {
    return "{\"eventID\":\"a\",\"eventTime\":\"" + time + "\"}";
  }

  private static StructField column(String name) {
    return CloudTrailSchema.ACCOUNTING_SCHEMA.apply(name);
  }
}
