package dev.trailhunt.run.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class ScriptTest {
  private static final LocalDate LAST_DAY = LocalDate.of(2026, 11, 22);

  private final Deliveries deliveries = new Deliveries(LAST_DAY.minusDays(1), LAST_DAY);
  private final Script script = new Script("story", 1, LAST_DAY, deliveries);
  private final Caller caller =
      Caller.with(Identity.userWithKey(Company.PROD, "somebody"), "203.0.113.1", Agents.CLI);

  @Test
  void aPasswordIsNotSetWithoutAnExpectation() {
    Call reset = Iam.updateLoginProfile(caller, "victim");
    assertThatThrownBy(() -> script.then(0, reset))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("without saying what to expect");
    script.then(0, reset, Expected.ALERT);
    assertThat(deliveries.expected(Expected.ALERT)).isEqualTo(1);
  }

  @Test
  void aRecordOutsideTheDaysOfTheLakeIsRefused() {
    script.on(0, "23:40:00").then(0, Iam.listUsers(caller));
    assertThatThrownBy(() -> script.on(0, "23:50:00").then(0, Iam.listUsers(caller)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("2026-11-23");
  }

  @Test
  void anEventJustBeforeMidnightIsDeliveredTheNextDay() {
    script.on(1, "23:59:59").then(0, Iam.listUsers(caller));
    LogFile file = new LogFile(Company.PROD, Company.US_EAST, LAST_DAY.atTime(0, 5));
    assertThat(deliveries.of(file)).hasSize(1);
  }

  @Test
  void aSecondDeliveryRepeatsTheRecordInTheNextFile() {
    script.on(0, "10:00:00").then(0, Iam.listUsers(caller).deliveredTwice());
    LogFile file = new LogFile(Company.PROD, Company.US_EAST, LAST_DAY.atTime(10, 15));
    assertThat(deliveries.of(file)).hasSize(1);
    assertThat(deliveries.of(file.next())).containsExactlyElementsOf(deliveries.of(file));
    assertThat(deliveries.identityEvents()).isEqualTo(2);
    assertThat(deliveries.distinctIdentityEvents()).isEqualTo(1);
  }
}
