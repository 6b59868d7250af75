package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to each of some names, asked for with the bytes of a name; makes no object to
 * answer.
 */
final class FieldTable<T> implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;
  private static final int FIRST_SLOTS = 64;

  private static final class Entry<T> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] name;
    private final T value;

    Entry(byte[] name, T value) {
      this.name = name;
      this.value = value;
    }
  }

  private @Nullable Entry<T>[] entries = slots(FIRST_SLOTS);
  private int size;

  void put(String name, T value) {
    if (++size * 2 > entries.length) {
      @Nullable Entry<T>[] full = entries;
      entries = slots(full.length * 2);
      Arrays.stream(full).filter(Objects::nonNull).forEach(this::insert);
    }
    insert(new Entry<>(name.getBytes(UTF_8), value));
  }

  private void insert(Entry<T> entry) {
    int slot = slot(entry.name, 0, entry.name.length);
    while (entries[slot] != null) {
      slot = (slot + 1) & (entries.length - 1);
    }
    entries[slot] = entry;
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
      hash = (hash ^ EightBytes.at(bytes, from)) * MIX + EightBytes.at(bytes, to - Long.BYTES);
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
