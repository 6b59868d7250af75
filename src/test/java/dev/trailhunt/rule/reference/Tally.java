package dev.trailhunt.rule.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Map;
import java.util.Map.Entry;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How often each of many things was met, those never met among them. */
final class Tally {
  private final Map<String, Integer> counts = new TreeMap<>();

  /** Waits for things of a kind. */
  void expect(String kind, Collection<?> things) {
    things.forEach(thing -> counts.put(kind + thing, 0));
  }

  void count(String thing) {
    counts.merge(thing, 1, Integer::sum);
  }

  void countIf(boolean condition, Object thing) {
    if (condition) {
      count(thing.toString());
    }
  }

  /** Fails naming everything that was met less often than that. */
  void assertEachAtLeast(int least) {
    assertThat(
            counts.entrySet().stream()
                .filter(entry -> entry.getValue() < least)
                .collect(Collectors.toMap(Entry::getKey, Entry::getValue)))
        .as("met less than %s times in %s", least, this)
        .isEmpty();
  }

  @Override
  public String toString() {
    return counts.entrySet().stream()
        .map(entry -> "%7d %s".formatted(entry.getValue(), entry.getKey()))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
