package dev.trailhunt;

import org.apache.spark.sql.SparkSession;

/** The one Spark session of a test JVM. */
public final class TestSession {
  private TestSession() {}

  private static final class Holder {
    static final SparkSession SPARK =
        SparkSession.builder()
            .master("local[2]")
            .appName("trailhunt-tests")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.ansi.enabled", "true")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.default.parallelism", "2")
            .config("spark.databricks.delta.snapshotPartitions", "2")
            // Each hash table takes a page, of 48 MB where a heap is as large as ours.
            .config("spark.buffer.pageSize", "1m")
            // What the UI would show of past queries, with their plans in words, fills the heap.
            .config("spark.sql.ui.explainMode", "simple")
            .config("spark.sql.ui.retainedExecutions", "10")
            .config("spark.ui.retainedJobs", "50")
            .config("spark.ui.retainedStages", "50")
            .config("spark.ui.retainedTasks", "500")
            // The same plans come again in test after test; by default few stay compiled.
            .config("spark.sql.codegen.cache.maxEntries", "5000")
            // Hadoop's own starts a process for each file that it makes.
            .config("spark.hadoop.fs.file.impl", "dev.trailhunt.cli.LocalFiles")
            .config(
                "spark.hadoop.fs.AbstractFileSystem.file.impl",
                "dev.trailhunt.cli.LocalFiles$OfContext")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .getOrCreate();
  }

  /** Local, two cores, UTC, ANSI, no UI, Delta. Never stopped. */
  public static SparkSession spark() {
    return Holder.SPARK;
  }
}
