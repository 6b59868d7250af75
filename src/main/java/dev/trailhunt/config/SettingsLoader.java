package dev.trailhunt.config;

import dev.trailhunt.config.Section.Located;
import dev.trailhunt.config.Settings.Baseline;
import dev.trailhunt.config.Settings.Chunk;
import dev.trailhunt.config.Settings.Correlation;
import dev.trailhunt.config.Settings.Detection;
import dev.trailhunt.config.Settings.Earned;
import dev.trailhunt.config.Settings.Exclusions;
import dev.trailhunt.config.Settings.Lake;
import dev.trailhunt.config.Settings.Overrides;
import dev.trailhunt.config.Settings.Retention;
import dev.trailhunt.config.Settings.Severity;
import dev.trailhunt.config.Settings.Warehouse;
import dev.trailhunt.config.Settings.Weights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Makes the settings of a run from its configuration file and its flags. Everything is checked
 * before anything fails: the exception names each problem with file, line and key.
 */
public final class SettingsLoader {
  private static final Set<String> KEYS =
      Set.of(
          "lake",
          "warehouse",
          "schema",
          "asn-database",
          "events",
          "correlation",
          "baseline",
          "exclusions",
          "earned",
          "override",
          "weights",
          "late",
          "chunk",
          "max-quarantine",
          "retention",
          "hadoop",
          "spark");

  private static final int DEFAULT_RECHECK_DAYS = 2;
  private static final int MAX_RECHECK_DAYS = 366;
  private static final int MAX_EVIDENCE = 10_000;
  private static final int MAX_BASELINE_DAYS = 3660;
  private static final Duration MAX_WINDOW = Duration.ofDays(3660);
  private static final String LOOKED_AT_AGAIN = "what a nightly looks at again (late)";
  private static final long MIN_CHUNK_BYTES = 1L << 20;

  /** With less, a file may go that a query still reads; Delta refuses it too. */
  private static final Duration LEAST_HISTORY = Duration.ofDays(7);

  /** Longer than a month the log does not know of a version. */
  private static final Duration MOST_HISTORY = Duration.ofDays(30);

  private final Optional<ConfigText> file;
  private final Section root;
  private final Flags flags;
  private final Problems problems;
  private final Checks checks;

  private SettingsLoader(Optional<ConfigText> file, Section root, Flags flags, Problems problems) {
    this.file = file;
    this.root = root;
    this.flags = flags;
    this.problems = problems;
    this.checks = new Checks(problems);
  }

  /**
   * The settings.
   *
   * @param file the configuration file; empty when none was named
   * @param flags what wins over it
   * @param lakeNeeded whether the run reads the lake and so must be told where it is
   * @throws ConfigException naming every problem, those of the files that this one names included
   * @throws java.io.UncheckedIOException when a store does not give one of them
   */
  public static Settings load(Optional<ConfigText> file, Flags flags, boolean lakeNeeded) {
    Problems problems = new Problems();
    String name = file.map(ConfigText::name).orElse("(no configuration file)");
    // What follows from keys that were not read would only hide that they were not.
    YamlNode.Mapping document =
        YamlReader.read(name, file.map(ConfigText::text).orElse(""), problems)
            .orElseThrow(problems::failure);
    Section root = Section.root(name, document, problems).allowing(KEYS);
    Settings settings = new SettingsLoader(file, root, flags, problems).settings(lakeNeeded);
    problems.throwIfAny();
    return settings;
  }

  private Settings settings(boolean lakeNeeded) {
    Map<String, String> hadoop = hadoop();
    Optional<Lake> lake = lake(lakeNeeded);
    Warehouse warehouse = warehouse();
    Optional<String> asnDatabase =
        flagOr(flags.asnDatabase(), "--asn-database", root, "asn-database", checks::uri);
    Detection detection = detection(hadoop);
    int recheckDays = recheckDays();
    return new Settings(
        lake,
        warehouse,
        asnDatabase,
        root.texts("events").stream().map(Located::value).toList(),
        detection,
        recheckDays,
        chunk(),
        maxQuarantine(),
        retention(detection, recheckDays),
        hadoop,
        spark());
  }

  private Optional<Lake> lake(boolean needed) {
    Section lake =
        root.section("lake").allowing(Set.of("location", "format", "regions", "accounts"));
    checkFormat(lake);
    Optional<String> location = flagOr(flags.lake(), "--lake", lake, "location", checks::uri);
    List<String> accounts = each(flags.accounts(), "--accounts", lake, "accounts", checks::account);
    List<String> regions = each(flags.regions(), "--regions", lake, "regions", checks::region);
    if (needed && !isGiven(flags.lake(), lake, "location")) {
      problems.add("lake", "not set, give --lake URI or lake.location in the configuration file");
    }
    return location.map(uri -> new Lake(uri, accounts, regions));
  }

