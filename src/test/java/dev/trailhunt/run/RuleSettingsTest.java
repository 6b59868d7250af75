package dev.trailhunt.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.config.ConfigText;
import dev.trailhunt.config.Flags;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.Settings.Condition;
import dev.trailhunt.config.Settings.Exclusion;
import dev.trailhunt.config.Settings.Exclusions;
import dev.trailhunt.config.SettingsLoader;
import dev.trailhunt.rule.DeclaredExclusion;
import dev.trailhunt.rule.Network;
import dev.trailhunt.rule.Weights;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RuleSettingsTest {
  private static Settings settings(String key, String file) {
    String yaml = "warehouse: /t\n" + key + ": " + file;
    ConfigText text = new ConfigText("conf/trailhunt.yaml", yaml);
    return SettingsLoader.load(Optional.of(text), Flags.NONE, false);
  }

  private static Exclusions of(List<Condition> conditions) {
    Optional<LocalDate> expires = Optional.of(LocalDate.of(2026, 12, 31));
    Exclusion exclusion =
        new Exclusion(
            "id", "why", "who", expires, List.of("111122223333"), List.of("bob"), conditions);
    return new Exclusions(List.of(), List.of(exclusion));
  }

  @Test
  void everythingDeclaredReachesTheRule() {
    List<Condition> declared = new ArrayList<>();
    List<DeclaredExclusion.Condition> expected = new ArrayList<>();
    for (Settings.Field field : Settings.Field.values()) {
      for (Settings.Operator operator : Settings.Operator.values()) {
        declared.add(new Condition.Text(field, operator, List.of("x", "y")));
        expected.add(
            new DeclaredExclusion.Text(
                DeclaredExclusion.Field.valueOf(field.name()),
                DeclaredExclusion.Operator.valueOf(operator.name()),
                List.of("x", "y")));
      }
    }
    declared.add(new Condition.Source(List.of(new Settings.Network("192.0.2.0", 24))));
    expected.add(new DeclaredExclusion.Source(List.of(new Network("192.0.2.0", 24))));

    assertThat(RuleSettings.exclusions(of(declared)))
        .containsExactly(
            new DeclaredExclusion(
                "id",
                "why",
                "who",
                Optional.of(LocalDate.of(2026, 12, 31)),
                List.of("111122223333"),
                List.of("bob"),
                expected));
  }

  @Test
  void nothingDeclaredIsNothing() {
    assertThat(RuleSettings.exclusions(Exclusions.NONE)).isEmpty();
  }

  @Test
  void theSettingsKnowTheRulesFactors() {
    assertThat(Settings.Weights.FACTORS)
        .containsExactlyElementsOf(Weights.DEFAULT.factors().keySet());
  }

  @Test
  void whatTheSettingsDoNotSayHasTheRulesWeight() {
    assertThat(RuleSettings.weights(Settings.Weights.DEFAULT)).isEqualTo(Weights.DEFAULT);

    Weights weights =
        RuleSettings.weights(
            new Settings.Weights(
                Optional.of(40),
                Optional.of(new Settings.Bands(10, 20, 30)),
                new TreeMap<>(Map.of("actor_mfa", -1))));
    assertThat(weights.base()).isEqualTo(40);
    assertThat(weights.bands()).isEqualTo(new Weights.Bands(10, 20, 30));
    assertThat(weights.points("actor_mfa")).isEqualTo(-1);
    assertThat(weights.points("onboarding")).isEqualTo(-15);
    assertThat(weights.factors().keySet())
        .containsExactlyElementsOf(Weights.DEFAULT.factors().keySet());
  }

  @Test
  void theShippedWeightsAreAllOfTheDefaults() {
    Settings.Weights shipped = settings("weights", "weights.yaml").detection().weights();
    assertThat(shipped.base()).isPresent();
    assertThat(shipped.bands()).isPresent();
    assertThat(shipped.factors().keySet())
        .containsExactlyInAnyOrderElementsOf(Settings.Weights.FACTORS);
    assertThat(RuleSettings.weights(shipped)).isEqualTo(Weights.DEFAULT);
  }

  @Test
  void theShippedExclusionsAreNone() {
    Settings.Detection detection = settings("exclusions", "exclusions.yaml").detection();
    assertThat(detection.exclusions()).isEqualTo(Exclusions.NONE);
  }
}
