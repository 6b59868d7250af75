package dev.trailhunt.rule;

import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.storage.StorageLevel;

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
    return over(computed(rows), rows);
  }

  /**
   * The same rows, computed when they are first asked for and held until closed, as they are:
   * Spark's own cache of a Dataset turns them into compressed columns with statistics, which costs
   * more than two or three uses of whole rows give back. A commit to a table that they come from
   * neither computes them anew nor drops them.
   */
  public static Held hold(Dataset<Row> rows) {
    RDD<InternalRow> held =
        computed(rows)
            .toJavaRDD()
            .map(InternalRow::copy)
            .persist(StorageLevel.MEMORY_AND_DISK_SER())
            .rdd();
    return new Held(held, over(held, rows));
  }

  private static RDD<InternalRow> computed(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().toRdd();
  }

  private static Dataset<Row> over(RDD<InternalRow> computed, Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
        .sparkSession()
        .internalCreateDataFrame(computed, rows.schema(), false);
  }

  /** Rows that are computed once. */
  public static final class Held implements AutoCloseable {
    private final RDD<InternalRow> held;
    private final Dataset<Row> rows;

    private Held(RDD<InternalRow> held, Dataset<Row> rows) {
      this.held = held;
      this.rows = rows;
    }

    /** The rows, for any number of uses. */
    public Dataset<Row> rows() {
      return rows;
    }

    @Override
    public void close() {
      held.unpersist(false);
    }
  }
}
