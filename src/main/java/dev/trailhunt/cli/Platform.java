package dev.trailhunt.cli;

import org.apache.spark.SparkUserAppException;

/** Who runs this process: ourselves, or a cluster that owns the session and the process. */
final class Platform {
  private Platform() {}

  static boolean isDatabricks() {
    return System.getenv("DATABRICKS_RUNTIME_VERSION") != null;
  }

  /**
   * Whether session and process are a platform's, and so not ours to end: Databricks, or {@code
   * spark-submit}.
   */
  static boolean owns() {
    return isDatabricks() || System.getProperty("spark.master") != null;
  }

  /** What tells a platform that a command has failed. */
  static Exception failure(int status) {
    Exception failure = new IllegalStateException("trailhunt ended with status " + status);
    return isDatabricks() ? failure : ForSparkSubmit.withStatus(status, failure);
  }

  /** Apart, so that nothing of Spark is loaded where there is none. */
  private static final class ForSparkSubmit {
    private ForSparkSubmit() {}

    /** What {@code spark-submit} ends with the status of, in client and in cluster mode. */
    static Exception withStatus(int status, Exception failure) {
      return new SparkUserAppException(status, failure);
    }
  }
}
