package dev.trailhunt.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;

/**
 * Writes changes to a table in one commit, or in none when there is nothing to change: Delta's own
 * MERGE rewrites the files that it matches even when every row stays as it was.
 */
public final class KeyedMerge {
  /**
   * The column of a change that says what it does: one of {@link #INSERT}, {@link #UPDATE}, {@link
   * #DELETE}.
   */
  private static final String CHANGE = "_change";

  private static final String INSERT = "insert";
  private static final String UPDATE = "update";
  private static final String DELETE = "delete";

  private final Warehouse warehouse;
  private final Tables table;

  public KeyedMerge(Warehouse warehouse, Tables table) {
    this.warehouse = warehouse;
    this.table = table;
  }

  /**
   * How many rows a merge changed.
   *
   * @param inserted rows that are new
   * @param updated rows that were replaced
   * @param deleted rows that are gone
   */
  public record Counts(long inserted, long updated, long deleted) {
    /** Rows changed in any way. */
    public long total() {
      return inserted + updated + deleted;
    }
  }

  /** A row to add; its key is not in the table. */
  public static Dataset<Row> inserts(Dataset<Row> rows) {
    return rows.withColumn(CHANGE, lit(INSERT));
  }

  /** A row to put in the place of the one with its key. */
  public static Dataset<Row> updates(Dataset<Row> rows) {
    return rows.withColumn(CHANGE, lit(UPDATE));
  }

  /** A row to remove; only its key and partition matter. */
  public static Dataset<Row> deletes(Dataset<Row> rows) {
    return rows.withColumn(CHANGE, lit(DELETE));
  }

  /**
   * Commits the changes.
   *
   * @param changes what {@link #inserts}, {@link #updates} and {@link #deletes} made of rows with
   *     all columns of the table, one per key
   */
  public Counts commit(Dataset<Row> changes) {
    Dataset<Row> once = changes.select(columnsAndChange()).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Counts counts = count(once);
      if (counts.total() > 0) {
        merge(once);
      }
      return counts;
    } finally {
      once.unpersist();
    }
  }

  private Column[] columnsAndChange() {
    return java.util.stream.Stream.concat(
            java.util.stream.Stream.of(table.schema().fieldNames()),
            java.util.stream.Stream.of(CHANGE))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  private static Counts count(Dataset<Row> changes) {
    Map<String, Long> byChange =
        changes.groupBy(CHANGE).count().collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getString(0), row -> row.getLong(1)));
    return new Counts(
        byChange.getOrDefault(INSERT, 0L),
        byChange.getOrDefault(UPDATE, 0L),
        byChange.getOrDefault(DELETE, 0L));
  }

  private void merge(Dataset<Row> changes) {
    String source = "trailhunt_changes_of_" + table.tableName();
    changes.createOrReplaceTempView(source);
    try {
      warehouse.spark().sql(mergeStatement(source, partitionsOf(changes)));
    } finally {
      warehouse.spark().catalog().dropTempView(source);
    }
  }

  private String mergeStatement(String source, String partitionCondition) {
    List<String> columns = List.of(table.schema().fieldNames());
    return """
        MERGE INTO %s AS t
        USING %s AS s
        ON %s%s
        WHEN MATCHED AND s.%s = 'delete' THEN DELETE
        WHEN MATCHED AND s.%s = 'update' THEN UPDATE SET %s
        WHEN NOT MATCHED AND s.%s = 'insert' THEN INSERT (%s) VALUES (%s)
        """
        .formatted(
            warehouse.identifier(table),
            source,
            table.definition().key().stream()
                .map("t.%1$s = s.%1$s"::formatted)
                .collect(Collectors.joining(" AND ")),
            partitionCondition,
            CHANGE,
            CHANGE,
            columns.stream().map("t.%1$s = s.%1$s"::formatted).collect(Collectors.joining(", ")),
            CHANGE,
            String.join(", ", columns),
            columns.stream().map("s."::concat).collect(Collectors.joining(", ")));
  }

  /**
   * Literal dates keep the MERGE out of every other partition, in its scan and in its conflicts.
   */
  private String partitionsOf(Dataset<Row> changes) {
    return table
        .definition()
        .partition()
        .map(
            partition -> {
              List<LocalDate> dates =
                  changes
                      .select(functions.col(partition))
                      .distinct()
                      .as(Encoders.LOCALDATE())
                      .collectAsList();
              return " AND t.%1$s = s.%1$s AND t.%1$s IN (%2$s)"
                  .formatted(
                      partition,
                      dates.stream()
                          .sorted()
                          .map("DATE'%s'"::formatted)
                          .collect(Collectors.joining(", ")));
            })
        .orElse("");
  }
}
