package dev.trailhunt.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.Fixtures;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every signal, score factor, built-in exclusion and way to tell a call's target has a hit and a
 * near miss among the fixtures. That these come out as expected is tested where they are judged.
 */
class CatalogueTest {
  private static final List<Fixtures> FIXTURES =
      Stream.of("incidents", "trigger", "exclusion", "verdict", "mapping")
          .map(Fixtures::in)
          .toList();

  /** How the target of a call is told: by its source, or by what is special about the call. */
  private static final List<String> TARGETS =
      List.of(
          "request",
          "response",
          "caller",
          "error",
          "update-user",
          "change-password",
          "linked",
          "console-login",
          "switch-role",
          "none",
          "root");

  private static final Set<String> ITEMS = items();
  private static final Set<String> HITS = ofAllFixtures(Fixtures::hits);
  private static final Set<String> NEAR_MISSES = ofAllFixtures(Fixtures::nearMisses);

  private static Set<String> items() {
    Set<String> items = new LinkedHashSet<>();
    items.addAll(named("signal", Signals.names()));
    items.addAll(named("factor", Weights.DEFAULT.factors().keySet()));
    items.addAll(named("factor", List.of(Score.SHORT_BASELINE)));
    items.addAll(named("exclusion", BuiltInExclusions.ids()));
    items.addAll(named("target", TARGETS));
    return items;
  }

  private static List<String> named(String kind, Collection<String> names) {
    return names.stream().map(name -> kind + " " + name).toList();
  }

  private static Set<String> ofAllFixtures(Function<Fixtures, Set<String>> items) {
    return FIXTURES.stream()
        .flatMap(one -> items.apply(one).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @TestFactory
  Stream<DynamicContainer> everyItem() {
    return ITEMS.stream()
        .map(
            item ->
                DynamicContainer.dynamicContainer(
                    item,
                    Stream.of(
                        isAmong(HITS, "hit of " + item, item),
                        isAmong(NEAR_MISSES, "near miss of " + item, item))));
  }

  private static DynamicTest isAmong(Set<String> shown, String what, String item) {
    return DynamicTest.dynamicTest(
        what, () -> assertThat(shown.contains(item)).as("a fixture is a %s", what).isTrue());
  }

  @Test
  void everyTagNamesAnItem() {
    Set<String> unknown = ofAllFixtures(Fixtures::tags);
    unknown.removeAll(ITEMS);
    assertThat(unknown).isEmpty();
  }
}
