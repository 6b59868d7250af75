package dev.trailhunt.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The command {@code bin/trailhunt}, a process each time.
 *
 * @param scratch a folder for warehouses and for what the command says
 */
record TrailhuntCommand(Path scratch) {
  /** Into a warehouse that is made for it and gone after. */
  interface Use {
    void with(Path warehouse) throws Exception;
  }

  void inNewWarehouse(Use use) throws Exception {
    Path warehouse = Files.createTempDirectory(scratch, "warehouse-");
    try {
      use.with(warehouse);
    } finally {
      delete(warehouse);
    }
  }

  /**
   * What it printed to standard output.
   *
   * @param environment variables beside those of this process
   * @throws IllegalStateException with what it said, if it ended with another status than 0
   */
  String run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path printed = scratch.resolve(arguments[0] + ".out");
    Path said = scratch.resolve(arguments[0] + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(Stream.concat(Stream.of("bin/trailhunt"), Stream.of(arguments)).toList())
            .redirectOutput(printed.toFile())
            .redirectError(said.toFile());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IllegalStateException(
          arguments[0] + " ended with " + status + ":\n" + Files.readString(said));
    }
    return Files.readString(printed);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(path);
      }
    }
  }
}
