package dev.trailhunt.config;

import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
 * @param maxQuarantine how many files a run may find unreadable before it counts as failed; empty
 *     means any number
 * @param retention how long {@code maintain} keeps things
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
    Optional<Integer> maxQuarantine,
    Retention retention,
    Map<String, String> hadoop,
    Map<String, String> spark) {

  public Settings {
    events = List.copyOf(events);
    hadoop = Collections.unmodifiableSortedMap(new TreeMap<>(hadoop));
    spark = Collections.unmodifiableSortedMap(new TreeMap<>(spark));
  }

  /** The same, judging as other settings do. */
  public Settings withRuleOf(Settings other) {
    return new Settings(
        lake,
        warehouse,
        other.asnDatabase().or(() -> asnDatabase),
        events,
        other.detection(),
        recheckDays,
        chunk,
        maxQuarantine,
        retention,
        hadoop,
        spark);
  }

  /** The same, with another limit of unreadable files. */
  public Settings withMaxQuarantine(int files) {
    return new Settings(
        lake,
        warehouse,
        asnDatabase,
        events,
        detection,
        recheckDays,
        chunk,
        Optional.of(files),
        retention,
        hadoop,
        spark);
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
   * @param exclusions what is expected
   * @param earned what an actor must have done before an exclusion of its own claim holds
   * @param overrides what raises an excluded finding to an alert
   * @param weights what the score is made of
   */
  public record Detection(
      Correlation correlation,
      Baseline baseline,
      Exclusions exclusions,
      Earned earned,
      Overrides overrides,
      Weights weights) {
    /** RULE's defaults. */
    public static final Detection DEFAULT =
        new Detection(
            Correlation.DEFAULT,
            Baseline.DEFAULT,
            Exclusions.NONE,
            Earned.DEFAULT,
            Overrides.DEFAULT,
            Weights.DEFAULT);
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
   * @param minDays with events on fewer of them, what is usual is not known
   */
  public record Baseline(int days, int minDays) {
    public static final Baseline DEFAULT = new Baseline(90, 14);
  }

  /**
   * What an actor must have done before an exclusion holds that rests on the actor's own word.
   *
   * @param enabled whether it must
   * @param days on how many earlier days of the baseline it must have matched the same exclusion
   */
  public record Earned(boolean enabled, int days) {
    public static final Earned DEFAULT = new Earned(true, 3);
  }

  /**
   * What raises an excluded finding to an alert.
   *
   * @param enabled whether anything does
   * @param sameIpLogin how soon after the trigger a console sign-in from its address follows
   * @param severity from which severity on a telling signal does
   */
  public record Overrides(boolean enabled, Duration sameIpLogin, Severity severity) {
    public static final Overrides DEFAULT =
        new Overrides(true, Duration.ofHours(1), Severity.CRITICAL);
  }

  /** How bad, mildest first. */
  public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
  }

  /**
   * What is expected.
   *
   * @param switchedOff ids of built-in exclusions that are not to match
   * @param declared the user's own, in the order of the file
   */
  public record Exclusions(List<String> switchedOff, List<Exclusion> declared) {
    /** Ids of the built-in exclusions. */
    public static final List<String> BUILT_IN =
        List.of(
            "aws-service-identity",
            "automation-user-agent",
            "automation-principal",
            "aws-provisioning-service",
            "cloud-provider-network");

    /** No own ones, every built-in one. */
    public static final Exclusions NONE = new Exclusions(List.of(), List.of());

    public Exclusions {
      switchedOff = List.copyOf(switchedOff);
      declared = List.copyOf(declared);
    }
  }

  /**
   * An exclusion of the user's own. It matches when all of its parts do.
   *
   * @param reason why it is expected
   * @param owner who answers for it
   * @param expires the last UTC date on which it matches; empty means always
   * @param accounts account ids; empty means all
   * @param targets names of users whose password is set; empty means all
   */
  public record Exclusion(
      String id,
      String reason,
      String owner,
      Optional<LocalDate> expires,
      List<String> accounts,
      List<String> targets,
      List<Condition> conditions) {
    public Exclusion {
      accounts = List.copyOf(accounts);
      targets = List.copyOf(targets);
      conditions = List.copyOf(conditions);
    }
  }

  /** What must hold of a trigger. */
  public sealed interface Condition {
    /** One of the values fits the field. */
    record Text(Field field, Operator operator, List<String> values) implements Condition {
      public Text {
        values = List.copyOf(values);
      }
    }

    /** The source IP lies in one of the networks. */
    record Source(List<Network> networks) implements Condition {
      public Source {
        networks = List.copyOf(networks);
      }
    }
  }

  /** What a condition can be about. */
  public enum Field {
    ACTOR_ARN,
    ACTOR_KEY,
    USER_AGENT,
    SOURCE_ADDRESS,
    AS_ORGANISATION,
    TARGET
  }

  /** How a value can fit a field, always without regard to case. */
  public enum Operator {
    EQUALS,
    CONTAINS,
    STARTS_WITH,
    GLOB
  }

  /**
   * A block of addresses.
   *
   * @param address its first address, an IPv4 or IPv6 literal
   * @param prefixLength how many bits its addresses share
   */
  public record Network(String address, int prefixLength) {}

  /**
   * What differs from the rule's own weights.
   *
   * @param base where the score starts
   * @param bands where a severity ends
   * @param factors points by factor
   */
  public record Weights(
      Optional<Integer> base, Optional<Bands> bands, SortedMap<String, Integer> factors) {
    /** Names of the factors. */
    public static final List<String> FACTORS =
        List.of(
            "console_login",
            "console_login_same_ip",
            "console_login_no_mfa",
            "first_login_within_10_min",
            "iam_change_by_target",
            "credential_added",
            "privilege_granted",
            "admin_granted",
            "boundary_removed",
            "mfa_registered_by_actor",
            "mfa_removed",
            "user_created",
            "console_session_minted",
            "profile_deleted",
            "actor_is_root",
            "long_term_key",
            "offensive_agent",
            "reset_not_required",
            "no_earlier_use",
            "actor_created",
            "dormant_target",
            "target_privileged",
            "reconnaissance",
            "denied_attempt",
            "mass_password_set",
            "self_password_set",
            "external_switch",
            "established_actor",
            "actor_mfa",
            "onboarding");

    /** Nothing differs. */
    public static final Weights DEFAULT =
        new Weights(Optional.empty(), Optional.empty(), new TreeMap<>());

    public Weights {
      factors = Collections.unmodifiableSortedMap(new TreeMap<>(factors));
    }
  }

  /**
   * The highest score of each severity but the last.
   *
   * @param low below {@code medium}
   * @param medium below {@code high}
   * @param high below 100
   */
  public record Bands(int low, int medium, int high) {}

  /**
   * How much is staged and committed at a time.
   *
   * @param bytes compressed bytes
   * @param files log files
   */
  public record Chunk(long bytes, int files) {
    public static final Chunk DEFAULT = new Chunk(4L << 30, 50_000);
  }

  /**
   * How long {@code maintain} keeps things; empty means for ever.
   *
   * @param activity events, by their own date
   * @param files the ledger, by delivery date
   * @param quarantine what could not be read, by delivery date
   * @param history files of earlier versions of the tables; empty means as long as each table says,
   *     by itself a week
   */
  public record Retention(
      Optional<Duration> activity,
      Optional<Duration> files,
      Optional<Duration> quarantine,
      Optional<Duration> history) {
    public static final Retention DEFAULT =
        new Retention(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Grants aside, the rule looks back so far for what made an actor. */
    private static final Duration NEW_ACTOR = Duration.ofDays(30);

    /** How far back a run looks for accounts and regions that have fallen silent, and some days. */
    private static final Duration SILENCES = Duration.ofDays(40);

    /** A day that is not over, and one by which clocks and time zones may be off. */
    private static final Duration MARGIN = Duration.ofDays(2);

    /**
     * The least for events: all that the verdict rests on of a trigger whose events come as late as
     * a nightly looks.
     */
    public static Duration leastForActivity(Detection detection, int recheckDays) {
      Duration usual = Duration.ofDays(detection.baseline().days());
      Correlation windows = detection.correlation();
      return (usual.compareTo(NEW_ACTOR) > 0 ? usual : NEW_ACTOR)
          .plus(windows.before())
          .plus(windows.after())
          .plus(windows.actor())
          .plusDays(recheckDays)
          .plus(MARGIN);
    }

    /** The least for the ledger and the quarantine: all that a nightly looks at again. */
    public static Duration leastForFiles(int recheckDays) {
      return SILENCES.plusDays(recheckDays).plus(MARGIN);
    }
  }
}
