package dev.trailhunt.bench;

import dev.trailhunt.FaultyProxy;
import dev.trailhunt.FaultyProxy.Fault;
import dev.trailhunt.S3ProxyServer;
import dev.trailhunt.source.ScannerBenchmark;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code bin/bench} runs. */
@Command(
    name = "bin/bench",
    description = "Measures the cloudtrail source against others, over logs made from a seed.",
    mixinStandardHelpOptions = true)
public final class Benchmarks implements Callable<Integer> {
  private static final int RECORDS = 6000;
  private static final double FILE_GIGABYTES = 0.0084;
  private static final int SMALL_FILES = 10_000;
  private static final int DELAY_MILLIS = 30;
  private static final int BACKFILL_DAYS = 60;
  private static final int CHUNKS = 40;

  private enum Name {
    KEPT,
    EVERYTHING,
    SMALL,
    SLOW,
    INGEST,
    BACKFILL,
    SCANNER
  }

  @Parameters(
      arity = "0..*",
      description = "Which: ${COMPLETION-CANDIDATES}; default kept, everything and small.")
  private List<Name> names = List.of(Name.KEPT, Name.EVERYTHING, Name.SMALL);

  @Option(names = "--dir", description = "Where the logs are made and kept: ${DEFAULT-VALUE}.")
  private Path directory = Path.of(System.getProperty("java.io.tmpdir"), "trailhunt-bench");

  @Option(names = "--gigabytes", description = "JSON to read: ${DEFAULT-VALUE}.")
  private double gigabytes = 3;

  @Option(names = "--runs", description = "Runs that count: ${DEFAULT-VALUE}.")
  private int runs = 5;

  @Option(names = "--threads", description = "Threads of each contender: ${DEFAULT-VALUE}.")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--files", description = "Files of backfill: ${DEFAULT-VALUE}.")
  private int files = 200_000;

  @Option(names = "--memory", description = "Heap of backfill: ${DEFAULT-VALUE}.")
  private String memory = "1g";

  @Option(names = "--no-duckdb", description = "Leave DuckDB out, which takes minutes.")
  private boolean noDuckDb;

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Benchmarks()).setCaseInsensitiveEnumValuesAllowed(true).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(directory);
    for (Name name : names) {
      run(name);
    }
    return 0;
  }

  private void run(Name name) throws Exception {
    switch (name) {
      case KEPT -> reading().kept(runs, !noDuckDb);
      case EVERYTHING -> reading().everything(runs);
      case SMALL ->
          new SmallFilesBenchmark(
                  Sessions.start(threads),
                  BenchLake.make(directory, SMALL_FILES, 25, 10),
                  System.out)
              .onDisk(threads, runs);
      case SLOW -> slow();
      case INGEST ->
          new IngestBenchmark(new TrailhuntCommand(directory), threads, System.out)
              .run(large(gigabytes), large(4 * gigabytes), runs);
      case BACKFILL ->
          new BackfillBenchmark(new TrailhuntCommand(directory), System.out)
              .run(BenchLake.make(directory, files, 25, BACKFILL_DAYS), files / CHUNKS, memory);
      case SCANNER ->
          new Runner(new OptionsBuilder().include(ScannerBenchmark.class.getSimpleName()).build())
              .run();
    }
  }

  private ReadBenchmark reading() throws Exception {
    return new ReadBenchmark(Sessions.start(threads), large(gigabytes), threads, System.out);
  }

  private BenchLake large(double size) throws Exception {
    return BenchLake.make(directory, (int) Math.ceil(size / FILE_GIGABYTES), RECORDS, 10);
  }

  private void slow() throws Exception {
    Path folder = Files.createTempDirectory(directory, "s3-");
    SparkSession spark = Sessions.start(threads);
    try (S3ProxyServer server = S3ProxyServer.start(folder);
        FaultyProxy proxy = FaultyProxy.before(server.endpoint())) {
      proxy.always(request -> true, Fault.late(Duration.ofMillis(DELAY_MILLIS)));
      BenchLake lake = BenchLake.make(server.createBucket("bench"), SMALL_FILES, 40, 10);
      Map<String, String> options = new HashMap<>(server.hadoopOptions());
      options.put("fs.s3a.endpoint", proxy.endpoint().toString());
      // The server knows no tag of an object that was put into its folder.
      options.put("fs.s3a.change.detection.version.required", "false");
      new SmallFilesBenchmark(spark, lake, System.out)
          .onS3("s3a://bench", options, DELAY_MILLIS, Math.min(runs, 3));
    }
  }
}
