package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.EventBuilder.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** One trigger at noon, called {@code t}, among the events that a test gives. */
final class AtNoon {
  static final long MINUTE = Duration.ofMinutes(1).toSeconds();
  static final long HOUR = Duration.ofHours(1).toSeconds();
  static final long DAY = Duration.ofDays(1).toSeconds();

  private AtNoon() {}

  /** A role resets alice's password. */
  static EventBuilder reset() {
    return call("t", 0, "UpdateLoginProfile").on("alice").by("AROA1").from("198.51.100.1");
  }

  static Judgement judgement(EventBuilder trigger, EventBuilder... others) {
    List<Event> events = new ArrayList<>(List.of(trigger.event()));
    Arrays.stream(others).map(EventBuilder::event).forEach(events::add);
    return Reference.judgements(events, Windows.DEFAULT).get("t");
  }

  /** An event of somebody else on each of as many days before the trigger's. */
  static EventBuilder[] quietDays(int days) {
    return LongStream.rangeClosed(1, days)
        .mapToObj(day -> call("quiet " + day, -day * DAY, "GetSessionToken").by("AROA9"))
        .toArray(EventBuilder[]::new);
  }

  /** Passwords of others that the trigger's actor set, at these times. */
  static EventBuilder[] uses(long... offsets) {
    return LongStream.of(offsets)
        .mapToObj(
            offset -> call("use " + offset, offset, "CreateLoginProfile").on("bob").by("AROA1"))
        .toArray(EventBuilder[]::new);
  }

  static EventBuilder[] all(EventBuilder[] some, EventBuilder... more) {
    List<EventBuilder> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(EventBuilder[]::new);
  }
}
