package dev.trailhunt.source;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** A set of names that is asked with bytes, and makes no object to answer. */
final class NameSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final List<String> names;
  private final FieldTable<Boolean> known = new FieldTable<>();

  NameSet(Collection<String> names) {
    this.names = List.copyOf(new TreeSet<>(names));
    this.names.forEach(name -> known.put(name, true));
  }

  boolean contains(byte[] buffer, int from, int to) {
    return known.get(buffer, from, to) != null;
  }

  boolean contains(String name) {
    return known.get(name) != null;
  }

  /** Sorted. */
  List<String> names() {
    return names;
  }

  @Override
  public String toString() {
    return names.toString();
  }
}
