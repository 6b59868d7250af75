package dev.trailhunt.config;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run is told: the configuration file with the command line's flags on top, checked as a
 * whole.
 *
 * @param lake where the logs are and which of them are read; empty for commands that read no lake
 * @param warehouse where the tables are
 * @param asnDatabase URI of an MMDB file that maps addresses to autonomous systems
 * @param events the keep-list when it differs from the default; empty means the default
 * @param detection how triggers are judged
 * @param recheckDays how many delivery days before its own date a nightly looks at again
 * @param chunk how much a backfill reads between two commits
 * @param hadoop Hadoop options, {@code fs.s3a.*} and others
 * @param spark Spark settings
 */
public record Settings(
    Optional<Lake> lake,
    Warehouse warehouse,
    Optional<String> asnDatabase,
    List<String> events,
    Detection detection,
    int recheckDays,
    Chunk chunk,
    Map<String, String> hadoop,
    Map<String, String> spark) {

  public Settings {
    events = List.copyOf(events);
    hadoop = Collections.unmodifiableSortedMap(new TreeMap<>(hadoop));
    spark = Collections.unmodifiableSortedMap(new TreeMap<>(spark));
  }

  /**
   * The lake.
   *
   * @param location URI above the {@code AWSLogs} folder
   * @param accounts account ids to read; empty means all
   * @param regions regions to read; empty means all
   */
  public record Lake(String location, List<String> accounts, List<String> regions) {
    public Lake {
      accounts = List.copyOf(accounts);
      regions = List.copyOf(regions);
    }
  }

  /** Where the tables are: a path or a schema of the session's catalog. */
  public sealed interface Warehouse {
    /** Tables by path, {@code <uri>/activity} and so on. */
    record AtPath(String uri) implements Warehouse {}

    /** Tables by name, {@code <schema>.activity} and so on. */
    record InSchema(String schema) implements Warehouse {}
  }

  /**
   * How triggers are judged.
   *
   * @param correlation the windows around a trigger
   * @param baseline what is usual before it
   * @param overrides what raises an excluded finding to an alert
   */
  public record Detection(Correlation correlation, Baseline baseline, Overrides overrides) {
    /** RULE's defaults. */
    public static final Detection DEFAULT =
        new Detection(Correlation.DEFAULT, Baseline.DEFAULT, Overrides.DEFAULT);
  }

  /**
   * Windows around a trigger, bounds inclusive.
   *
   * @param before how far back events on the same target are evidence
   * @param after how far ahead events on and by the same target are evidence
   * @param actor how far either way events of the same actor are evidence
   * @param maxEvidence how many evidence events a finding stores
   */
  public record Correlation(Duration before, Duration after, Duration actor, int maxEvidence) {
    /** RULE's defaults. */
    public static final Correlation DEFAULT =
        new Correlation(Duration.ofHours(24), Duration.ofDays(7), Duration.ofHours(1), 200);
  }

  /**
   * What is usual.
   *
   * @param days how many days before a trigger tell
   */
  public record Baseline(int days) {
    public static final Baseline DEFAULT = new Baseline(90);
  }

  /**
   * What raises an excluded finding to an alert.
   *
   * @param sameIpLogin how soon after the trigger a console sign-in from its address follows
   */
  public record Overrides(Duration sameIpLogin) {
    public static final Overrides DEFAULT = new Overrides(Duration.ofHours(1));
  }

  /**
   * How much is staged and committed at a time.
   *
   * @param bytes compressed bytes
   * @param files log files
   */
  public record Chunk(long bytes, int files) {
    public static final Chunk DEFAULT = new Chunk(4L << 30, 50_000);
  }
}
