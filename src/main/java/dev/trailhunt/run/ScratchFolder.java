package dev.trailhunt.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder on the disk of this machine that lasts as long as a run. */
final class ScratchFolder implements AutoCloseable {
  private final Path path;

  ScratchFolder() {
    try {
      path = Files.createTempDirectory("trailhunt-");
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** The URI of a file in it. */
  String uri(String name) {
    return path.resolve(name).toUri().toString();
  }

  /** Deletes it with its files. */
  @Override
  public void close() {
    try {
      for (Path file : files()) {
        Files.delete(file);
      }
      Files.delete(path);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files.toList();
    }
  }

  private static UncheckedIOException failed(IOException e) {
    return new UncheckedIOException("cannot write to the temporary folder of this machine", e);
  }
}
