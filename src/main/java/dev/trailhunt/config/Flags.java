package dev.trailhunt.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line says; each of these wins over the configuration file.
 *
 * @param accounts empty means: as the file says
 * @param regions empty means: as the file says
 * @param spark Spark settings, added to the file's
 */
public record Flags(
    Optional<String> lake,
    Optional<String> warehouse,
    Optional<String> schema,
    List<String> accounts,
    List<String> regions,
    Optional<String> asnDatabase,
    Map<String, String> spark) {
  /** Nothing said. */
  public static final Flags NONE =
      new Flags(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          Map.of());

  public Flags {
    accounts = List.copyOf(accounts);
    regions = List.copyOf(regions);
    spark = Map.copyOf(spark);
  }

  /** Only where the tables are, and what address database was given. */
  public static Flags at(Settings.Warehouse warehouse, Optional<String> asnDatabase) {
    Optional<String> path =
        warehouse instanceof Settings.Warehouse.AtPath at
            ? Optional.of(at.uri())
            : Optional.empty();
    Optional<String> schema =
        warehouse instanceof Settings.Warehouse.InSchema in
            ? Optional.of(in.schema())
            : Optional.empty();
    return new Flags(NONE.lake, path, schema, NONE.accounts, NONE.regions, asnDatabase, NONE.spark);
  }
}
