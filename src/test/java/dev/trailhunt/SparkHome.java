package dev.trailhunt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A Spark installation as a cluster has one, with Delta and S3A among its jars and nothing of ours.
 * What runs in it are processes of their own.
 */
public final class SparkHome {
  /** What a session needs for Delta, as a user of {@code spark-submit} gives it. */
  public static final Map<String, String> DELTA =
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");

  /** Everything on this machine, and little compiled and logged for little data. */
  private static final Map<String, String> SMALL_AND_HERE =
      Map.of(
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.ui.enabled", "false",
          "spark.log.level", "WARN",
          "spark.sql.shuffle.partitions", "2",
          "spark.databricks.delta.snapshotPartitions", "2",
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN");

  private final Path folder;
  private int submitted;

  /** Makes one in a new folder. */
  public SparkHome(Path folder) {
    this.folder = folder;
    try {
      Path jars = Files.createDirectories(folder.resolve("jars"));
      for (Path jar : JobJar.provided()) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a process ended, and what it printed. */
  public record Ended(int status, String out, String err) {}

  /** A run that {@code spark-submit} has begun. */
  public record Submitted(Process process, Path out, Path err) {
    /** Waits for its end. */
    public Ended end() throws IOException, InterruptedException {
      int status = process.waitFor();
      return new Ended(status, Files.readString(out), Files.readString(err));
    }
  }

  /**
   * Starts a command of the job jar in client mode.
   *
   * @param settings Spark's, beside those that keep it small and on this machine
   * @param command of Trailhunt
   */
  public Submitted submit(String master, Map<String, String> settings, String... command)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--master", master));
    SMALL_AND_HERE.forEach((key, value) -> arguments.addAll(conf(key, value)));
    settings.forEach((key, value) -> arguments.addAll(conf(key, value)));
    arguments.addAll(List.of("--class", "dev.trailhunt.cli.Trailhunt", JobJar.path().toString()));
    arguments.addAll(List.of(command));
    int number = submitted++;
    Path out = folder.resolve("submitted-" + number + ".out");
    Path err = folder.resolve("submitted-" + number + ".err");
    Process process =
        java("-Xmx1g", "org.apache.spark.deploy.SparkSubmit", arguments)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Submitted(process, out, err);
  }

  private static List<String> conf(String key, String value) {
    return List.of("--conf", key + "=" + value);
  }

  /**
   * Starts a class of Spark that goes on until it is killed.
   *
   * @param log what it prints
   */
  Process daemon(Path log, String className, String... arguments) throws IOException {
    return java("-Xmx256m", className, List.of(arguments))
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private ProcessBuilder java(String heap, String className, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of(heap, "-XX:TieredStopAtLevel=1", "-cp", folder + "/jars/*", className));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_"));
    builder.environment().put("SPARK_HOME", folder.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // What the scripts of an installation set.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    return builder;
  }
}
