package dev.trailhunt.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks at eight bytes together: one word, the first byte lowest. */
final class EightBytes {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;

  /** The highest bit of each byte. */
  static final long HIGHS = 0x8080_8080_8080_8080L;

  private EightBytes() {}

  /** The word of the bytes from a place on. */
  static long at(byte[] bytes, int from) {
    return (long) WORDS.get(bytes, from);
  }

  /** A word of one byte, eight times. */
  static long of(char each) {
    return ONES * each;
  }

  /**
   * Marks the bytes of a word that are below a limit of at most 128 by their highest bit. The
   * lowest mark is exact; above it there may be others.
   *
   * @param limits the limit, eight times
   */
  static long below(long limits, long word) {
    return (word - limits) & ~word & HIGHS;
  }

  /** The same for bytes that equal one, which is given eight times. */
  static long equal(long eight, long word) {
    return below(ONES, word ^ eight);
  }

  /** In which byte of a word the lowest mark is. */
  static int lowest(long marks) {
    return Long.numberOfTrailingZeros(marks) >>> 3;
  }
}
