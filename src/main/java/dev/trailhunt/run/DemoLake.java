package dev.trailhunt.run;

import dev.trailhunt.run.demo.SampleLake;
import dev.trailhunt.run.demo.SampleLakeContents;
import dev.trailhunt.table.Warehouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;

/**
 * The folder of a demo and the sample lake in it, which is written in the background: that keeps
 * one core busy, and what Spark does meanwhile little more than another.
 */
public final class DemoLake {
  private static final String MARKER = ".trailhunt-demo";
  private static final LocalDate LAST_DAY = LocalDate.of(2026, 3, 15);
  private static final long SEED = 20260315;

  private final Path folder;
  private final FutureTask<SampleLakeContents> writing;

  private DemoLake(Path folder) {
    this.folder = folder;
    this.writing = new FutureTask<>(() -> SampleLake.write(lake(folder), SEED, LAST_DAY));
  }

  /** Where a demo's lake is. */
  public static Path lake(Path folder) {
    return folder.resolve("lake");
  }

  /** Where a demo's tables are. */
  public static Path warehouse(Path folder) {
    return folder.resolve("warehouse");
  }

  /**
   * Takes a folder for a demo.
   *
   * @param folder where everything goes; made if absent
   * @throws JobException when the folder holds something that no demo made
   */
  public static DemoLake in(Path folder) {
    DemoLake lake = new DemoLake(folder);
    try {
      lake.mark();
    } catch (IOException e) {
      throw lake.unwritable(e);
    }
    return lake;
  }

  /** Deletes what an earlier demo made, but not the lease of its tables, and begins to write. */
  void begin() {
    try {
      clear();
      Files.createDirectories(lake(folder));
    } catch (IOException e) {
      throw unwritable(e);
    }
    Thread writer = new Thread(writing, "sample-lake");
    writer.setDaemon(true);
    writer.start();
  }

  /** The delivery days of the lake. */
  DateRange days() {
    return new DateRange(LAST_DAY.minusDays(SampleLake.DAYS - 1L), LAST_DAY);
  }

  /** Waits until the lake is written. */
  SampleLakeContents written() {
    try {
      return writing.get();
    } catch (ExecutionException e) {
      throw unwritable(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unwritable(e);
    }
  }

  private JobException unwritable(Throwable cause) {
    return new JobException(
        JobException.Kind.FAILED,
        "the demo cannot write to " + folder + ": " + cause.getMessage(),
        cause);
  }

  private void mark() throws IOException {
    Files.createDirectories(folder);
    Path marker = folder.resolve(MARKER);
    try (Stream<Path> inside = Files.list(folder)) {
      if (!Files.exists(marker) && inside.findAny().isPresent()) {
        throw new JobException(
            JobException.Kind.USAGE,
            folder + " holds something that no demo made; name another folder by --dir");
      }
    }
    Files.writeString(marker, "Made by trailhunt demo, which may delete it.\n");
  }

  private void clear() throws IOException {
    Path marker = folder.resolve(MARKER);
    Path leases = warehouse(folder).resolve(Warehouse.LEASES);
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(path -> !path.equals(marker))
          .filter(path -> !path.startsWith(leases) && !leases.startsWith(path))
          .sorted(Comparator.reverseOrder())
          .forEach(DemoLake::delete);
    }
  }

  private static void delete(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
