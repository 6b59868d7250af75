package dev.trailhunt.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.rule.HistoryWalk.Before;
import dev.trailhunt.rule.HistoryWalk.Fact;
import dev.trailhunt.rule.HistoryWalk.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryWalkTest {
  private static final Instant TRIGGER = Instant.parse("2026-06-18T12:00:00Z");
  private static final Duration PERIOD = Duration.ofDays(90);

  private final HistoryWalk walk = new HistoryWalk(90);

  @Test
  void nothingBeforeIsNothingKnown() {
    Before before = walk.at(micros(TRIGGER));
    assertThat(before.uses()).isZero();
    assertThat(before.dates()).isZero();
    assertThat(before.firstEvent()).isNull();
    assertThat(before.lastLogin()).isNull();
    assertThat(before.isCreated()).isFalse();
    assertThat(before.isPrivileged()).isFalse();
  }

  @Test
  void thePeriodBeginsAtItsSecondAndEndsAheadOfTheTrigger() {
    add(TRIGGER.minus(PERIOD).minusSeconds(1), Kind.EVENT, Kind.USE);
    add(TRIGGER.minus(PERIOD), Kind.EVENT, Kind.USE);
    add(TRIGGER.minusSeconds(1), Kind.EVENT, Kind.USE);
    Before before = walk.at(micros(TRIGGER));
    assertThat(before.uses()).isEqualTo(2);
    assertThat(before.datesOfUses()).isEqualTo(2);
    assertThat(before.firstEvent()).isEqualTo(micros(TRIGGER.minus(PERIOD)));

    add(TRIGGER, Kind.EVENT, Kind.USE);
    assertThat(walk.at(micros(TRIGGER.plusSeconds(1))).uses()).isEqualTo(2);
  }

  @Test
  void usesOfTheLastTwoWeeksAreNotSettled() {
    Instant settled = TRIGGER.minus(Duration.ofDays(14));
    add(settled.minusSeconds(1), Kind.USE);
    add(settled, Kind.USE);
    Before before = walk.at(micros(TRIGGER));
    assertThat(before.settledUses()).isEqualTo(1);
    assertThat(before.datesOfSettledUses()).isEqualTo(1);
    assertThat(before.uses()).isEqualTo(2);
  }

  @Test
  void trustIsEarnedOnEarlierDatesOnly() {
    Instant midnight = Instant.parse("2026-06-18T00:00:00Z");
    add(midnight.minusSeconds(2), Kind.AUTOMATION_USER_AGENT);
    add(midnight.minusSeconds(1), Kind.AUTOMATION_USER_AGENT);
    add(midnight, Kind.AUTOMATION_USER_AGENT);
    Before before = walk.at(micros(TRIGGER));
    assertThat(before.datesOfAutomationUserAgent()).isEqualTo(1);
    assertThat(before.datesOfAutomationPrincipal()).isZero();
  }

  @Test
  void theBaselineIsOfWholeDates() {
    Instant midnight = Instant.parse("2026-06-18T00:00:00Z");
    add(midnight.minus(Duration.ofDays(91)), Kind.DATE);
    add(midnight.minus(Duration.ofDays(90)), Kind.DATE);
    add(midnight.minus(Duration.ofDays(1)), Kind.DATE);
    add(midnight, Kind.DATE);
    assertThat(walk.at(micros(TRIGGER)).dates()).isEqualTo(2);
  }

  @Test
  void anActorIsNewForThirtyDays() {
    Instant edge = TRIGGER.minus(Duration.ofDays(30));
    add(edge.minusSeconds(1), Kind.MADE, Kind.MADE_WITHOUT_ID);
    assertThat(walk.at(micros(TRIGGER)).lastMade()).isNull();
    add(edge, Kind.MADE);
    assertThat(walk.at(micros(TRIGGER)).lastMade()).isEqualTo(micros(edge));
    assertThat(walk.at(micros(TRIGGER)).lastMadeWithoutId()).isNull();
  }

  @Test
  void rightsStandUntilTheirLastGrantIsTaken() {
    grant("policy a", true);
    grant("group b", true);
    grant("policy a", false);
    assertThat(walk.at(micros(TRIGGER)).isPrivileged()).isTrue();
    grant("group b", false);
    assertThat(walk.at(micros(TRIGGER)).isPrivileged()).isFalse();
  }

  @Test
  void anAddressIsSharedByThoseWhoUsedItInThePeriod() {
    use(TRIGGER.minus(PERIOD).minusSeconds(1), "long gone");
    use(TRIGGER.minus(PERIOD).minusSeconds(1), "came back");
    use(TRIGGER.minus(PERIOD), "on the edge");
    use(TRIGGER.minusSeconds(1), "came back");
    assertThat(walk.at(micros(TRIGGER)).actors()).isEqualTo(2);
  }

  @Test
  void whatIsLongPastIsForgottenAndTheRestStillCounts() {
    Instant start = TRIGGER.minus(Duration.ofDays(400));
    for (int hour = 0; hour < 400 * 24; hour++) {
      Instant time = start.plus(Duration.ofHours(hour));
      add(time, Kind.LOGIN);
      if (hour % 24 == 0 && hour >= 90 * 24) {
        Before before = walk.at(micros(time));
        assertThat(before.logins()).isEqualTo(90 * 24);
        assertThat(before.lastLogin()).isEqualTo(micros(time.minus(Duration.ofHours(1))));
      }
    }
  }

  private void add(Instant time, Kind... kinds) {
    walk.add(new Fact(micros(time), List.of(kinds), null, null, false));
  }

  private void grant(String thing, boolean given) {
    walk.add(new Fact(micros(TRIGGER) - 1, List.of(Kind.GRANT), null, thing, given));
  }

  private void use(Instant time, String actor) {
    walk.add(new Fact(micros(time), List.of(Kind.ADDRESS), actor, null, false));
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000;
  }
}
