package dev.trailhunt.source;

import org.apache.spark.unsafe.types.UTF8String;

/** Tells UTF-8 from other bytes. */
final class Utf8 {
  private Utf8() {}

  /** False of surrogates and overlong forms too. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int p = from;
    while (p <= to - Long.BYTES && (EightBytes.at(bytes, p) & EightBytes.HIGHS) == 0) {
      p += Long.BYTES;
    }
    return p == to || UTF8String.fromBytes(bytes, p, to - p).isValid();
  }
}
