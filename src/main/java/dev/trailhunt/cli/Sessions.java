package dev.trailhunt.cli;

import dev.trailhunt.config.Settings;
import dev.trailhunt.config.Settings.Warehouse;
import dev.trailhunt.run.JobException;
import dev.trailhunt.run.SessionSettings;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;

/**
 * The Spark session of a run: the platform's where there is one, else a local one that ends with
 * the run.
 */
final class Sessions implements AutoCloseable {
  private final SparkSession spark;
  private final Optional<Path> scratch;

  /**
   * Of ours or the platform's.
   *
   * @param scratch our session's scratch directory; empty when the session is not ours to stop
   */
  private Sessions(SparkSession spark, Optional<Path> scratch) {
    this.spark = spark;
    this.scratch = scratch;
  }

  /**
   * The session for these settings.
   *
   * @throws JobException when the platform's session lacks what Delta needs
   * @throws IOException when there is no room for temporary files
   */
  static Sessions open(Settings settings, Console console) throws IOException {
    Sessions session = openAsItIs(settings, console);
    requireDelta(session.spark());
    return session;
  }

  /**
   * The same, but a platform's session that lacks what Delta needs will do too: it has to be looked
   * at.
   *
   * @throws IOException when there is no room for temporary files
   */
  static Sessions openAsItIs(Settings settings, Console console) throws IOException {
    if (isActive()) {
      SparkSession spark = pinned(SparkSession.builder().getOrCreate());
      adapt(spark, wanted(settings), console);
      return new Sessions(spark, Optional.empty());
    }
    if (Platform.owns()) {
      SparkSession.Builder builder = SparkSession.builder();
      wanted(settings).forEach(builder::config);
      return new Sessions(pinned(builder.getOrCreate()), Optional.empty());
    }
    Path scratch = Files.createTempDirectory("trailhunt-");
    SparkSession.Builder builder = SparkSession.builder();
    local(settings, scratch).forEach(builder::config);
    return new Sessions(builder.getOrCreate(), Optional.of(scratch));
  }

  SparkSession spark() {
    return spark;
  }

  /** Stops the session if it is ours. */
  @Override
  public void close() throws IOException {
    if (scratch.isPresent()) {
      spark.stop();
      deleteIfEmpty(scratch.get());
    }
  }

