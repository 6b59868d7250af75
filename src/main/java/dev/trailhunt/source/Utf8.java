package dev.trailhunt.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.apache.spark.unsafe.types.UTF8String;

/** Tells UTF-8 from other bytes. */
final class Utf8 {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGHS = 0x8080_8080_8080_8080L;

  private Utf8() {}

  /** False of surrogates and overlong forms too. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int p = from;
    while (p <= to - Long.BYTES && ((long) WORDS.get(bytes, p) & HIGHS) == 0) {
      p += Long.BYTES;
    }
    return p == to || UTF8String.fromBytes(bytes, p, to - p).isValid();
  }
}
