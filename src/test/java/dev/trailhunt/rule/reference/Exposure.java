package dev.trailhunt.rule.reference;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** What the events on a target leave standing. */
final class Exposure {
  private final Event trigger;
  private final List<Evidence> onTarget;

  /**
   * @param evidence with the signals it carries, in causal order
   */
  Exposure(Event trigger, List<Evidence> evidence) {
    this.trigger = trigger;
    this.onTarget =
        evidence.stream()
            .filter(one -> one.hasRelation(Correlation.TARGET) && one.succeeded())
            .toList();
  }

  SortedSet<String> stillExposed() {
    SortedSet<String> exposed = new TreeSet<>();
    if (anyAfter(event -> event.is("DeleteUser"))) {
      return exposed;
    }
    if (!anyAfter(event -> event.is("DeleteLoginProfile") || isResetBySomebodyElse(event))) {
      exposed.add("password");
    }
    if (stands(one -> Change.ofAccessKey(one.event()))) {
      exposed.add("access_key");
    }
    if (stands(one -> Change.ofAdminRights(one.event()))) {
      exposed.add("admin");
    }
    if (stands(Exposure::changeOfDevice)) {
      exposed.add("mfa_by_actor");
    }
    return exposed;
  }

  private boolean anyAfter(Predicate<Event> wanted) {
    return onTarget.stream().filter(Evidence::isAfter).map(Evidence::event).anyMatch(wanted);
  }

  private boolean isResetBySomebodyElse(Event event) {
    return event.setsPassword() && !event.isBySameActorAs(trigger);
  }

  private boolean stands(Function<Evidence, Optional<Change>> change) {
    return Change.leaveSomething(onTarget.stream().map(change));
  }

  /** Whoever else enables a device takes it from the trigger's actor. */
  private static Optional<Change> changeOfDevice(Evidence one) {
    Event event = one.event();
    return switch (event.name()) {
      case "EnableMFADevice" ->
          one.signals().contains("mfa_registered_by_actor")
              ? Change.gives(event, event.mfaSerial())
              : Change.takes(event, event.mfaSerial());
      case "DeactivateMFADevice", "DeleteVirtualMFADevice" ->
          Change.takes(event, event.mfaSerial());
      default -> Optional.empty();
    };
  }
}
