package dev.trailhunt.source;

import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.record;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reads files that inflate to more than the memory there is, all columns, in a process of its own.
 */
class BoundedMemoryTest {
  private static final String GOOD = record("a", "iam.amazonaws.com", "CreateUser");
  private static final int MEGABYTE = 1_000_000;

  @TempDir Path directory;

  @Test
  void readsHundredsOfMegabytesInAHeapOfLess() throws Exception {
    assertThat(read("-Xmx112m", bombs(200, 100, 50_000)))
        .containsExactlyElementsOf(expected(50_000));
  }

  @Test
  @Tag("full")
  void readsGigabytesInAHeapOfLess() throws Exception {
    List<Path> files = bombs(3000, 300, 1_000_000);
    assertThat(Files.size(files.get(0))).isLessThan(4 * MEGABYTE);

    assertThat(read("-Xmx112m", files)).containsExactlyElementsOf(expected(1_000_000));
  }

  /** What the largest record costs when all of it becomes objects. */
  @Test
  @Tag("full")
  void readsTheLargestRecordOfTheSmallestParts() throws Exception {
    int bytes = RecordScanner.MAX_RECORD_BYTES - 100;
    Path elements =
        file("elements.gz", "{\"resources\":[{}", ",{}".repeat(bytes / 3), 1, "]}," + GOOD + "]}");

    assertThat(read("-Xmx448m", List.of(elements)))
        .containsExactly("{file:read=1, malformed:no-event-id=1, record=2}");
  }

  private List<Path> bombs(int megabytesOfString, int megabytesOfRecord, int records)
      throws IOException {
    String string = "x".repeat(MEGABYTE);
    String field = "\"key\":\"some value\",".repeat(MEGABYTE / 20);
    String thousand = (GOOD + ",").repeat(1000);
    return List.of(
        file("string.gz", "{\"x\":\"", string, megabytesOfString, "\"}," + GOOD + "]}"),
        file("open-string.gz", "{\"x\":\"", string, megabytesOfString, ""),
        file("value.gz", "{\"x\":1}],\"x\":\"", string, megabytesOfString, "\"}"),
        file("record.gz", "{", field, megabytesOfRecord, "\"x\":1}," + GOOD + "]}"),
        file("deep.gz", "{\"x\":", "[".repeat(20_000), 1, "]".repeat(20_000) + "}]}"),
        file("records.gz", "", thousand, records / 1000, GOOD + "]}"));
  }

  private static List<String> expected(int records) {
    return List.of(
        "{file:read=1, malformed:record-too-large=1, record=2}",
        "{file:quarantined=1, malformed:json-invalid=1, record=1}",
        "{file:read=1, malformed:no-event-id=1, record=1}",
        "{file:read=1, malformed:record-too-large=1, record=2}",
        "{file:read=1, malformed:json-invalid=1, record=1}",
        "{file:read=1, record=%d}".formatted(records + 2));
  }

  /** A good record and what follows it, as gzip of many members: deflated once, written often. */
  private Path file(String name, String begin, String block, int blocks, String end)
      throws IOException {
    Path file = directory.resolve(name);
    byte[] member = gzip(block.getBytes(UTF_8));
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(gzip(("{\"Records\":[" + GOOD + "," + begin).getBytes(UTF_8)));
      for (int i = 0; i < blocks; i++) {
        out.write(member);
      }
      out.write(gzip(end.getBytes(UTF_8)));
    }
    return file;
  }

  /** What was found, a line a file. */
  private List<String> read(String heap, List<Path> files) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of(heap, "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Reading.class.getName());
    files.forEach(file -> command.add(file.toUri().toString()));
    Path found = directory.resolve("found");
    Path log = directory.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(found.toFile())
            .redirectError(log.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    return Files.readAllLines(found).stream().filter(line -> line.startsWith("{")).toList();
  }

  /** The process: reads files as one task, and prints how many rows of which kind came of each. */
  static final class Reading {
    private Reading() {}

    public static void main(String[] files) throws IOException {
      List<LogFile> logs = new ArrayList<>();
      for (String file : files) {
        logs.add(
            new LogFile(
                file,
                Files.size(Path.of(URI.create(file))),
                Instant.EPOCH,
                null,
                LakeWriter.ACCOUNT,
                LakeWriter.REGION,
                LakeWriter.DAY));
      }
      ReadPlan plan = new ReadPlan(CloudTrailSchema.ACCOUNTING_SCHEMA, true, null, null, 8);
      int kind = CloudTrailSchema.ACCOUNTING_SCHEMA.fieldIndex(CloudTrailSchema.ROW_KIND);
      int reason = CloudTrailSchema.ACCOUNTING_SCHEMA.fieldIndex(CloudTrailSchema.REASON);
      int state = CloudTrailSchema.ACCOUNTING_SCHEMA.fieldIndex(CloudTrailSchema.FILE_STATE);
      Map<String, Long> rows = new TreeMap<>();
      try (CloudTrailPartitionReader reader =
          new CloudTrailPartitionReader(new CloudTrailPartition(logs), plan, new Configuration())) {
        while (reader.next()) {
          InternalRow row = reader.get();
          boolean isFile = !row.isNullAt(state);
          int detail = isFile ? state : reason;
          String what = row.getUTF8String(kind).toString();
          rows.merge(
              row.isNullAt(detail) ? what : what + ":" + row.getUTF8String(detail), 1L, Long::sum);
          if (isFile) {
            System.out.println(rows);
            rows.clear();
          }
        }
      }
    }
  }
}
