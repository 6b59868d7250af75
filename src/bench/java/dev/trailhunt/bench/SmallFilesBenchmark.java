package dev.trailhunt.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.util.functional.FutureIO;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Many small files: what a file costs beside its bytes. */
final class SmallFilesBenchmark {
  private final SparkSession spark;
  private final BenchLake lake;
  private final PrintStream out;

  SmallFilesBenchmark(SparkSession spark, BenchLake lake, PrintStream out) {
    this.spark = spark;
    this.lake = lake;
    this.out = out;
  }

  /** On a local disk. */
  void onDisk(int threads, int runs) throws Exception {
    Dataset<Row> kept = kept(lake.location().toUri().toString());
    new Contest(out, title("on a local disk"), lake.textBytes())
        .add(
            "open and inflate through Hadoop, " + threads + " threads",
            () -> Inflating.withHadoop(lake.files(), threads))
        .add("cloudtrail source", () -> ReadBenchmark.read(kept))
        .run(2, runs)
        .print();
  }

  /**
   * On S3.
   *
   * @param bucket where the lake's location is an object prefix
   * @param options how S3A reaches it
   */
  void onS3(String bucket, Map<String, String> options, int delayMillis, int runs)
      throws Exception {
    Configuration conf = new Configuration();
    options.forEach(conf::set);
    options.forEach((key, value) -> spark.conf().set(key, value));
    String location = bucket + "/" + lake.location().getFileName();
    Dataset<Row> kept = kept(location);
    new Contest(
            out,
            title("on S3, first bytes after %d ms more".formatted(delayMillis)),
            lake.textBytes())
        .add("cloudtrail source", () -> ReadBenchmark.read(kept))
        .add("one after the other", 1, () -> inOrder(location, conf))
        .run(1, runs)
        .print();
  }

  private Dataset<Row> kept(String location) {
    return spark
        .read()
        .format("cloudtrail")
        .load(location)
        .where(Mapping.isKept())
        .select(Mapping.columns());
  }

  private long inOrder(String location, Configuration conf) throws IOException {
    FileSystem fs = FileSystem.get(URI.create(location), conf);
    long bytes = 0;
    byte[] buffer = new byte[64 * 1024];
    for (Path file : lake.files()) {
      String key = lake.location().relativize(file).toString();
      try (FSDataInputStream in = opened(fs, location + "/" + key, Files.size(file));
          GZIPInputStream text = new GZIPInputStream(in, buffer.length)) {
        for (int count = text.read(buffer); count >= 0; count = text.read(buffer)) {
          bytes += count;
        }
      }
    }
    return bytes;
  }

  /** As the source does: the size is known, so that no HEAD is sent. */
  private static FSDataInputStream opened(FileSystem fs, String location, long size)
      throws IOException {
    return FutureIO.awaitFuture(
        fs.openFile(new org.apache.hadoop.fs.Path(location))
            .opt("fs.option.openfile.read.policy", "whole-file, sequential")
            .opt("fs.option.openfile.length", Long.toString(size))
            .build());
  }

  private String title(String where) {
    return "%,d files of %,d bytes %s, %,d MB of JSON"
        .formatted(
            lake.files().size(),
            lake.gzipBytes() / lake.files().size(),
            where,
            lake.textBytes() / 1_000_000);
  }
}
