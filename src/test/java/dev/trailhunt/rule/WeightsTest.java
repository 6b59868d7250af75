package dev.trailhunt.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightsTest {
  @Test
  void aFactorHasItsPoints() {
    assertThat(Weights.DEFAULT.points("console_login_same_ip")).isEqualTo(20);
    assertThat(Weights.DEFAULT.points("onboarding")).isEqualTo(-15);
  }

  @Test
  void anUnknownFactorIsRefused() {
    assertThatThrownBy(() -> Weights.DEFAULT.points("same_ip"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no factor same_ip");
  }

  @Test
  void bandsThatDoNotRiseAreRefused() {
    assertThatThrownBy(() -> new Weights(47, new Weights.Bands(47, 47, 73), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bands must rise");
  }
}