  private static void deleteIfEmpty(Path directory) throws IOException {
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // A query of the user's made a table there: not ours to delete, nor a reason to fail.
    }
  }

  private static boolean isActive() {
    return SparkEnv.get() != null || SparkSession.getDefaultSession().isDefined();
  }

  /**
   * A session of our own in the platform's Spark: dates are UTC there and casts are strict, and the
   * session that others use stays as it is.
   */
  private static SparkSession pinned(SparkSession platform) {
    SparkSession spark = platform.newSession();
    spark.conf().set(SessionSettings.TIME_ZONE, "UTC");
    spark.conf().set(SessionSettings.ANSI, "true");
    return spark;
  }

  /** What the user set, Hadoop options among them. */
  private static Map<String, String> wanted(Settings settings) {
    Map<String, String> wanted = new LinkedHashMap<>();
    settings.hadoop().forEach((key, value) -> wanted.put("spark.hadoop." + key, value));
    wanted.putAll(settings.spark());
    return wanted;
  }

  /** Defaults for one machine, and what the user set on top. */
  static Map<String, String> local(Settings settings, Path scratch) {
    int partitions = 2 * Runtime.getRuntime().availableProcessors();
    Map<String, String> local = new LinkedHashMap<>();
    local.put("spark.master", "local[*]");
    local.put("spark.app.name", "trailhunt");
    local.put("spark.ui.enabled", "false");
    local.put("spark.ui.showConsoleProgress", "false");
    local.put("spark.driver.bindAddress", "127.0.0.1");
    local.put("spark.driver.host", "127.0.0.1");
    local.put(SessionSettings.TIME_ZONE, "UTC");
    local.put(SessionSettings.ANSI, "true");
    local.put("spark.sql.adaptive.enabled", "true");
    local.put("spark.sql.shuffle.partitions", Integer.toString(partitions));
    local.put("spark.databricks.delta.snapshotPartitions", "2");
    // Each hash table of each task takes a page, of 64 MB by default where the heap is large: to
    // make
    // and collect those took two thirds of a small run.
    local.put("spark.buffer.pageSize", "4m");
    // What is kept for a UI that is off: after some hundred queries most of the heap.
    local.put("spark.sql.ui.explainMode", "simple");
    local.put("spark.sql.ui.retainedExecutions", "10");
    local.put("spark.ui.retainedJobs", "50");
    local.put("spark.ui.retainedStages", "50");
    local.put("spark.ui.retainedTasks", "500");
    // A run has more generated classes than the 100 that Spark keeps, and compiles the rest again.
    local.put("spark.sql.codegen.cache.maxEntries", "5000");
    local.put(SessionSettings.EXTENSIONS, SessionSettings.DELTA_EXTENSION);
    local.put(SessionSettings.CATALOG, SessionSettings.DELTA_CATALOG);
    local.put("spark.hadoop.fs.file.impl", LocalFiles.class.getName());
    local.put("spark.hadoop.fs.AbstractFileSystem.file.impl", LocalFiles.OfContext.class.getName());
    local.put("spark.hadoop.fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem");
    local.put("spark.hadoop.fs.AbstractFileSystem.s3.impl", "org.apache.hadoop.fs.s3a.S3A");
    local.putAll(boundedRetries());
    if (settings.warehouse() instanceof Warehouse.AtPath) {
      // Spark makes this directory, and nothing comes to lie in it: not where the user stands.
      local.put("spark.sql.warehouse.dir", scratch.toUri().toString());
    }
    local.putAll(wanted(settings));
    return local;
  }

  /**
   * By S3A's own defaults the pauses for a store that asks to slow down double twenty times, to
   * days. These ride out a bad minute, and then tell.
   */
  private static Map<String, String> boundedRetries() {
    return Map.of(
        // Of the SDK, within each of S3A's: together they would be their product.
        "spark.hadoop.fs.s3a.attempts.maximum", "1",
        "spark.hadoop.fs.s3a.retry.limit", "5",
        "spark.hadoop.fs.s3a.retry.interval", "500ms",
        "spark.hadoop.fs.s3a.retry.throttle.limit", "6",
        "spark.hadoop.fs.s3a.retry.throttle.interval", "500ms",
        "spark.hadoop.fs.s3a.connection.establish.timeout", "15s",
        "spark.hadoop.fs.s3a.connection.timeout", "30s");
  }

  /** Databricks has Delta built in; anywhere else what it needs cannot be set once Spark runs. */
  private static void requireDelta(SparkSession spark) {
    if (Platform.isDatabricks()) {
      return;
    }
    List<String> missing = SessionSettings.missingForDelta(key -> spark.conf().get(key, ""));
    if (!missing.isEmpty()) {
      throw new JobException(
          JobException.Kind.USAGE,
          "the Spark session has no Delta: start it with --conf "
              + String.join(" --conf ", missing));
    }
  }

  /** Sets what can still be set in a running session and says what cannot. */
  private static void adapt(SparkSession spark, Map<String, String> wanted, Console console) {
    wanted.forEach(
        (key, value) -> {
          if (key.startsWith("spark.hadoop.")) {
            String option = key.substring("spark.hadoop.".length());
            spark.sparkContext().hadoopConfiguration().set(option, value);
          } else if (!isSet(spark, key, value)) {
            console.say("warning: " + key + " is left as it is: Spark runs already, set it there");
          }
        });
  }

  /** Whether the setting holds now; asking Spark beforehand says no to settings not yet loaded. */
  private static boolean isSet(SparkSession spark, String key, String value) {
    if (value.equals(spark.conf().get(key, null))) {
      return true;
    }
    try {
      spark.conf().set(key, value);
      return true;
    } catch (Exception e) {
      if (Failures.isAnalysis(e)) {
        return false;
      }
      throw e;
    }
  }
}
