package dev.trailhunt.config;

import dev.trailhunt.config.Settings.Network;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, sizes and networks as the configuration writes them. */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*([smhd])");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)I?B?");

  private static final Pattern CIDR =
      Pattern.compile("([0-9A-Fa-f:][0-9A-Fa-f:.]{1,44})/(\\d{1,3})");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])(?:\\.(?!$)|$)){4}");

  private Units() {}

  /** {@code 30s}, {@code 90m}, {@code 24h} or {@code 7d}. */
  public static Optional<Duration> duration(String text) {
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

  /** {@code 103d}, no shorter than the duration. */
  static String days(Duration duration) {
    return wholeDays(duration) + "d";
  }

  /** As many days as are needed to hold the duration. */
  public static int wholeDays(Duration duration) {
    return Math.toIntExact((duration.toSeconds() + 86_399) / 86_400);
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

  /** {@code 192.0.2.0/24} or {@code 2001:db8::/32}, not everything, and only zeros in the rest. */
  static Optional<Network> network(String text) {
    Matcher matcher = CIDR.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String address = matcher.group(1);
    byte[] bytes = bytesOf(address);
    int prefix = Integer.parseInt(matcher.group(2));
    int rest = 8 * bytes.length - prefix;
    BigInteger bits = new BigInteger(1, bytes);
    return prefix > 0 && rest >= 0 && bits.shiftRight(rest).shiftLeft(rest).equals(bits)
        ? Optional.of(new Network(address, prefix))
        : Optional.empty();
  }

  /** The bytes of an address; none of them when it is not one. */
  private static byte[] bytesOf(String address) {
    if (address.indexOf(':') < 0 && !IPV4.matcher(address).matches()) {
      return new byte[0];
    }
    try {
      // A literal is parsed, never looked up.
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      return new byte[0];
    }
  }
}
