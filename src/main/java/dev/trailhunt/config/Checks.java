package dev.trailhunt.config;

import dev.trailhunt.config.Section.Located;
import dev.trailhunt.config.Settings.Network;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** One check per kind of value: what does not pass is reported and becomes absent. */
final class Checks {
  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");
  private static final Pattern REGION = Pattern.compile("[a-z]{2,4}(-[a-z]+){1,3}-\\d{1,2}");
  private static final Pattern SCHEMA = Pattern.compile("[\\w-]+(\\.[\\w-]+){0,2}");
  private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
  private static final Pattern BUCKET_SCHEME = Pattern.compile("(?i)s3[an]?:.*");
  private static final Pattern BUCKET_URI = Pattern.compile("(?i)s3[an]?://[^/@\\s]+(/.*)?");

  private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");

  private final Problems problems;

  Checks(Problems problems) {
    this.problems = problems;
  }

  /** A URI or a path; a relative path is taken from the working directory. */
  Optional<String> uri(String key, Located<String> text) {
    return location(key, text).map(Checks::absolute);
  }

  /** A URI or a path, relative as it may be. */
  Optional<String> location(String key, Located<String> text) {
    String value = text.value().strip();
    if (value.isEmpty() || UNPRINTABLE.matcher(value).find()) {
      return reject(key, text, "is empty or has control characters");
    }
    if (BUCKET_SCHEME.matcher(value).matches() && !BUCKET_URI.matcher(value).matches()) {
      return reject(key, text, "names no bucket, expected s3a://bucket/prefix without credentials");
    }
    return Optional.of(value.replaceFirst("(?<=[^/:])/+$", ""));
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

  /** A duration that must not be shorter than something. */
  Optional<Duration> span(
      String key, Located<String> text, Duration least, String why, Duration longest) {
    Optional<Duration> span = window(key, text, longest);
    return span.isPresent() && span.get().compareTo(least) < 0
        ? reject(
            key,
            text,
            quoted(text) + " is shorter than " + why + ", give " + Units.days(least) + " or more")
        : span;
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

  Optional<Boolean> truth(String key, Located<String> text) {
    return switch (text.value()) {
      case "true" -> Optional.of(true);
      case "false" -> Optional.of(false);
      default -> reject(key, text, quoted(text) + " is neither true nor false");
    };
  }

  Optional<LocalDate> date(String key, Located<String> text) {
    try {
      return Optional.of(LocalDate.parse(text.value()));
    } catch (DateTimeParseException e) {
      return reject(key, text, quoted(text) + " is not a date such as 2026-12-31");
    }
  }

  Optional<Network> network(String key, Located<String> text) {
    Optional<Network> network = Units.network(text.value());
    return network.isPresent()
        ? network
        : reject(
            key,
            text,
            quoted(text)
                + " is not a network such as 192.0.2.0/24 or 2001:db8::/32 with nothing but zeros"
                + " after the prefix");
  }

  /** The name of an IAM user. */
  Optional<String> userName(String key, Located<String> text) {
    return USER_NAME.matcher(text.value()).matches()
        ? Optional.of(text.value())
        : reject(key, text, quoted(text) + " is not a user name, for a pattern see conditions");
  }

  /** A pattern in which {@code *} is any text and {@code ?} any character. */
  Optional<String> glob(String key, Located<String> text) {
    if (text.value().contains("\\")) {
      return reject(key, text, quoted(text) + " has a backslash, which escapes nothing here");
    }
    return text.value().matches("\\*+")
        ? reject(key, text, quoted(text) + " matches everything")
        : Optional.of(text.value());
  }

  /** One of an enum's constants, as {@link #nameOf} writes it. */
  <E extends Enum<E>> Optional<E> oneOf(Class<E> type, String key, Located<String> text) {
    List<E> constants = List.of(type.getEnumConstants());
    Optional<E> found =
        constants.stream().filter(one -> nameOf(one).equals(text.value())).findFirst();
    return found.isPresent()
        ? found
        : reject(key, text, quoted(text) + " is not one of " + namesOf(constants));
  }

  /** A constant's name in the file: {@code STARTS_WITH} is {@code starts-with}. */
  static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String namesOf(List<? extends Enum<?>> constants) {
    return constants.stream().map(Checks::nameOf).collect(Collectors.joining(", "));
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
