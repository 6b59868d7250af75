package dev.trailhunt.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The whole command {@code ingest}, started anew each time: what a further gigabyte costs it, held
 * against what the same bytes cost to inflate.
 */
final class IngestBenchmark {
  private final TrailhuntCommand command;
  private final int threads;
  private final PrintStream out;

  IngestBenchmark(TrailhuntCommand command, int threads, PrintStream out) {
    this.command = command;
    this.threads = threads;
    this.out = out;
  }

  void run(BenchLake small, BenchLake large, int runs) throws Exception {
    List<Double> ofSmall = new ArrayList<>();
    List<Double> ofLarge = new ArrayList<>();
    List<Double> inflatingSmall = new ArrayList<>();
    List<Double> inflatingLarge = new ArrayList<>();
    Inflating.withTheJdk(small.files(), threads);
    for (int i = 0; i < runs; i++) {
      ofSmall.add(seconds(() -> ingest(small)));
      ofLarge.add(seconds(() -> ingest(large)));
      inflatingSmall.add(seconds(() -> Inflating.withTheJdk(small.files(), threads)));
      inflatingLarge.add(seconds(() -> Inflating.withTheJdk(large.files(), threads)));
    }
    double more = (large.textBytes() - small.textBytes()) / 1e9;
    double ours = (Contest.median(ofLarge) - Contest.median(ofSmall)) / more;
    double theirs = (Contest.median(inflatingLarge) - Contest.median(inflatingSmall)) / more;
    out.printf(
        "%nbin/trailhunt ingest, whole process, medians of %d%n"
            + "  %-36s %9.1f s%n  %-36s %9.1f s%n"
            + "  %-36s %9.2f s per GB of JSON%n  %-36s %9.2f s per GB of JSON%n  %-36s %9.2f%n",
        runs,
        "%.1f GB of JSON".formatted(small.textBytes() / 1e9),
        Contest.median(ofSmall),
        "%.1f GB of JSON".formatted(large.textBytes() / 1e9),
        Contest.median(ofLarge),
        "slope of ingest",
        ours,
        "slope of JDK Inflater, " + threads + " threads",
        theirs,
        "ratio",
        ours / theirs);
  }

  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Work work) throws Exception {
    long begin = System.nanoTime();
    work.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  private void ingest(BenchLake lake) throws Exception {
    command.inNewWarehouse(
        warehouse ->
            command.run(
                Map.of(),
                "ingest",
                "--from",
                BenchLake.FIRST.toString(),
                "--to",
                lake.last().toString(),
                "--lake",
                lake.location().toUri().toString(),
                "--warehouse",
                warehouse.toUri().toString()));
  }
}
