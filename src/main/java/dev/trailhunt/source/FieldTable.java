package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What belongs to each of some names, asked for with the bytes of a name. */
final class FieldTable<T> {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
  private static final int SLOTS = 128;

  private static final class Entry<T> {
    private final byte[] name;
    private final T value;

    Entry(byte[] name, T value) {
      this.name = name;
      this.value = value;
    }
  }

  private @Nullable Entry<T>[] entries = slots(SLOTS);
  private int size;

  void put(String name, T value) {
    if (++size * 2 > entries.length) {
      throw new IllegalStateException("more names than a record has");
    }
    byte[] bytes = name.getBytes(UTF_8);
    int slot = slot(bytes, 0, bytes.length);
    while (entries[slot] != null) {
      slot = (slot + 1) & (entries.length - 1);
    }
    entries[slot] = new Entry<>(bytes, value);
  }

  /** Null for a name that is not known. */
  @Nullable T get(byte[] bytes, int from, int to) {
    int slot = slot(bytes, from, to);
    for (Entry<T> entry = entries[slot]; entry != null; entry = entries[slot]) {
      if (Arrays.equals(entry.name, 0, entry.name.length, bytes, from, to)) {
        return entry.value;
      }
      slot = (slot + 1) & (entries.length - 1);
    }
    return null;
  }

  @Nullable T get(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return get(bytes, 0, bytes.length);
  }

  /** Of a long name, its first and last eight bytes tell enough. */
  private int slot(byte[] bytes, int from, int to) {
    int length = to - from;
    long hash = length;
    if (length >= Long.BYTES) {
      hash =
          (hash ^ (long) WORDS.get(bytes, from)) * MIX + (long) WORDS.get(bytes, to - Long.BYTES);
    } else {
      for (int i = from; i < to; i++) {
        hash = (hash << 8) ^ bytes[i];
      }
    }
    return (int) ((hash * MIX) >>> 32) & (entries.length - 1);
  }

  @SuppressWarnings("unchecked")
  private static <T> @Nullable Entry<T>[] slots(int count) {
    return (Entry<T>[]) new Entry<?>[count];
  }
}
