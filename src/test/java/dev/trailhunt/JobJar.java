package dev.trailhunt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The jar for clusters that the build has made, and the jars that it leaves to them. */
public final class JobJar {
  /** How the names of the jars begin whose classes it brings, or that it does without. */
  private static final List<String> OURS =
      List.of(
          "picocli-",
          "snakeyaml-",
          "progressbar-",
          "maxmind-db-",
          "commons-csv-",
          "jspecify-",
          "jline-");

  private JobJar() {}

  /** Where it is. */
  public static Path path() {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> jars =
          files.filter(file -> file.toString().matches(".*/trailhunt-[^/]+-job\\.jar")).toList();
      assertThat(jars).as("job jars in target, which mvn package makes").hasSize(1);
      return jars.get(0).toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a run needs beside it: Spark, Delta, Hadoop and what they need. */
  static List<Path> provided() {
    try {
      String classPath = Files.readString(Path.of("target/classpath")).strip();
      return Stream.of(classPath.split(File.pathSeparator))
          .map(Path::of)
          .filter(jar -> OURS.stream().noneMatch(jar.getFileName().toString()::startsWith))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
