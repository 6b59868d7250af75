package dev.trailhunt.rule;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Rows under a query plan of their own. Each step on a Dataset analyses the whole plan under it
 * again, and each use optimises and prints it, so that a verdict, which takes a hundred steps,
 * costs minutes of planning where its rows cost a second. The rows stay lazy and can be computed
 * anew, in Spark's own form: through {@code toJavaRDD} each of them would be made an object and
 * back.
 */
public final class FreshPlan {
  private FreshPlan() {}

  /** The same rows; nothing is pushed down or pruned through. */
  public static Dataset<Row> of(Dataset<Row> rows) {
    var classic = (org.apache.spark.sql.classic.Dataset<Row>) rows;
    return classic
        .sparkSession()
        .internalCreateDataFrame(classic.queryExecution().toRdd(), rows.schema(), false);
  }
}
