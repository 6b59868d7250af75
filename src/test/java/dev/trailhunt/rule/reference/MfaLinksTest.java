package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.EventBuilder.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MfaLinksTest {
  private static Map<String, @Nullable String> targets(EventBuilder... events) {
    Map<String, @Nullable String> targets = new HashMap<>();
    MfaLinks.resolve(Arrays.stream(events).map(builder -> builder.serial("s").event()).toList())
        .forEach(event -> targets.put(event.eventId(), event.targetUser()));
    return targets;
  }

  @Test
  void creationGetsTheNextAndDeletionTheLastUser() {
    assertThat(
            targets(
                call("1", 0, "EnableMFADevice").on("old"),
                call("2", 1, "CreateVirtualMFADevice"),
                call("3", 2, "EnableMFADevice").on("failed").failed("Denied"),
                call("4", 3, "EnableMFADevice").on("a"),
                call("5", 4, "DeactivateMFADevice").on("b"),
                call("6", 5, "DeleteVirtualMFADevice"),
                call("7", 6, "EnableMFADevice").on("later")))
        .containsEntry("2", "a")
        .containsEntry("6", "b");
  }

  @Test
  void eventIdOrdersEqualTimes() {
    assertThat(
            targets(
                call("1", 0, "EnableMFADevice").on("a"),
                call("2", 0, "CreateVirtualMFADevice"),
                call("3", 0, "DeleteVirtualMFADevice"),
                call("4", 0, "EnableMFADevice").on("b")))
        .containsEntry("2", "b")
        .containsEntry("3", "a");
  }

  @Test
  void otherSerialLinksNothing() {
    assertThat(
            MfaLinks.resolve(
                List.of(
                    call("1", 0, "CreateVirtualMFADevice").serial("s").event(),
                    call("2", 1, "EnableMFADevice").serial("S").on("a").event())))
        .extracting(Event::targetUser)
        .containsExactly(null, "a");
  }

  @Test
  void nearestCallDecidesEvenWithoutAUser() {
    assertThat(
            targets(
                call("1", 0, "EnableMFADevice").on("a"),
                call("2", 1, "DeactivateMFADevice"),
                call("3", 2, "DeleteVirtualMFADevice"),
                call("4", 3, "CreateVirtualMFADevice"),
                call("5", 4, "EnableMFADevice"),
                call("6", 5, "EnableMFADevice").on("a")))
        .containsEntry("3", null)
        .containsEntry("4", null);
  }
}
