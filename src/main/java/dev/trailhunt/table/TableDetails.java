package dev.trailhunt.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** What Delta's log says of a table, without a look at its rows. */
public final class TableDetails {
  private final Warehouse warehouse;
  private final Tables table;

  public TableDetails(Warehouse warehouse, Tables table) {
    this.warehouse = warehouse;
    this.table = table;
  }

  /**
   * The files of the table's present version.
   *
   * @param files how many
   * @param bytes of all of them
   */
  public record Size(long files, long bytes) {}

  /** The files of the table's present version. */
  public Size size() {
    Row detail =
        warehouse.spark().sql("DESCRIBE DETAIL " + name()).select("numFiles", "sizeInBytes").head();
    return new Size(detail.getLong(0), detail.getLong(1));
  }

  /**
   * From its first date to its last, of a table that is partitioned by date, how many there are.
   */
  public long dates() {
    String partition = table.definition().partition().orElseThrow();
    Row span = warehouse.read(table).agg(min(partition), max(partition)).head();
    return span.isNullAt(0)
        ? 0
        : ChronoUnit.DAYS.between(span.getDate(0).toLocalDate(), span.getDate(1).toLocalDate()) + 1;
  }

  /**
   * The kinds of commits that were made after a version, as Delta names them: {@code MERGE}, {@code
   * OPTIMIZE}.
   */
  public Set<String> operationsSince(long version) {
    return Set.copyOf(
        warehouse
            .spark()
            .sql("DESCRIBE HISTORY " + name())
            .where(col("version").gt(version))
            .select("operation")
            .distinct()
            .as(Encoders.STRING())
            .collectAsList());
  }

  /** A property that was set. */
  Optional<String> property(String key) {
    return warehouse
        .spark()
        .sql("SHOW TBLPROPERTIES " + name())
        .where(col("key").equalTo(key))
        .select("value")
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .findFirst();
  }

  private String name() {
    return warehouse.identifier(table);
  }
}
