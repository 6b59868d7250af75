package dev.trailhunt.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a Spark session must be set to. */
public final class SessionSettings {
  public static final String EXTENSIONS = "spark.sql.extensions";
  public static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  public static final String CATALOG = "spark.sql.catalog.spark_catalog";
  public static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";

  /** Dates are those of UTC. */
  public static final String TIME_ZONE = "spark.sql.session.timeZone";

  /** Casts are strict. */
  public static final String ANSI = "spark.sql.ansi.enabled";

  private SessionSettings() {}

  /**
   * What Delta needs, cannot be set once Spark runs, and is not set.
   *
   * @param conf a setting's value, empty when it has none
   * @return as {@code KEY=VALUE}
   */
  public static List<String> missingForDelta(UnaryOperator<String> conf) {
    List<String> missing = new ArrayList<>();
    if (!conf.apply(EXTENSIONS).contains(DELTA_EXTENSION)) {
      missing.add(EXTENSIONS + "=" + DELTA_EXTENSION);
    }
    if (!conf.apply(CATALOG).contains(DELTA_CATALOG)) {
      missing.add(CATALOG + "=" + DELTA_CATALOG);
    }
    return missing;
  }
}
