package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.AtNoon.judgement;
import static dev.trailhunt.rule.reference.AtNoon.reset;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.rule.Finding;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgementTest {
  @Test
  void columnsAreThoseOfAFinding() {
    Map<String, Object> columns = judgement(reset()).columns();
    assertThat(Set.of(Finding.SCHEMA.fieldNames())).containsAll(columns.keySet());
    assertThat(columns)
        .containsEntry(Finding.BASELINE_DAYS, 0)
        .containsEntry(Finding.ACTOR_PRIOR_USES, 0L)
        .containsEntry(Finding.TARGET_PRIVILEGED, null)
        .containsEntry(Finding.RISK_SCORE, 47)
        .containsEntry(Finding.SEVERITY, "medium")
        .containsEntry(Finding.SCORE_FACTORS, Map.of())
        .containsEntry(Finding.EXCLUSIONS, Set.of())
        .containsEntry(Finding.DISPOSITION, Finding.ALERT)
        .containsEntry(Finding.EXCLUSION_UNPROVEN, false)
        .containsEntry(Finding.EXCLUSION_OVERRIDDEN, false);
  }
}
