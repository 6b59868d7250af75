package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import java.time.Clock;
import org.apache.spark.sql.SparkSession;

/**
 * What every job needs: the session, what it was told, whom to tell how far it is, and the time.
 */
public record JobContext(SparkSession spark, Settings settings, Progress progress, Clock clock) {}
