package dev.trailhunt.rule;

import java.io.Serializable;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of addresses.
 *
 * @param address its first address, an IPv4 or IPv6 literal
 * @param prefixLength how many bits its addresses share
 */
public record Network(String address, int prefixLength) implements Serializable {

  /**
   * Whether an address lies in it.
   *
   * @param ip in the form that {@link dev.trailhunt.event.SourceIp#canonical} gives
   */
  boolean contains(String ip) {
    byte[] first = bytes(address);
    byte[] other = bytes(ip);
    int rest = 8 * first.length - prefixLength;
    return first.length == other.length
        && new BigInteger(1, first)
            .shiftRight(rest)
            .equals(new BigInteger(1, other).shiftRight(rest));
  }

  private static byte[] bytes(String literal) {
    try {
      // A literal is parsed, never looked up.
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal + " is no address", e);
    }
  }
}
