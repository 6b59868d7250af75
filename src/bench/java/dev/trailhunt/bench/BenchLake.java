package dev.trailhunt.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trailhunt.source.LakeWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A lake of one account and region, made once and kept: the same for the same shape.
 *
 * @param location the folder above {@code AWSLogs}
 * @param files the log files, in the order of their names
 * @param textBytes what they inflate to
 */
record BenchLake(Path location, List<Path> files, long textBytes) {
  /** The first day. */
  static final LocalDate FIRST = LocalDate.of(2026, 3, 1);

  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyy/MM/dd");
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd");
  private static final String DONE = "text-bytes";

  /** A lake of so many files of so many records, spread over days. */
  static BenchLake make(Path parent, int files, int recordsPerFile, int days) throws IOException {
    Path location = parent.resolve("lake-%dx%d-%dd".formatted(files, recordsPerFile, days));
    Path done = location.resolve(DONE);
    if (!Files.exists(done)) {
      AtomicLong bytes = new AtomicLong();
      IntStream.range(0, files)
          .parallel()
          .forEach(i -> bytes.addAndGet(write(location, i, recordsPerFile, start(i, files, days))));
      Files.writeString(done, bytes.toString());
    }
    try (Stream<Path> all = Files.walk(location.resolve("AWSLogs"))) {
      return new BenchLake(
          location,
          all.filter(Files::isRegularFile).sorted().toList(),
          Long.parseLong(Files.readString(done)));
    }
  }

  LocalDate last() {
    String name = files.get(files.size() - 1).getFileName().toString();
    return LocalDate.parse(name.substring(34, 42), STAMP);
  }

  long gzipBytes() {
    return files.stream().mapToLong(file -> file.toFile().length()).sum();
  }

  /** Files follow one another evenly through the days. */
  private static Instant start(int file, int files, int days) {
    return FIRST
        .atStartOfDay()
        .toInstant(ZoneOffset.UTC)
        .plusSeconds(file * Duration.ofDays(days).toSeconds() / files);
  }

  private static long write(Path location, int file, int records, Instant start) {
    LocalDate day = LocalDate.ofInstant(start, ZoneOffset.UTC);
    byte[] text = new LogText(file).file(records, start).getBytes(UTF_8);
    Path path =
        location.resolve(
            "AWSLogs/111122223333/CloudTrail/us-east-1/%s/111122223333_CloudTrail_us-east-1_%sT0005Z_%016d.json.gz"
                .formatted(day.format(FOLDER), day.format(STAMP), file));
    try {
      Files.createDirectories(path.getParent());
      Files.write(path, LakeWriter.gzip(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.length;
  }
}
