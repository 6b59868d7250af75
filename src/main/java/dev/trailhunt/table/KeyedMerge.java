package dev.trailhunt.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.rule.FreshPlan;
import java.sql.Date;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

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

  /**
   * A row to put in the place of the one with its key, also where that one lies in another
   * partition: then it is removed there, and the row added.
   *
   * @param before name of the column that has that one's partition, no column of the table
   */
  public Dataset<Row> replacements(Dataset<Row> rows, String before) {
    String partition = table.definition().partition().orElseThrow();
    Column there = col(before);
    Column here = col(partition);
    Column changes =
        when(here.equalTo(there), array(change(here, UPDATE)))
            .otherwise(array(change(there, DELETE), change(here, INSERT)));
    return rows.withColumn("change", explode(changes))
        .withColumn(partition, col("change.partition"))
        .withColumn(CHANGE, col("change.kind"))
        .drop("change", before);
  }

  private static Column change(Column partition, String kind) {
    return struct(partition.as("partition"), lit(kind).as("kind"));
  }

  /** A row to remove; only its key and partition matter. */
  public static Dataset<Row> deletes(Dataset<Row> rows) {
    return rows.withColumn(CHANGE, lit(DELETE));
  }

  /**
   * The changes that make some rows of the table equal to others.
   *
   * @param wanted what the rows shall be
   * @param present what they are
   */
  public Dataset<Row> difference(Dataset<Row> wanted, Dataset<Row> present) {
    String[] key = table.definition().key().toArray(String[]::new);
    Column what =
        when(col("before").isNull(), INSERT).when(col("after").isNull(), DELETE).otherwise(UPDATE);
    return asStruct(wanted, "after")
        .join(asStruct(present, "before"), key, "full_outer")
        .where(not(col("after").eqNullSafe(col("before"))))
        .select(coalesce(col("after"), col("before")).as("row"), what.as(CHANGE))
        .select("row.*", CHANGE);
  }

  /**
   * The changes without the deletions of some rows.
   *
   * @param rows which rows stay as they are where they would be deleted
   */
  public static Dataset<Row> sparing(Dataset<Row> changes, Column rows) {
    return changes.where(not(col(CHANGE).equalTo(DELETE).and(rows)));
  }

  private Dataset<Row> asStruct(Dataset<Row> rows, String name) {
    Column[] key = table.definition().key().stream().map(k -> col(k)).toArray(Column[]::new);
    Column[] all =
        Stream.of(table.schema().fieldNames()).map(field -> col(field)).toArray(Column[]::new);
    return rows.select(
        Stream.concat(Stream.of(key), Stream.of(struct(all).as(name))).toArray(Column[]::new));
  }

  /**
   * Commits the changes, each by its key: once more or again in a later run, they change nothing.
   *
   * @param changes what {@link #inserts}, {@link #updates} and {@link #deletes} made of rows with
   *     all columns of the table, one per key
   */
  public Counts commit(Dataset<Row> changes) {
    try (FreshPlan.Held once = FreshPlan.hold(changes.select(columnsAndChange()))) {
      Batch batch = batch(once.rows());
      if (batch.counts().total() > 0) {
        merge(once.rows(), batch);
      }
      return batch.counts();
    }
  }

  private Column[] columnsAndChange() {
    return Stream.concat(Stream.of(table.schema().fieldNames()), Stream.of(CHANGE))
        .map(name -> col(name))
        .toArray(Column[]::new);
  }

  /** What the changes are, and which dates they are about if the table is partitioned by date. */
  private record Batch(Counts counts, SortedSet<LocalDate> dates) {}

  private Batch batch(Dataset<Row> changes) {
    Column partition = table.definition().partition().map(name -> col(name)).orElse(lit(null));
    Map<String, Long> counts = new HashMap<>();
    SortedSet<LocalDate> dates = new TreeSet<>();
    for (Row row :
        changes
            .groupBy(CHANGE)
            .agg(count(lit(1)), collect_set(partition.cast(DataTypes.DateType)))
            .collectAsList()) {
      counts.put(row.getString(0), row.getLong(1));
      row.<Date>getList(2).forEach(date -> dates.add(date.toLocalDate()));
    }
    return new Batch(
        new Counts(
            counts.getOrDefault(INSERT, 0L),
            counts.getOrDefault(UPDATE, 0L),
            counts.getOrDefault(DELETE, 0L)),
        dates);
  }

  private void merge(Dataset<Row> changes, Batch batch) {
    String source = "trailhunt_changes_of_" + table.tableName();
    changes.createOrReplaceTempView(source);
    try {
      warehouse.commit(mergeStatement(source, batch));
    } finally {
      warehouse.spark().catalog().dropTempView(source);
    }
  }

  /** Only the clauses that have something to do: a MERGE that only inserts rewrites no file. */
  private String mergeStatement(String source, Batch batch) {
    List<String> columns = List.of(table.schema().fieldNames());
    StringBuilder merge =
        new StringBuilder("MERGE INTO %s AS t USING %s AS s ON ".formatted(target(), source));
    merge.append(sameIn(table.definition().key(), " AND "));
    table.definition().partition().ifPresent(name -> merge.append(onDates(name, batch.dates())));
    if (batch.counts().deleted() > 0) {
      merge.append(" WHEN MATCHED AND s.%s = '%s' THEN DELETE".formatted(CHANGE, DELETE));
    }
    if (batch.counts().updated() > 0) {
      merge.append(
          " WHEN MATCHED AND s.%s = '%s' THEN UPDATE SET %s"
              .formatted(CHANGE, UPDATE, sameIn(columns, ", ")));
    }
    if (batch.counts().inserted() > 0) {
      merge.append(
          " WHEN NOT MATCHED AND s.%s = '%s' THEN INSERT (%s) VALUES (%s)"
              .formatted(
                  CHANGE,
                  INSERT,
                  String.join(", ", columns),
                  columns.stream().map("s."::concat).collect(Collectors.joining(", "))));
    }
    return merge.toString();
  }

  private String target() {
    return warehouse.identifier(table);
  }

  private static String sameIn(List<String> columns, String separator) {
    return columns.stream()
        .map("t.%1$s = s.%1$s"::formatted)
        .collect(Collectors.joining(separator));
  }

  /** Literal dates keep the MERGE out of every other partition, in its scan and its conflicts. */
  private static String onDates(String partition, SortedSet<LocalDate> dates) {
    return " AND t.%1$s = s.%1$s AND t.%1$s IN (%2$s)"
        .formatted(
            partition, dates.stream().map("DATE'%s'"::formatted).collect(Collectors.joining(", ")));
  }
}
