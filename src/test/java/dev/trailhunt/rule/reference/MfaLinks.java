package dev.trailhunt.rule.reference;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds whose virtual MFA device was made or thrown away: calls that name only its serial. */
final class MfaLinks {
  private static final Comparator<Event> BY_TIME_AND_ID =
      Comparator.comparing(Event::time).thenComparing(Event::eventId);

  private final Map<String, NavigableSet<Event>> enabled = new HashMap<>();
  private final Map<String, NavigableSet<Event>> enabledOrDeactivated = new HashMap<>();

  private MfaLinks() {}

  static MfaLinks of(List<Event> events) {
    MfaLinks links = new MfaLinks();
    events.forEach(links::note);
    return links;
  }

  /** The events of one account, those on a virtual device given the name of who had it. */
  static List<Event> resolve(List<Event> events) {
    MfaLinks links = of(events);
    return events.stream()
        .map(event -> event.isOnVirtualDevice() ? event.onUser(links.nameFor(event)) : event)
        .toList();
  }

  private @Nullable String nameFor(Event event) {
    return link(event).map(Event::targetUser).orElse(null);
  }

  /** The call that tells whose device was made or thrown away. */
  Optional<Event> link(Event onVirtualDevice) {
    return Optional.ofNullable(
        onVirtualDevice.is("CreateVirtualMFADevice")
            ? of(enabled, onVirtualDevice).higher(onVirtualDevice)
            : of(enabledOrDeactivated, onVirtualDevice).lower(onVirtualDevice));
  }

  private void note(Event event) {
    if (event.mfaSerial() == null || !event.succeeded()) {
      return;
    }
    if (event.is("EnableMFADevice")) {
      put(enabled, event);
    }
    if (event.is("EnableMFADevice", "DeactivateMFADevice")) {
      put(enabledOrDeactivated, event);
    }
  }

  private static void put(Map<String, NavigableSet<Event>> bySerial, Event event) {
    bySerial.computeIfAbsent(event.mfaSerial(), serial -> new TreeSet<>(BY_TIME_AND_ID)).add(event);
  }

  private static NavigableSet<Event> of(Map<String, NavigableSet<Event>> bySerial, Event event) {
    return Stream.ofNullable(event.mfaSerial())
        .map(serial -> bySerial.get(serial))
        .filter(found -> found != null)
        .findFirst()
        .orElseGet(() -> new TreeSet<>(BY_TIME_AND_ID));
  }
}
