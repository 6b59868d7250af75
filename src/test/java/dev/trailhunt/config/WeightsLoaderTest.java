package dev.trailhunt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trailhunt.config.Settings.Bands;
import dev.trailhunt.config.Settings.Weights;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightsLoaderTest {
  private static Weights load(String yaml) {
    Problems problems = new Problems();
    Weights weights = WeightsLoader.load(new ConfigText("w.yaml", yaml), problems);
    problems.throwIfAny();
    return weights;
  }

  private static List<String> problems(String yaml) {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(yaml));
    return e.problems().stream().map(Object::toString).toList();
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "# nothing", "factors:", "factors: {}", "bands:", "bands: {}"})
  void anEmptyFileChangesNothing(String yaml) {
    assertThat(load(yaml)).isEqualTo(Weights.DEFAULT);
  }

  @Test
  void everyKeyIsRead() {
    String yaml =
        """
        base: 40
        bands: {low: 0, medium: 50, high: 99}
        factors: {console_login: +100, onboarding: -100, actor_mfa: 0}
        """;
    assertThat(load(yaml))
        .isEqualTo(
            new Weights(
                Optional.of(40),
                Optional.of(new Bands(0, 50, 99)),
                new TreeMap<>(Map.of("console_login", 100, "onboarding", -100, "actor_mfa", 0))));
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() {
    String yaml =
        """
        base: 101
        bands: {low: 21, medium: 47, hihg: 73}
        factors:
          console_logins: 5
          admin_granted: a lot
          mfa_removed: -101
          actor_mfa:
        severity: high
        """;
    assertThat(problems(yaml))
        .containsExactlyInAnyOrder(
            "w.yaml:1: base: \"101\" is not a whole number from 0 to 100",
            "w.yaml:2: bands.hihg: unknown key, did you mean high?",
            "w.yaml:2: bands.high: not set",
            "w.yaml:4: factors.console_logins: unknown key, did you mean console_login?",
            "w.yaml:5: factors.admin_granted: \"a lot\" is not a whole number from -100 to 100",
            "w.yaml:6: factors.mfa_removed: \"-101\" is not a whole number from -100 to 100",
            "w.yaml:7: factors.actor_mfa: has no value, give one or delete the line",
            "w.yaml:8: severity: unknown key");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "low: 47, medium: 47, high: 73",
        "low: 21, medium: 73, high: 73",
        "low: 21, medium: 47, high: 100"
      })
  void bandsRiseAndLeaveRoomForEverySeverity(String bands) {
    assertThat(problems("base: 47\nbands: {" + bands + "}"))
        .containsExactly("w.yaml:2: bands: must rise from low to high and end below 100");
  }
}
