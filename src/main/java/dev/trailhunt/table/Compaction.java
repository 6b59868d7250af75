package dev.trailhunt.table;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Encoders;

/**
 * Makes few large files of many small ones. Each run leaves some per table and date; what is
 * compact is left alone, so that a second time commits nothing. Rows stay as they are, and the
 * change feed tells of none.
 */
public final class Compaction {
  /** Files below this are small: to open one costs as much as to read it. */
  private static final long SMALL_BYTES = 64L << 20;

  /** So many small files may lie in a partition: what came late, beside a large one. */
  private static final int SMALL_FILES_LEFT = 1;

  private final Warehouse warehouse;

  public Compaction(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /** Compacts what has become fragmented. */
  public void compact(Tables table) {
    if (table.definition().partition().isEmpty()) {
      // Delta itself leaves alone what is one file, or large.
      warehouse.commit("OPTIMIZE " + warehouse.identifier(table));
      return;
    }
    String partition = table.definition().partition().get();
    List<String> due = fragmented(table, partition);
    if (!due.isEmpty()) {
      warehouse.commit(
          "OPTIMIZE %s WHERE %s IN (%s)%s"
              .formatted(
                  warehouse.identifier(table),
                  partition,
                  due.stream().map("DATE'%s'"::formatted).collect(Collectors.joining(", ")),
                  clustered(table)));
    }
  }

  /** The dates that have more small files than they may. */
  private List<String> fragmented(Tables table, String partition) {
    return warehouse
        .read(table)
        .select(
            col(partition).cast("string").as(partition),
            col("_metadata.file_path"),
            col("_metadata.file_size"))
        .where(col("file_size").lt(SMALL_BYTES))
        .distinct()
        .groupBy(partition)
        .count()
        .where(col("count").gt(SMALL_FILES_LEFT))
        .orderBy(partition)
        .select(partition)
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static String clustered(Tables table) {
    List<String> columns = table.definition().clusteredBy();
    return columns.isEmpty() ? "" : " ZORDER BY (" + String.join(", ", columns) + ")";
  }
}
