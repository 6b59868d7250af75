package dev.trailhunt.rule.reference;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one call does to one thing that a user can have: give it or take it. */
record Change(String thing, boolean gives) {

  /** Whether anything stands after all changes: the last one on each thing decides. */
  static boolean leaveSomething(Stream<Optional<Change>> inCausalOrder) {
    Map<String, Boolean> standing = new HashMap<>();
    inCausalOrder
        .flatMap(Optional::stream)
        .forEachOrdered(change -> standing.put(change.thing, change.gives));
    return standing.containsValue(true);
  }

  static Optional<Change> ofAccessKey(Event event) {
    return switch (event.name()) {
      case "CreateAccessKey" -> gives(event, event.accessKeyId());
      case "DeleteAccessKey" -> takes(event, event.accessKeyId());
      case "UpdateAccessKey" -> ofStatus(event);
      default -> Optional.empty();
    };
  }

  private static Optional<Change> ofStatus(Event event) {
    if ("Active".equals(event.accessKeyStatus())) {
      return gives(event, event.accessKeyId());
    }
    return "Inactive".equals(event.accessKeyStatus())
        ? takes(event, event.accessKeyId())
        : Optional.empty();
  }

  /** An inline policy that is written anew takes what it gave before. */
  static Optional<Change> ofAdminRights(Event event) {
    return switch (event.name()) {
      case "AttachUserPolicy", "AddUserToGroup" ->
          event.adminPolicy() ? gives(event, right(event)) : Optional.empty();
      case "PutUserPolicy" ->
          event.adminPolicy() ? gives(event, right(event)) : takes(event, right(event));
      case "DetachUserPolicy", "DeleteUserPolicy", "RemoveUserFromGroup" ->
          takes(event, right(event));
      default -> Optional.empty();
    };
  }

  private static @Nullable String right(Event event) {
    return switch (event.name()) {
      case "AttachUserPolicy", "DetachUserPolicy" -> named("policy", event.policyArn());
      case "PutUserPolicy", "DeleteUserPolicy" -> named("inline policy", event.policyName());
      default -> named("group", event.groupName());
    };
  }

  private static @Nullable String named(String kind, @Nullable String name) {
    return name == null ? null : kind + " " + name;
  }

  static Optional<Change> gives(Event event, @Nullable String thing) {
    return Optional.of(new Change(thingOf(event, thing), true));
  }

  static Optional<Change> takes(Event event, @Nullable String thing) {
    return Optional.of(new Change(thingOf(event, thing), false));
  }

  /** A thing whose name the log lacks is one of its own. */
  private static String thingOf(Event event, @Nullable String thing) {
    return thing == null ? "nameless of " + event.eventId() : thing;
  }
}
