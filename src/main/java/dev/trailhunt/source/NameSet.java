package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** A set of names that is asked with bytes, and makes no object to answer. */
final class NameSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<String> names;
  private final byte[][] slots;

  NameSet(Collection<String> names) {
    this.names = List.copyOf(new TreeSet<>(names));
    this.slots = new byte[Integer.highestOneBit(Math.max(4, this.names.size() * 4))][];
    for (String name : this.names) {
      byte[] bytes = name.getBytes(UTF_8);
      int slot = slot(bytes, 0, bytes.length);
      while (slots[slot] != null) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = bytes;
    }
  }

  boolean contains(byte[] buffer, int from, int to) {
    int slot = slot(buffer, from, to);
    while (slots[slot] != null) {
      if (Arrays.equals(slots[slot], 0, slots[slot].length, buffer, from, to)) {
        return true;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return false;
  }

  boolean contains(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    return contains(bytes, 0, bytes.length);
  }

  /** Sorted. */
  List<String> names() {
    return names;
  }

  @Override
  public String toString() {
    return names.toString();
  }

  private int slot(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + bytes[i];
    }
    return (hash ^ hash >>> 16) & (slots.length - 1);
  }
}
