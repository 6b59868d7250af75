package dev.trailhunt.source;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The options of a read, typed and checked. */
record CloudTrailReadConf(
    Optional<String> path,
    Optional<String> manifest,
    boolean accounting,
    List<String> accounts,
    List<String> regions,
    LocalDate from,
    LocalDate to,
    Optional<NameSet> eventNames,
    Optional<NameSet> eventSources,
    long partitionBytes,
    int prefetch) {
  /** Before CloudTrail was. */
  static final LocalDate FIRST_DAY = LocalDate.of(2013, 1, 1);

  static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);
  private static final long DEFAULT_PARTITION_BYTES = 256L << 20;
  private static final int DEFAULT_PREFETCH = 8;
  private static final int MAX_PREFETCH = 256;
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,}[a-z0-9-]*");

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException for a value that cannot be used
   */
  static CloudTrailReadConf of(CaseInsensitiveStringMap options) {
    CloudTrailReadConf conf =
        new CloudTrailReadConf(
            text(options, CloudTrailOptions.PATH),
            text(options, CloudTrailOptions.MANIFEST),
            flag(options, CloudTrailOptions.ACCOUNTING),
            list(options, CloudTrailOptions.ACCOUNTS, ACCOUNT, "ids of twelve digits"),
            list(options, CloudTrailOptions.REGIONS, REGION, "regions such as us-east-1"),
            date(options, CloudTrailOptions.FROM_DATE, FIRST_DAY),
            date(options, CloudTrailOptions.TO_DATE, LAST_DAY),
            names(options, CloudTrailOptions.EVENT_NAMES),
            names(options, CloudTrailOptions.EVENT_SOURCES),
            number(
                options,
                CloudTrailOptions.PARTITION_BYTES,
                DEFAULT_PARTITION_BYTES,
                1,
                Long.MAX_VALUE),
            (int) number(options, CloudTrailOptions.PREFETCH, DEFAULT_PREFETCH, 1, MAX_PREFETCH));
    conf.check(options);
    return conf;
  }

  private void check(CaseInsensitiveStringMap options) {
    if (options.containsKey("paths")) {
      throw new IllegalArgumentException(
          "The cloudtrail source reads one path: load each lake by itself and union them");
    }
    if (path.isEmpty() && manifest.isEmpty()) {
      throw new IllegalArgumentException(
          "The cloudtrail source needs option '%s', the location of the lake, or option '%s'"
              .formatted(CloudTrailOptions.PATH, CloudTrailOptions.MANIFEST));
    }
    if (from.isAfter(to)) {
      throw new IllegalArgumentException(
          "Option '%s' (%s) lies after option '%s' (%s): swap them"
              .formatted(CloudTrailOptions.FROM_DATE, from, CloudTrailOptions.TO_DATE, to));
    }
  }

  private static Optional<String> text(CaseInsensitiveStringMap options, String key) {
    return Optional.ofNullable(options.get(key)).map(String::strip).filter(s -> !s.isEmpty());
  }

  private static boolean flag(CaseInsensitiveStringMap options, String key) {
    String value = text(options, key).orElse("false");
    if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
      throw bad(key, value, "true or false");
    }
    return value.equalsIgnoreCase("true");
  }

  private static LocalDate date(CaseInsensitiveStringMap options, String key, LocalDate absent) {
    Optional<String> value = text(options, key);
    try {
      return value.map(LocalDate::parse).orElse(absent);
    } catch (DateTimeParseException e) {
      throw bad(key, value.orElse(""), "a day, YYYY-MM-DD");
    }
  }

  private static long number(
      CaseInsensitiveStringMap options, String key, long absent, long least, long most) {
    Optional<String> value = text(options, key);
    String wanted = "a whole number from " + least + " to " + most;
    try {
      long number = value.map(Long::parseLong).orElse(absent);
      if (number < least || number > most) {
        throw bad(key, value.orElse(""), wanted);
      }
      return number;
    } catch (NumberFormatException e) {
      throw bad(key, value.orElse(""), wanted);
    }
  }

  private static List<String> list(
      CaseInsensitiveStringMap options, String key, Pattern each, String wanted) {
    List<String> values = list(options, key);
    for (String value : values) {
      if (!each.matcher(value).matches()) {
        throw bad(key, value, wanted + ", separated by commas");
      }
    }
    return values;
  }

  private static List<String> list(CaseInsensitiveStringMap options, String key) {
    return text(options, key).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .distinct()
        .toList();
  }

  private static Optional<NameSet> names(CaseInsensitiveStringMap options, String key) {
    return Optional.of(list(options, key)).filter(names -> !names.isEmpty()).map(NameSet::new);
  }

  private static IllegalArgumentException bad(String key, String value, String wanted) {
    return new IllegalArgumentException(
        "Option '%s' of the cloudtrail source is '%s': give %s"
            .formatted(key, Text.escape(value), wanted));
  }
}
