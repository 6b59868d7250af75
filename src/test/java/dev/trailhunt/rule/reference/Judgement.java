package dev.trailhunt.rule.reference;

import dev.trailhunt.rule.Finding;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that the rule says of one trigger. */
public record Judgement(Verdict verdict, Baseline baseline, Score score, Ruling ruling) {

  /**
   * What a finding's columns must hold beside its evidence: times as instants, exclusions by id,
   * factors with their points.
   */
  public Map<String, @Nullable Object> columns() {
    Map<String, @Nullable Object> columns = new LinkedHashMap<>();
    columns.put(Finding.BASELINE_DAYS, baseline.days());
    columns.put(Finding.ACTOR_PRIOR_USES, baseline.actorPriorUses());
    columns.put(Finding.ACTOR_ACTIVE_DAYS, baseline.actorActiveDays());
    columns.put(Finding.ACTOR_FIRST_SEEN, baseline.actorFirstSeen());
    columns.put(Finding.ACTOR_CREATED_AT, baseline.actorCreatedAt());
    columns.put(Finding.TARGET_CONSOLE_LOGINS, baseline.targetConsoleLogins());
    columns.put(Finding.TARGET_LAST_CONSOLE_LOGIN, baseline.targetLastConsoleLogin());
    columns.put(Finding.TARGET_PRIVILEGED, baseline.targetPrivileged());
    columns.put(Finding.RISK_SCORE, score.points());
    columns.put(Finding.SEVERITY, score.severity());
    columns.put(Finding.SCORE_FACTORS, score.factors());
    columns.put(Finding.EXCLUSIONS, ruling.exclusions());
    columns.put(Finding.DISPOSITION, ruling.disposition());
    columns.put(Finding.EXCLUSION_UNPROVEN, ruling.unproven());
    columns.put(Finding.EXCLUSION_OVERRIDDEN, ruling.overridden());
    return columns;
  }
}
