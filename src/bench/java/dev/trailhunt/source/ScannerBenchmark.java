package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.trailhunt.bench.LogText;
import dev.trailhunt.event.KeepList;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One log file of 6,000 records, 8 MB of JSON, in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ScannerBenchmark {
  private final byte[] text =
      new LogText(1).file(6000, Instant.parse("2026-03-01T00:00:00Z")).getBytes(UTF_8);
  private final byte[] gzip = LakeWriter.gzip(text);
  private final byte[] buffer = new byte[64 * 1024];
  private final Inflater inflater = new Inflater(true);
  private final GzipStream stream = new GzipStream();
  private final RecordScanner scanner =
      new RecordScanner(new NameSet(KeepList.DEFAULT.names()), new NameSet(KeepList.EVENT_SOURCES));

  /** The least: inflate into a buffer. */
  @Benchmark
  public long inflate() throws DataFormatException {
    inflater.reset();
    inflater.setInput(gzip, 10, gzip.length - 18);
    long bytes = 0;
    while (!inflater.finished()) {
      bytes += inflater.inflate(buffer);
    }
    return bytes;
  }

  /** The text is there already. */
  @Benchmark
  public long scan() throws IOException {
    stream.reset(text, text.length, null, text.length, false);
    return kept();
  }

  /** What a task does. */
  @Benchmark
  public long inflateAndScan() throws IOException {
    stream.reset(gzip, gzip.length, null, gzip.length, true);
    return kept();
  }

  private long kept() throws IOException {
    scanner.reset(stream);
    long kept = 0;
    while (scanner.next() != RecordScanner.Found.END) {
      kept++;
    }
    return kept;
  }
}
