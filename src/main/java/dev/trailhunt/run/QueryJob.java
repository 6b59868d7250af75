package dev.trailhunt.run;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Placeholder of the contract; being written. */
public final class QueryJob {
  public QueryJob(JobContext context, String sql) {}

  /** Registers the tables and views by name and runs the query, which must only read. */
  public Dataset<Row> execute() {
    throw new UnsupportedOperationException();
  }
}
