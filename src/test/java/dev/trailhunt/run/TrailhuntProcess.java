package dev.trailhunt.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line as a process of its own, with this one's classes. */
final class TrailhuntProcess {
  /** A run over few rows is mostly starting up: what compiles costs more than it gains. */
  private static final List<String> QUICK_START =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-Dspark.sql.codegen.wholeStage=false",
          "-Dspark.sql.codegen.factoryMode=NO_CODEGEN");

  private TrailhuntProcess() {}

  /**
   * Starts a command.
   *
   * @param log what it prints is added to it
   */
  static Process start(Path log, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.matches("(--add-opens|-Xmx|-XX:).*"))
        .forEach(command::add);
    command.addAll(QUICK_START);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "dev.trailhunt.cli.Trailhunt"));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
