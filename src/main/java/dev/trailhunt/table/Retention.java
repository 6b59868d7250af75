package dev.trailhunt.table;

import static org.apache.spark.sql.functions.col;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * Deletes whole dates of tables that are partitioned by date. What rests on {@code activity} can
 * then not be told from it any more, so that the table itself says how far back it goes.
 */
public final class Retention {
  /** {@code 2025-10-22 2026-11-26T02:00:00Z}: the first date, and when the deletion began. */
  private static final String HORIZON = "trailhunt.horizon";

  private final Warehouse warehouse;

  public Retention(Warehouse warehouse) {
    this.warehouse = warehouse;
  }

  /**
   * How far back {@code activity} goes.
   *
   * @param from the first date that was left whole
   * @param deletedAt when the last run began that deleted
   */
  public record Horizon(LocalDate from, Instant deletedAt) {
    private static Horizon parse(String text) {
      int space = text.indexOf(' ');
      return new Horizon(
          LocalDate.parse(text.substring(0, space)), Instant.parse(text.substring(space + 1)));
    }

    @Override
    public String toString() {
      return from + " " + deletedAt;
    }
  }

  /** How far back {@code activity} goes; empty when nothing was ever deleted from it. */
  public Optional<Horizon> horizon() {
    return new TableDetails(warehouse, Tables.ACTIVITY).property(HORIZON).map(Horizon::parse);
  }

  /**
   * Deletes all dates before one; no commit where there is none.
   *
   * @param table one that is partitioned by date
   * @param from the first date that stays
   * @param now when the run began
   * @return rows deleted
   */
  public long deleteBefore(Tables table, LocalDate from, Instant now) {
    String partition = table.definition().partition().orElseThrow();
    long rows = warehouse.read(table).where(col(partition).lt(from)).count();
    if (rows > 0) {
      if (table == Tables.ACTIVITY) {
        note(from, now);
      }
      warehouse.commit(
          "DELETE FROM %s WHERE %s < DATE'%s'"
              .formatted(warehouse.identifier(table), partition, from));
    }
    return rows;
  }

  /**
   * Before anything is gone: a run that dies in between has deleted nothing, and what it says is
   * only careful.
   */
  private void note(LocalDate from, Instant now) {
    LocalDate farthest =
        horizon().map(Horizon::from).filter(before -> before.isAfter(from)).orElse(from);
    warehouse.commit(
        "ALTER TABLE %s SET TBLPROPERTIES ('%s' = '%s')"
            .formatted(warehouse.identifier(Tables.ACTIVITY), HORIZON, new Horizon(farthest, now)));
  }
}
