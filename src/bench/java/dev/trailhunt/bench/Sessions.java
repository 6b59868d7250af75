package dev.trailhunt.bench;

import org.apache.spark.sql.SparkSession;

/** The Spark session of a benchmark. */
final class Sessions {
  private Sessions() {}

  /** Local, as many threads, UTC, no UI. */
  static SparkSession start(int threads) {
    return SparkSession.builder()
        .master("local[" + threads + "]")
        .appName("trailhunt-bench")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate();
  }
}
