package dev.trailhunt.config;

import dev.trailhunt.config.Section.Located;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** One check per kind of value: what does not pass is reported and becomes absent. */
final class Checks {
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+){1,3}-\\d{1,2}");
  private static final Pattern SCHEMA = Pattern.compile("[\\w-]+(\\.[\\w-]+){0,2}");
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern BUCKET_SCHEME = Pattern.compile("(?i)s3[an]?:.*");
  private static final Pattern BUCKET_URI = Pattern.compile("(?i)s3[an]?://[^/@\\s]+(/.*)?");

  private final Problems problems;

  Checks(Problems problems) {
    this.problems = problems;
  }

  /** A URI or a path. */
  Optional<String> uri(String key, Located<String> text) {
    String value = text.value().strip();
    if (value.isEmpty() || UNPRINTABLE.matcher(value).find()) {
      return reject(key, text, "is empty or has control characters");
    }
    if (BUCKET_SCHEME.matcher(value).matches() && !BUCKET_URI.matcher(value).matches()) {
      return reject(key, text, "names no bucket, expected s3a://bucket/prefix without credentials");
    }
    return Optional.of(absolute(value.replaceFirst("(?<=[^/:])/+$", "")));
  }

  /** Spark takes a table by its path only when that is absolute. */
  private static String absolute(String location) {
    return SCHEME.matcher(location).lookingAt() || location.startsWith("/")
        ? location
        : Path.of(location).toAbsolutePath().normalize().toString();
  }

  Optional<String> account(String key, Located<String> text) {
    return ACCOUNT.matcher(text.value()).matches()
        ? Optional.of(text.value())
        : reject(key, text, quoted(text) + " is not an account id of 12 digits");
  }

  Optional<String> region(String key, Located<String> text) {
    return REGION.matcher(text.value()).matches()
        ? Optional.of(text.value())
        : reject(key, text, quoted(text) + " is not a region, expected one such as us-east-1");
  }

  Optional<String> schema(String key, Located<String> text) {
    return SCHEMA.matcher(text.value()).matches()
        ? Optional.of(text.value())
        : reject(key, text, quoted(text) + " is not a schema, expected name or catalog.name");
  }

  Optional<Duration> window(String key, Located<String> text, Duration longest) {
    Optional<Duration> window = Units.duration(text.value());
    if (window.isEmpty()) {
      return reject(key, text, quoted(text) + " is not a duration such as 30s, 90m, 24h or 7d");
    }
    return window.get().compareTo(longest) <= 0
        ? window
        : reject(key, text, quoted(text) + " is longer than " + longest.toDays() + "d");
  }

  Optional<Long> bytes(String key, Located<String> text, long least) {
    Optional<Long> bytes = Units.bytes(text.value());
    if (bytes.isEmpty()) {
      return reject(key, text, quoted(text) + " is not a size such as 512MB or 4GB");
    }
    return bytes.get() >= least
        ? bytes
        : reject(key, text, quoted(text) + " is less than " + (least >> 20) + "MB");
  }

  Optional<Integer> integer(String key, Located<String> text, int least, int most) {
    try {
      int value = Integer.parseInt(text.value());
      if (value >= least && value <= most) {
        return Optional.of(value);
      }
    } catch (NumberFormatException e) {
      // Reported below with the bounds, as a number outside of them is.
    }
    return reject(key, text, quoted(text) + " is not a whole number from " + least + " to " + most);
  }

  private static String quoted(Located<String> text) {
    return '"' + text.value() + '"';
  }

  private <T> Optional<T> reject(String key, Located<String> text, String why) {
    boolean flag = text.where().startsWith("--");
    problems.add(text.where(), flag ? why : key + ": " + why);
    return Optional.empty();
  }
}
