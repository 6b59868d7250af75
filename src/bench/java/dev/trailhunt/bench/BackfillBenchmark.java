package dev.trailhunt.bench;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The command {@code backfill} over many small files with a small heap: what a file costs and what
 * the driver's heap holds, early and late in the run.
 */
final class BackfillBenchmark {
  private static final int PARTS = 8;
  private static final String CHUNKS =
      """
      SELECT c.files, c.records_kept, c.reading_seconds, c.judging_seconds, c.heap_bytes
      FROM (SELECT posexplode(chunks) AS (i, c) FROM runs WHERE command = 'backfill') ORDER BY i""";

  private final TrailhuntCommand command;
  private final PrintStream out;

  /** One of the chunks, as {@code runs} tells. */
  private record Chunk(long files, long kept, double reading, double judging, double heap) {
    static Chunk of(String line) {
      String[] fields = line.split(",", -1);
      return new Chunk(
          Long.parseLong(fields[0]),
          Long.parseLong(fields[1]),
          Double.parseDouble(fields[2]),
          Double.parseDouble(fields[3]),
          Double.parseDouble(fields[4]));
    }
  }

  BackfillBenchmark(TrailhuntCommand command, PrintStream out) {
    this.command = command;
    this.out = out;
  }

  /** In chunks of so many files, with so much memory, such as {@code 2g}. */
  void run(BenchLake lake, int filesPerChunk, String memory) throws Exception {
    command.inNewWarehouse(
        warehouse -> {
          Path config =
              Files.writeString(
                  warehouse.resolve("trailhunt.yaml"),
                  """
                  lake: {location: "%s"}
                  warehouse: "%s"
                  chunk: {files: %d}
                  """
                      .formatted(
                          lake.location().toUri(),
                          warehouse.resolve("tables").toUri(),
                          filesPerChunk));
          Map<String, String> environment = Map.of("TRAILHUNT_MEMORY", memory);
          String first = BenchLake.FIRST.toString();
          String last = lake.last().toString();
          command.run(
              environment,
              "backfill",
              "--from",
              first,
              "--to",
              last,
              "--config",
              config.toString());
          String chunks =
              command.run(
                  environment, "query", CHUNKS, "--format", "csv", "--config", config.toString());
          report(lake, memory, chunks.lines().skip(1).map(Chunk::of).toList());
        });
  }

  private void report(BenchLake lake, String memory, List<Chunk> chunks) {
    out.printf(
        "%nbin/trailhunt backfill, TRAILHUNT_MEMORY=%s: %,d files, %.1f GB of JSON, %s to %s, %d chunks%n",
        memory,
        lake.files().size(),
        lake.textBytes() / 1e9,
        BenchLake.FIRST,
        lake.last(),
        chunks.size());
    out.printf(
        "  %-10s %9s %12s %18s %18s %12s%n",
        "chunks", "files", "events kept", "reading s/1,000", "judging s/1,000", "heap MB");
    int parts = Math.min(PARTS, chunks.size());
    out.println(
        IntStream.range(0, parts)
            .mapToObj(part -> part(chunks, part, parts))
            .collect(joining("\n")));
  }

  private static String part(List<Chunk> chunks, int part, int parts) {
    int from = chunks.size() * part / parts;
    int to = chunks.size() * (part + 1) / parts;
    List<Chunk> some = chunks.subList(from, to);
    long files = some.stream().mapToLong(Chunk::files).sum();
    return "  %-10s %,9d %,12d %18.2f %18.2f %12.0f"
        .formatted(
            from + 1 + "–" + to,
            files,
            some.stream().mapToLong(Chunk::kept).sum(),
            perThousand(some, Chunk::reading, files),
            perThousand(some, Chunk::judging, files),
            some.stream().mapToDouble(Chunk::heap).max().orElseThrow() / 1e6);
  }

  private static double perThousand(List<Chunk> some, ToDoubleFunction<Chunk> seconds, long files) {
    return some.stream().mapToDouble(seconds).sum() * 1000 / files;
  }
}
