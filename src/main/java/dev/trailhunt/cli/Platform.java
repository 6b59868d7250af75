package dev.trailhunt.cli;

/** Who runs this process: ourselves, or a cluster that owns the session and the process. */
final class Platform {
  private Platform() {}

  static boolean isDatabricks() {
    return System.getenv("DATABRICKS_RUNTIME_VERSION") != null;
  }

  /** Whether the Spark settings come from outside: Databricks, or {@code spark-submit}. */
  static boolean ownsSession() {
    return isDatabricks() || System.getProperty("spark.master") != null;
  }
}