  private void checkFormat(Section lake) {
    lake.text("format")
        .filter(format -> !format.value().equals("auto"))
        .ifPresent(
            format ->
                problems.add(
                    format.where(),
                    "lake.format: " + format.value() + " is not supported, only auto is"));
  }

  private Warehouse warehouse() {
    Optional<Located<String>> path =
        pick(flags.warehouse(), flags.schema(), "--warehouse", root, "warehouse");
    Optional<Located<String>> schema =
        pick(flags.schema(), flags.warehouse(), "--schema", root, "schema");
    if (path.isPresent() && schema.isPresent()) {
      problems.add(
          schema.get().where(),
          "schema and warehouse exclude each other, the tables are in one or the other");
    }
    if (path.isEmpty() && schema.isEmpty() && !root.has("warehouse") && !root.has("schema")) {
      problems.add(
          "warehouse",
          "not set, give --warehouse URI or --schema NAME, or either of them in the configuration"
              + " file");
    }
    Optional<String> name = schema.flatMap(s -> checks.schema("schema", s));
    Optional<String> uri = path.flatMap(p -> checks.uri("warehouse", p));
    return name.<Warehouse>map(Warehouse.InSchema::new)
        .orElseGet(() -> new Warehouse.AtPath(uri.orElse("")));
  }

  private Detection detection(Map<String, String> hadoop) {
    return new Detection(
        correlation(),
        baseline(),
        named("exclusions", hadoop)
            .map(exclusions -> ExclusionsLoader.load(exclusions, problems))
            .orElse(Exclusions.NONE),
        earned(),
        overrides(),
        named("weights", hadoop)
            .map(weights -> WeightsLoader.load(weights, problems))
            .orElse(Weights.DEFAULT));
  }

  private Correlation correlation() {
    Section section =
        root.section("correlation").allowing(Set.of("before", "after", "actor", "max-evidence"));
    return new Correlation(
        window(section, "before", Correlation.DEFAULT.before()),
        window(section, "after", Correlation.DEFAULT.after()),
        window(section, "actor", Correlation.DEFAULT.actor()),
        number(section, "max-evidence", 1, MAX_EVIDENCE, Correlation.DEFAULT.maxEvidence()));
  }

  private Baseline baseline() {
    Section section = root.section("baseline").allowing(Set.of("days", "min-days"));
    Baseline baseline =
        new Baseline(
            number(section, "days", 1, MAX_BASELINE_DAYS, Baseline.DEFAULT.days()),
            number(section, "min-days", 0, MAX_BASELINE_DAYS, Baseline.DEFAULT.minDays()));
    if (baseline.minDays() > baseline.days()) {
      problems.add(
          section.where(),
          "baseline: min-days, "
              + baseline.minDays()
              + ", is more than days, "
              + baseline.days()
              + ", so that nothing would ever be usual");
    }
    return baseline;
  }

  private Earned earned() {
    Section section = root.section("earned").allowing(Set.of("enabled", "days"));
    return new Earned(
        truth(section, "enabled", Earned.DEFAULT.enabled()),
        number(section, "days", 1, MAX_BASELINE_DAYS, Earned.DEFAULT.days()));
  }

  private Overrides overrides() {
    Section section =
        root.section("override").allowing(Set.of("enabled", "same-ip-login", "severity"));
    return new Overrides(
        truth(section, "enabled", Overrides.DEFAULT.enabled()),
        window(section, "same-ip-login", Overrides.DEFAULT.sameIpLogin()),
        section
            .text("severity")
            .flatMap(text -> checks.oneOf(Severity.class, section.path("severity"), text))
            .orElse(Overrides.DEFAULT.severity()));
  }

  /** The file that a key names; empty when it names none, or one that is not there. */
  private Optional<ConfigText> named(String key, Map<String, String> hadoop) {
    return root.text(key)
        .flatMap(
            text -> checks.location(key, text).flatMap(at -> read(key, text.where(), at, hadoop)));
  }

