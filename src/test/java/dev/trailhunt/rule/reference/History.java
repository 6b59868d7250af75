package dev.trailhunt.rule.reference;

import dev.trailhunt.rule.reference.Lineage.User;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that one account's events tell about the time before a trigger. */
final class History {
  static final int DAYS = 90;
  private static final Duration PERIOD = Duration.ofDays(DAYS);
  private static final Duration ACTOR_IS_NEW = Duration.ofDays(30);
  private static final Duration TOO_RECENT_FOR_ROUTINE = Duration.ofDays(14);
  private static final int USES_OF_ROUTINE = 5;
  private static final int DATES_OF_ROUTINE = 3;

  private final List<Event> events;
  private final Lineage lineage;
  private final NavigableSet<LocalDate> dates;

  /**
   * @param events of one account, in any order
   */
  History(Collection<Event> events, Lineage lineage) {
    this.events = events.stream().sorted(CausalOrder.CAUSAL).toList();
    this.lineage = lineage;
    this.dates = datesOf(this.events);
  }

  private static NavigableSet<LocalDate> datesOf(List<Event> events) {
    return events.stream().map(Event::date).collect(Collectors.toCollection(TreeSet::new));
  }

  Baseline before(Event trigger) {
    User target = lineage.target(trigger).orElseThrow();
    List<Event> uses = usesBefore(trigger);
    List<Event> logins = loginsBefore(trigger, target);
    return new Baseline(
        dates.subSet(trigger.date().minusDays(DAYS), trigger.date()).size(),
        uses.size(),
        datesOf(uses).size(),
        firstSeen(trigger),
        isRoutine(uses, trigger),
        actorCreatedAt(trigger),
        logins.size(),
        lastTime(logins.stream()),
        isPrivilegedBefore(trigger, target));
  }

  /**
   * The dates of an actor's events like one of its own, before the date of that one and at most 90
   * days before its time.
   */
  NavigableSet<LocalDate> earlierDatesOfActor(Event trigger, Exclusion matching) {
    return datesOf(
        inBaseline(trigger)
            .filter(event -> event.isBySameActorAs(trigger))
            .filter(event -> event.date().isBefore(trigger.date()))
            .filter(matching::matches)
            .toList());
  }

  private Stream<Event> inBaseline(Event trigger) {
    return within(PERIOD, trigger);
  }

  /** The events of a time before the trigger, which ends just before the trigger's second. */
  private Stream<Event> within(Duration time, Event trigger) {
    Instant first = trigger.time().minus(time);
    return events.stream()
        .dropWhile(event -> event.time().isBefore(first))
        .takeWhile(event -> event.time().isBefore(trigger.time()));
  }

  private List<Event> usesBefore(Event trigger) {
    return inBaseline(trigger)
        .filter(event -> event.setsPassword() && event.succeeded())
        .filter(event -> event.isBySameActorAs(trigger))
        .toList();
  }

  private static boolean isRoutine(List<Event> uses, Event trigger) {
    Instant end = trigger.time().minus(TOO_RECENT_FOR_ROUTINE);
    List<Event> settled = uses.stream().filter(use -> use.time().isBefore(end)).toList();
    return settled.size() >= USES_OF_ROUTINE && datesOf(settled).size() >= DATES_OF_ROUTINE;
  }

  private @Nullable Instant firstSeen(Event trigger) {
    return inBaseline(trigger)
        .filter(event -> event.isBySameActorAs(trigger))
        .map(Event::time)
        .findFirst()
        .orElse(null);
  }

  private @Nullable Instant actorCreatedAt(Event trigger) {
    return lastTime(
        within(ACTOR_IS_NEW, trigger)
            .filter(event -> event.setsPassword() || event.is("CreateUser", "CreateAccessKey"))
            .filter(Event::succeeded)
            .filter(event -> isOnCallerOf(trigger, event)));
  }

  private boolean isOnCallerOf(Event trigger, Event event) {
    return lineage.target(event).filter(user -> lineage.isBy(trigger, user)).isPresent();
  }

  private List<Event> loginsBefore(Event trigger, User target) {
    return inBaseline(trigger)
        .filter(event -> event.is("ConsoleLogin") && event.succeeded())
        .filter(event -> lineage.isOn(event, target))
        .toList();
  }

  private static @Nullable Instant lastTime(Stream<Event> inOrder) {
    return inOrder.map(Event::time).reduce((earlier, later) -> later).orElse(null);
  }

  /** Looks back without limit: rights given long ago still hold. */
  private @Nullable Boolean isPrivilegedBefore(Event trigger, User target) {
    List<Event> onTarget =
        events.stream()
            .takeWhile(event -> CausalOrder.CAUSAL.compare(event, trigger) < 0)
            .filter(event -> event.succeeded() && lineage.isOn(event, target))
            .toList();
    if (Change.leaveSomething(onTarget.stream().map(Change::ofAdminRights))) {
      return true;
    }
    return onTarget.stream().anyMatch(event -> event.is("CreateUser")) ? false : null;
  }
}
