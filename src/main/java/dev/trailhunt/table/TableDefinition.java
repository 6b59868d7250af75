package dev.trailhunt.table;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/**
 * What a table of the warehouse is.
 *
 * @param name its name, and its folder's
 * @param comment what one row is
 * @param schema all its columns
 * @param partition the DATE column that it is partitioned by
 * @param key the columns that tell its rows apart
 * @param clusteredBy the columns by which rows lie near each other in a compacted partition
 * @param changeFeed whether the Change Data Feed is on
 */
record TableDefinition(
    String name,
    String comment,
    StructType schema,
    Optional<String> partition,
    List<String> key,
    List<String> clusteredBy,
    boolean changeFeed) {
  TableDefinition {
    key = List.copyOf(key);
    clusteredBy = List.copyOf(clusteredBy);
  }
}
