package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import dev.trailhunt.rule.AsnDatabase;
import dev.trailhunt.rule.DeclaredExclusion;
import dev.trailhunt.rule.DeclaredExclusion.Field;
import dev.trailhunt.rule.DeclaredExclusion.Operator;
import dev.trailhunt.rule.Network;
import dev.trailhunt.rule.RuleOptions;
import dev.trailhunt.rule.Weights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in the rule's words what the settings say. */
public final class RuleSettings {
  private RuleSettings() {}

  /**
   * All that the rule is told.
   *
   * @throws IllegalArgumentException when the address database cannot be read
   */
  static RuleOptions options(JobContext context) {
    Optional<AsnDatabase> database =
        context
            .settings()
            .asnDatabase()
            .map(uri -> AsnDatabase.load(context.spark().sessionState().newHadoopConf(), uri));
    return options(context.settings().detection(), database);
  }

  private static RuleOptions options(
      Settings.Detection settings, Optional<AsnDatabase> asnDatabase) {
    Settings.Correlation correlation = settings.correlation();
    Settings.Overrides overrides = settings.overrides();
    return new RuleOptions(
        new RuleOptions.Windows(
            correlation.before(),
            correlation.after(),
            correlation.actor(),
            overrides.sameIpLogin(),
            correlation.maxEvidence()),
        new RuleOptions.Baseline(settings.baseline().days(), settings.baseline().minDays()),
        new RuleOptions.Exclusions(
            settings.exclusions().switchedOff(),
            exclusions(settings.exclusions()),
            Optional.of(settings.earned())
                .filter(Settings.Earned::enabled)
                .map(Settings.Earned::days)),
        new RuleOptions.Overrides(overrides.enabled(), severitiesFrom(overrides.severity())),
        weights(settings.weights()),
        asnDatabase);
  }

  private static List<String> severitiesFrom(Settings.Severity mildest) {
    return Stream.of(Settings.Severity.values())
        .filter(severity -> severity.compareTo(mildest) >= 0)
        .map(severity -> severity.name().toLowerCase(Locale.ROOT))
        .toList();
  }

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
