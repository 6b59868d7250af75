package dev.trailhunt.run;

import dev.trailhunt.table.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Sees the commits to the tables of a warehouse on disk in their logs, as they are made. */
final class CommitWatch {
  private final Path warehouse;
  private final Map<Tables, Long> before = new EnumMap<>(Tables.class);

  /** Watches from now on. */
  CommitWatch(Path warehouse) {
    this.warehouse = warehouse;
    for (Tables table : Tables.values()) {
      before.put(table, version(table));
    }
  }

  /** The tables that have got a commit since. */
  Set<Tables> committed() {
    return Arrays.stream(Tables.values())
        .filter(this::isCommitted)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the table has got a commit since. */
  boolean isCommitted(Tables table) {
    return Files.exists(commit(table, before.get(table) + 1));
  }

  /** Whether the table has so much as a folder for its log. */
  boolean isBegun(Tables table) {
    return Files.exists(log(table));
  }

  /** The version of the table; -1 before its first commit. */
  private long version(Tables table) {
    if (!isBegun(table)) {
      return -1;
    }
    try (Stream<Path> files = Files.list(log(table))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d{20}\\.json"))
          .mapToLong(name -> Long.parseLong(name.substring(0, 20)))
          .max()
          .orElse(-1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path commit(Tables table, long version) {
    return log(table).resolve("%020d.json".formatted(version));
  }

  private Path log(Tables table) {
    return warehouse.resolve(table.tableName()).resolve("_delta_log");
  }
}
