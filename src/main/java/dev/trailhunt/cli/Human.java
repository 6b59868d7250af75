package dev.trailhunt.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. */
final class Human {
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB");

  private Human() {}

  /** {@code 1,234,567}. */
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 1 file}, {@code 1,200 files}. */
  static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /** {@code 45.1 MB}; a MB is 10⁶ bytes. */
  static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95 && unit < UNITS.size() - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS.get(unit));
  }

  /** {@code 3m 20s}, {@code 2h 5m}. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + "s";
    }
    return seconds < 3600
        ? seconds / 60 + "m " + seconds % 60 + "s"
        : seconds / 3600 + "h " + seconds % 3600 / 60 + "m";
  }
}
