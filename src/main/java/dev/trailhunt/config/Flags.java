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
}
