package dev.trailhunt.table;

import static java.util.stream.Collectors.toCollection;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;

/** What the tables of a warehouse hold, to be compared with those of another. */
public final class TableContents {
  /** Columns that two runs over the same lake may fill differently. */
  private static final Set<String> CLOCKS_AND_RUNS =
      Set.of(
          "ingested_at",
          "created_at",
          "updated_at",
          "read_at",
          "quarantined_at",
          "run_id",
          "detection_mode",
          "source_file",
          "revision");

  private TableContents() {}

  /** All rows of all tables but {@code runs}, without clocks and run ids. */
  public static Map<String, Set<String>> of(Warehouse warehouse) {
    Map<String, Set<String>> contents = new TreeMap<>();
    for (Tables table : Tables.values()) {
      if (table != Tables.RUNS) {
        Column[] columns =
            Arrays.stream(table.schema().fieldNames())
                .filter(name -> !CLOCKS_AND_RUNS.contains(name))
                .map(functions::col)
                .toArray(Column[]::new);
        contents.put(
            table.tableName(),
            warehouse.read(table).select(columns).toJSON().collectAsList().stream()
                .collect(toCollection(TreeSet::new)));
      }
    }
    return contents;
  }
}
