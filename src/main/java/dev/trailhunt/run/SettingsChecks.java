package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import dev.trailhunt.rule.AsnDatabase;
import dev.trailhunt.run.Diagnosis.Answer;
import dev.trailhunt.table.Warehouse;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** What the configuration, which is valid or nothing runs, does and does not say. */
final class SettingsChecks {
  /** Networks change hands slowly. */
  private static final Duration ADDRESSES_ARE_OLD = Duration.ofDays(180);

  private final JobContext context;
  private final Settings settings;

  SettingsChecks(JobContext context) {
    this.context = context;
    this.settings = context.settings();
  }

  Answer configuration() {
    return Answer.ok(
        "valid; lake %s, tables %s"
            .formatted(
                settings.lake().map(Settings.Lake::location).orElse("none"),
                new Warehouse(context.spark(), settings.warehouse()).place()));
  }

  Answer exclusions() {
    Settings.Exclusions exclusions = settings.detection().exclusions();
    LocalDate today = LocalDate.ofInstant(context.clock().instant(), ZoneOffset.UTC);
    List<String> expired =
        exclusions.declared().stream()
            .filter(own -> own.expires().filter(today::isAfter).isPresent())
            .map(own -> own.id() + " on " + own.expires().orElseThrow())
            .toList();
    int builtIn = Settings.Exclusions.BUILT_IN.size() - exclusions.switchedOff().size();
    String found = "%d built-in, %d of your own".formatted(builtIn, exclusions.declared().size());
    return expired.isEmpty()
        ? Answer.ok(found)
        : Answer.warn(
            found + "; expired: " + Words.some(expired, 5),
            "renew them or take them out of the exclusions file");
  }

  Answer weights() {
    Settings.Weights weights = settings.detection().weights();
    boolean ownScale = weights.base().isPresent() || weights.bands().isPresent();
    return Answer.ok(
        weights.factors().isEmpty() && !ownScale
            ? "built-in"
            : "your own: %d of %d factors%s"
                .formatted(
                    weights.factors().size(),
                    Settings.Weights.FACTORS.size(),
                    ownScale ? ", and base or bands" : ""));
  }

  Answer addressDatabase() {
    Optional<String> uri = settings.asnDatabase();
    if (uri.isEmpty()) {
      return Answer.warn(
          "none, so the exclusion cloud-provider-network cannot match",
          "name an MMDB file such as GeoLite2-ASN as asn-database");
    }
    AsnDatabase database =
        AsnDatabase.load(context.spark().sessionState().newHadoopConf(), uri.get());
    Duration age = Duration.between(database.builtAt(), context.clock().instant());
    return age.compareTo(ADDRESSES_ARE_OLD) <= 0
        ? Answer.ok(database.build())
        : Answer.warn(
            database.build() + ", %d days old".formatted(age.toDays()), "get a newer one");
  }
}
