package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.CausalOrder.CAUSAL;
import static java.util.Collections.unmodifiableSortedSet;

import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** One event in what it has to do with a trigger. */
public record Evidence(
    Event event,
    SortedSet<String> relations,
    String phase,
    long offsetSeconds,
    SortedSet<String> signals) {

  static final String BEFORE = "before";
  static final String AFTER = "after";

  /** The order in which a finding keeps evidence, what it cannot hold last. */
  static final Comparator<Evidence> MOST_TELLING_FIRST =
      Comparator.comparing((Evidence one) -> one.signals().isEmpty())
          .thenComparing(one -> Math.abs(one.offsetSeconds()))
          .thenComparing(Evidence::eventId);

  public Evidence {
    relations = unmodifiableSortedSet(new TreeSet<>(relations));
    signals = unmodifiableSortedSet(new TreeSet<>(signals));
  }

  static Evidence of(Event event, Event trigger, Set<String> relations) {
    return new Evidence(
        event,
        new TreeSet<>(relations),
        CAUSAL.compare(event, trigger) < 0 ? BEFORE : AFTER,
        Duration.between(trigger.time(), event.time()).toSeconds(),
        new TreeSet<>());
  }

  Evidence carrying(SortedSet<String> carried) {
    return new Evidence(event, relations, phase, offsetSeconds, carried);
  }

  public String eventId() {
    return event.eventId();
  }

  boolean hasRelation(String relation) {
    return relations.contains(relation);
  }

  boolean succeeded() {
    return event.succeeded();
  }

  boolean isBefore() {
    return phase.equals(BEFORE);
  }

  boolean isAfter() {
    return phase.equals(AFTER);
  }
}
