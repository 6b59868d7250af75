package dev.trailhunt.event;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The IP address in a record's {@code sourceIPAddress}, which can also name a service. */
public final class SourceIp {
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6_LETTERS = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");

  private SourceIp() {}

  /**
   * The address in the form in which equal addresses are equal strings: four decimal parts for
   * IPv4, RFC 5952 for IPv6. An IPv4-mapped IPv6 address is the IPv4 address it stands for.
   *
   * @return null for anything else, among it parts with leading zeros, service names and {@code AWS
   *     Internal}
   */
  public static @Nullable String canonical(@Nullable String sourceAddress) {
    if (sourceAddress == null) {
      return null;
    }
    if (IPV4.matcher(sourceAddress).matches()) {
      return sourceAddress;
    }
    if (sourceAddress.indexOf(':') < 0 || !IPV6_LETTERS.matcher(sourceAddress).matches()) {
      return null;
    }
    try {
      // A literal that begins with a digit or a colon and has one is parsed, never looked up.
      byte[] address = InetAddress.getByName(sourceAddress).getAddress();
      return address.length == 4 ? dotted(address) : compressed(address);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static String dotted(byte[] address) {
    return (address[0] & 0xff)
        + "."
        + (address[1] & 0xff)
        + "."
        + (address[2] & 0xff)
        + "."
        + (address[3] & 0xff);
  }

  /**
   * RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as
   * {@code ::}.
   */
  private static String compressed(byte[] address) {
    int[] groups = new int[8];
    for (int i = 0; i < 8; i++) {
      groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
    }
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < 8; i++) {
      int end = i;
      while (end < 8 && groups[end] == 0) {
        end++;
      }
      if (end - i > runLength) {
        runStart = i;
        runLength = end - i;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
        continue;
      }
      if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
