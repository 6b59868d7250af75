package dev.trailhunt.rule.reference;

import dev.trailhunt.rule.reference.Lineage.User;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/** The evidence around each trigger of one account, found by looking at every event. */
final class Correlation {
  static final String TARGET = "target";
  static final String ACTOR = "actor";
  static final String BY_TARGET = "by_target";

  static final Duration SHARING_PERIOD = Duration.ofDays(90);
  private static final int ACTORS_OF_A_SHARED_ADDRESS = 3;

  private final List<Event> events;
  private final Lineage lineage;
  private final Windows windows;

  /**
   * @param events of one account, with linked MFA targets resolved
   */
  Correlation(Collection<Event> events, Lineage lineage, Windows windows) {
    this.events = events.stream().sorted(CausalOrder.CAUSAL).toList();
    this.lineage = lineage;
    this.windows = windows;
  }

  List<Verdict> verdicts() {
    return events.stream().filter(Event::isTrigger).map(this::judge).toList();
  }

  private Verdict judge(Event trigger) {
    User user = lineage.target(trigger).orElseThrow();
    List<Evidence> found = evidence(trigger, user);
    boolean shared = isAddressShared(trigger);
    Signals signals = new Signals(trigger, user, found, lineage, windows.sameIpLogin(), shared);
    List<Evidence> telling =
        found.stream().map(one -> one.carrying(signals.carriedBy(one))).toList();
    SortedSet<String> all = signals.ofTheTrigger();
    telling.forEach(one -> all.addAll(one.signals()));
    return new Verdict(
        trigger,
        telling.stream().sorted(Evidence.MOST_TELLING_FIRST).limit(windows.maxEvidence()).toList(),
        telling,
        all,
        new Exposure(trigger, telling).stillExposed(),
        lineage.isBy(trigger, user),
        shared);
  }

  private List<Evidence> evidence(Event trigger, User user) {
    List<Evidence> found = new ArrayList<>();
    for (Event event : events) {
      Set<String> relations = relations(event, trigger, user);
      if (!relations.isEmpty() && !event.eventId().equals(trigger.eventId())) {
        found.add(Evidence.of(event, trigger, relations));
      }
    }
    return found;
  }

  private Set<String> relations(Event event, Event trigger, User user) {
    Instant time = trigger.time();
    Instant end = time.plus(windows.after());
    Set<String> relations = new HashSet<>();
    if (isWithin(event, time.minus(windows.before()), end) && lineage.isOn(event, user)) {
      relations.add(TARGET);
    }
    if (isWithin(event, time.minus(windows.actor()), time.plus(windows.actor()))
        && event.isBySameActorAs(trigger)) {
      relations.add(ACTOR);
    }
    if (isWithin(event, time, end) && lineage.isBy(event, user)) {
      relations.add(BY_TARGET);
    }
    return relations;
  }

  private static boolean isWithin(Event event, Instant first, Instant last) {
    return !event.time().isBefore(first) && !event.time().isAfter(last);
  }

  private boolean isAddressShared(Event trigger) {
    if (trigger.sourceIp() == null) {
      return false;
    }
    Instant start = trigger.time().minus(SHARING_PERIOD);
    long actors =
        events.stream()
            .filter(event -> trigger.sourceIp().equals(event.sourceIp()))
            .filter(event -> event.actorKey() != null)
            .filter(event -> !event.time().isBefore(start))
            .filter(event -> event.time().isBefore(trigger.time()))
            .map(Event::actorKey)
            .distinct()
            .count();
    return actors >= ACTORS_OF_A_SHARED_ADDRESS;
  }
}
