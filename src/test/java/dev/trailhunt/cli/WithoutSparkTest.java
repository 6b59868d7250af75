package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** What needs no Spark works where there is none, and so loads nothing of it. */
class WithoutSparkTest {
  @TempDir Path dir;

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --help                     | 0 | Usage: trailhunt
          --version                  | 0 | trailhunt
          query --help               | 0 | Usage: trailhunt query
          triage --help              | 0 | Usage: trailhunt triage
          query --list               | 0 | newest-alerts
          nigthly                    | 2 | did you mean nightly?
          nightly --date 2999-01-01  | 2 | in the future
          backfill --from 2026-01-01 | 2 | Missing required option
          detect                     | 2 | warehouse: not set
          maintain                   | 2 | warehouse: not set
          nightly --config none.yaml | 2 | no such file
          nightly --lake /l --warehouse /t --accounts 1 | 2 | not an account id
          query nohunt-such --warehouse /t | 2 | no hunt, table or view
          detect --warehouse /t      | 1 | Spark is not on the class path
          """)
  void works(String arguments, int status, String told) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", classPath(), Trailhunt.class.getName()));
    command.addAll(List.of(arguments.split(" ", -1)));
    File output = dir.resolve("output").toFile();
    Process process =
        new ProcessBuilder(command)
            .directory(dir.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    assertThat(process.waitFor()).isEqualTo(status);
    assertThat(output).content().contains(told);
  }

  private static String classPath() {
    return Stream.of(
            Trailhunt.class,
            CommandLine.class,
            YAMLFactory.class,
            Yaml.class,
            JsonFactory.class,
            ObjectMapper.class)
        .map(type -> Path.of(location(type)).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static URI location(Class<?> type) {
    try {
      return type.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