  private Optional<ConfigText> read(
      String key, String where, String location, Map<String, String> hadoop) {
    try {
      return Optional.of(file.orElseThrow().readNamed(location, hadoop));
    } catch (ConfigException e) {
      e.problems().forEach(problem -> problems.add(where, key + ": " + problem.what()));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean truth(Section section, String key, boolean otherwise) {
    return section
        .text(key)
        .flatMap(text -> checks.truth(section.path(key), text))
        .orElse(otherwise);
  }

  private Duration window(Section section, String key, Duration otherwise) {
    return section
        .text(key)
        .flatMap(text -> checks.window(section.path(key), text, MAX_WINDOW))
        .orElse(otherwise);
  }

  private int number(Section section, String key, int least, int most, int otherwise) {
    return section
        .text(key)
        .flatMap(text -> checks.integer(section.path(key), text, least, most))
        .orElse(otherwise);
  }

  private int recheckDays() {
    Section section = root.section("late").allowing(Set.of("recheck-days"));
    return number(section, "recheck-days", 0, MAX_RECHECK_DAYS, DEFAULT_RECHECK_DAYS);
  }

  private Chunk chunk() {
    Section section = root.section("chunk").allowing(Set.of("bytes", "files"));
    return new Chunk(
        section
            .text("bytes")
            .flatMap(text -> checks.bytes("chunk.bytes", text, MIN_CHUNK_BYTES))
            .orElse(Chunk.DEFAULT.bytes()),
        number(section, "files", 1, Integer.MAX_VALUE, Chunk.DEFAULT.files()));
  }

  private Optional<Integer> maxQuarantine() {
    return root.text("max-quarantine")
        .flatMap(text -> checks.integer("max-quarantine", text, 0, Integer.MAX_VALUE));
  }

  private Retention retention(Detection detection, int recheckDays) {
    Section section =
        root.section("retention").allowing(Set.of("activity", "files", "quarantine", "history"));
    Duration files = Retention.leastForFiles(recheckDays);
    return new Retention(
        kept(
            section,
            "activity",
            Retention.leastForActivity(detection, recheckDays),
            MAX_WINDOW,
            "what a verdict rests on (baseline, correlation, late)"),
        kept(section, "files", files, MAX_WINDOW, LOOKED_AT_AGAIN),
        kept(section, "quarantine", files, MAX_WINDOW, LOOKED_AT_AGAIN),
        kept(section, "history", LEAST_HISTORY, MOST_HISTORY, "what queries under way may read"));
  }

  private Optional<Duration> kept(
      Section section, String key, Duration least, Duration most, String why) {
    return section
        .text(key)
        .flatMap(text -> checks.span(section.path(key), text, least, why, most));
  }

  private Map<String, String> hadoop() {
    Map<String, String> options = new LinkedHashMap<>();
    root.settings("hadoop")
        .forEach(
            (key, value) -> {
              if (key.startsWith("spark.")) {
                problems.add(
                    value.where(),
                    "hadoop." + key + ": a Hadoop option is written without spark.hadoop. here");
              }
              options.put(key, value.value());
            });
    return options;
  }

  private Map<String, String> spark() {
    Map<String, Located<String>> settings = root.settings("spark");
    flags.spark().forEach((key, value) -> settings.put(key, new Located<>(value, "--conf")));
    Map<String, String> checked = new LinkedHashMap<>();
    settings.forEach(
        (key, value) -> {
          if (!key.startsWith("spark.")) {
            problems.add(value.where(), key + ": a Spark setting's name begins with spark.");
          }
          checked.put(key, value.value());
        });
    return checked;
  }

  /** The flag, else the file's value, checked; the file's is checked even when the flag wins. */
  private static Optional<String> flagOr(
      Optional<String> flag,
      String flagName,
      Section section,
      String key,
      BiFunction<String, Located<String>, Optional<String>> check) {
    Optional<String> written =
        section.text(key).flatMap(text -> check.apply(section.path(key), text));
    return flag.isPresent()
        ? flag.flatMap(text -> check.apply(key, new Located<>(text, flagName)))
        : written;
  }

  private static List<String> each(
      List<String> flag,
      String flagName,
      Section section,
      String key,
      BiFunction<String, Located<String>, Optional<String>> check) {
    List<String> written = checked(section.path(key), section.texts(key), check);
    List<Located<String>> given = flag.stream().map(text -> new Located<>(text, flagName)).toList();
    return given.isEmpty() ? written : checked(key, given, check);
  }

  private static List<String> checked(
      String key,
      List<Located<String>> texts,
      BiFunction<String, Located<String>, Optional<String>> check) {
    List<String> values = new ArrayList<>();
    texts.forEach(text -> check.apply(key, text).ifPresent(values::add));
    return values;
  }

  /** The flag; else the file's value, unless the flag that excludes this one was given. */
  private static Optional<Located<String>> pick(
      Optional<String> flag,
      Optional<String> excluding,
      String flagName,
      Section section,
      String key) {
    Optional<Located<String>> written = section.text(key);
    return flag.map(text -> new Located<>(text, flagName))
        .or(() -> excluding.isPresent() ? Optional.empty() : written);
  }

  private static boolean isGiven(Optional<String> flag, Section section, String key) {
    return flag.isPresent() || section.has(key);
  }
}
