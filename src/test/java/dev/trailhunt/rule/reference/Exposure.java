package dev.trailhunt.rule.reference;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the evidence on a target leaves standing: of each thing, its last event decides. */
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
            .filter(one -> one.hasRelation(Correlation.TARGET))
            .filter(one -> one.event().succeeded())
            .toList();
  }

  SortedSet<String> stillExposed() {
    TreeSet<String> exposed = new TreeSet<>();
    if (anyAfter(event -> event.is("DeleteUser"))) {
      return exposed;
    }
    if (!anyAfter(event -> event.is("DeleteLoginProfile"))
        && !anyAfter(this::isResetBySomebodyElse)) {
      exposed.add("password");
    }
    Map<String, Evidence> lastOnThing = new HashMap<>();
    onTarget.forEach(one -> thing(one.event()).ifPresent(thing -> lastOnThing.put(thing, one)));
    lastOnThing.values().forEach(last -> given(last).ifPresent(exposed::add));
    return exposed;
  }

  private boolean anyAfter(Predicate<Event> wanted) {
    return onTarget.stream().filter(Evidence::isAfter).map(Evidence::event).anyMatch(wanted);
  }

  private boolean isResetBySomebodyElse(Event event) {
    return event.setsPassword() && !event.isBySameActorAs(trigger);
  }

  /** What the event gives to the target or takes from it. */
  private static Optional<String> thing(Event event) {
    return switch (event.name()) {
      case "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey" ->
          named("key", event.accessKeyId(), event);
      case "AttachUserPolicy", "DetachUserPolicy" -> named("policy", event.policyArn(), event);
      case "PutUserPolicy", "DeleteUserPolicy" -> named("inline", event.policyName(), event);
      case "AddUserToGroup", "RemoveUserFromGroup" -> named("group", event.groupName(), event);
      case "EnableMFADevice", "DeactivateMFADevice", "DeleteVirtualMFADevice" ->
          named("device", event.mfaSerial(), event);
      default -> Optional.empty();
    };
  }

  private static Optional<String> named(String kind, @Nullable String name, Event event) {
    return Optional.of(kind + " " + (name == null ? event.eventId() : name));
  }

  private static Optional<String> given(Evidence one) {
    Event event = one.event();
    if (event.is("CreateAccessKey")
        || (event.is("UpdateAccessKey") && "Active".equals(event.keyStatus()))) {
      return Optional.of("access_key");
    }
    if (one.signals().contains("admin_granted")) {
      return Optional.of("admin");
    }
    return event.is("EnableMFADevice") && one.signals().contains("mfa_registered_by_actor")
        ? Optional.of("mfa_by_actor")
        : Optional.empty();
  }
}
