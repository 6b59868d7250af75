package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import dev.trailhunt.rule.DeclaredExclusion;
import dev.trailhunt.rule.DeclaredExclusion.Field;
import dev.trailhunt.rule.DeclaredExclusion.Operator;
import dev.trailhunt.rule.Network;
import dev.trailhunt.rule.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Says in the rule's words what the settings say. */
public final class RuleSettings {
  private RuleSettings() {}

  /** The user's own exclusions, in the order of the file. */
  public static List<DeclaredExclusion> exclusions(Settings.Exclusions settings) {
    return settings.declared().stream().map(RuleSettings::exclusion).toList();
  }

  /** The rule's own weights with the settings' on top. */
  public static Weights weights(Settings.Weights settings) {
    Map<String, Integer> factors = new LinkedHashMap<>(Weights.DEFAULT.factors());
    factors.putAll(settings.factors());
    return new Weights(
        settings.base().orElse(Weights.DEFAULT.base()),
        settings.bands().map(RuleSettings::bands).orElse(Weights.DEFAULT.bands()),
        factors);
  }

  private static DeclaredExclusion exclusion(Settings.Exclusion settings) {
    return new DeclaredExclusion(
        settings.id(),
        settings.reason(),
        settings.owner(),
        settings.expires(),
        settings.accounts(),
        settings.targets(),
        settings.conditions().stream().map(RuleSettings::condition).toList());
  }

  private static DeclaredExclusion.Condition condition(Settings.Condition settings) {
    if (settings instanceof Settings.Condition.Text text) {
      return new DeclaredExclusion.Text(
          field(text.field()), operator(text.operator()), text.values());
    }
    Settings.Condition.Source source = (Settings.Condition.Source) settings;
    return new DeclaredExclusion.Source(
        source.networks().stream()
            .map(network -> new Network(network.address(), network.prefixLength()))
            .toList());
  }

  private static Field field(Settings.Field settings) {
    return switch (settings) {
      case ACTOR_ARN -> Field.ACTOR_ARN;
      case ACTOR_KEY -> Field.ACTOR_KEY;
      case USER_AGENT -> Field.USER_AGENT;
      case SOURCE_ADDRESS -> Field.SOURCE_ADDRESS;
      case AS_ORGANISATION -> Field.AS_ORGANISATION;
      case TARGET -> Field.TARGET;
    };
  }

  private static Operator operator(Settings.Operator settings) {
    return switch (settings) {
      case EQUALS -> Operator.EQUALS;
      case CONTAINS -> Operator.CONTAINS;
      case STARTS_WITH -> Operator.STARTS_WITH;
      case GLOB -> Operator.GLOB;
    };
  }

  private static Weights.Bands bands(Settings.Bands settings) {
    return new Weights.Bands(settings.low(), settings.medium(), settings.high());
  }
}
