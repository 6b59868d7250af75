package dev.trailhunt.run.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Writes log files into a folder and counts them. */
final class LakeWriter {
  private static final byte[] OPEN = "{\"Records\":[".getBytes(StandardCharsets.UTF_8);
  private static final byte[] CLOSE = "]}\n".getBytes(StandardCharsets.UTF_8);

  private final Path folder;
  private final SplittableRandom random;
  private final Set<Path> directories = new HashSet<>();
  private int files;
  private long bytes;

  LakeWriter(Path folder, SplittableRandom random) {
    this.folder = folder;
    this.random = random;
  }

  /** Writes a log file of records that commas already separate. */
  void write(LogFile file, ByteArrayOutputStream records) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new FastGzip(compressed)) {
      gzip.write(OPEN);
      records.writeTo(gzip);
      gzip.write(CLOSE);
    }
    store(file.path(random), compressed);
  }

  /**
   * Writes a log file that ends inside its last record, as an upload that broke off leaves it: no
   * end of the record, of the object or of the gzip stream.
   */
  Path writeTruncated(LogFile file, ByteArrayOutputStream whole, byte[] lastRecord)
      throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    FastGzip gzip = new FastGzip(compressed);
    gzip.write(OPEN);
    whole.writeTo(gzip);
    gzip.write(',');
    gzip.write(lastRecord, 0, lastRecord.length / 2);
    gzip.breakOff();
    return store(file.path(random), compressed);
  }

  /** Writes a file that is no log file and is not counted. */
  void writeOther(String path, String content) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new FastGzip(compressed)) {
      gzip.write(content.getBytes(StandardCharsets.UTF_8));
    }
    put(path, compressed);
  }

  int files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  private Path store(String path, ByteArrayOutputStream content) throws IOException {
    files++;
    bytes += content.size();
    return put(path, content);
  }

  private Path put(String path, ByteArrayOutputStream content) throws IOException {
    Path target = folder.resolve(path);
    Path directory = target.getParent();
    if (directories.add(directory)) {
      Files.createDirectories(directory);
    }
    return Files.write(target, content.toByteArray());
  }

  /** Gzip that favours speed and can be left without its end. */
  private static final class FastGzip extends GZIPOutputStream {
    private static final int BUFFER = 1 << 15;

    FastGzip(OutputStream out) throws IOException {
      super(out, BUFFER, true);
      def.setLevel(Deflater.BEST_SPEED);
    }

    /** Writes what was given so far and never the stream's end. */
    void breakOff() throws IOException {
      flush();
      def.end();
    }
  }
}
