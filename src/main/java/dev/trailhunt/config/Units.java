package dev.trailhunt.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as the configuration writes them. */
final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*([smhd])");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)I?B?");

  private Units() {}

  /** {@code 30s}, {@code 90m}, {@code 24h} or {@code 7d}. */
  static Optional<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  /** Bytes of {@code 512MB} or {@code 4GB}; a KB is 1024 bytes and so on. */
  static Optional<Long> bytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    int shift =
        switch (matcher.group(2)) {
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          case "T" -> 40;
          default -> 0;
        };
    return amount > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(amount << shift);
  }
}
