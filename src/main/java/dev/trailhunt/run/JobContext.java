package dev.trailhunt.run;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;

/**
 * What every job needs: the session, what it was told, whom to tell how far it is, the time, and
 * how a job that writes comes by the warehouse.
 */
public record JobContext(
    SparkSession spark, Settings settings, Progress progress, Clock clock, LeaseTerms leaseTerms) {

  /** With the usual terms. */
  public JobContext(SparkSession spark, Settings settings, Progress progress, Clock clock) {
    this(spark, settings, progress, clock, LeaseTerms.DEFAULT);
  }
}
