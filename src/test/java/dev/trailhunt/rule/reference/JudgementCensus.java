package dev.trailhunt.rule.reference;

import dev.trailhunt.rule.Finding;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Counts how often the judgements on many soups met each factor, ruling and kind of baseline. */
public final class JudgementCensus {
  private static final List<String> FACTORS =
      List.of(
          "console_login",
          "console_login_same_ip",
          "console_login_no_mfa",
          "first_login_within_10_min",
          "iam_change_by_target",
          "credential_added",
          "privilege_granted",
          "admin_granted",
          "boundary_removed",
          "mfa_registered_by_actor",
          "mfa_removed",
          "user_created",
          "console_session_minted",
          "profile_deleted",
          "actor_is_root",
          "long_term_key",
          "offensive_agent",
          "reset_not_required",
          "no_earlier_use",
          "actor_created",
          "dormant_target",
          "target_privileged",
          "reconnaissance",
          "denied_attempt",
          "mass_password_set",
          "self_password_set",
          "external_switch",
          "established_actor",
          "actor_mfa",
          "onboarding");

  /** What is hard about a judgement, apart from factors. */
  private enum Trait {
    BASELINE_TOO_SHORT,
    BASELINE_OF_14_DAYS,
    ACTOR_NEVER_SEEN,
    ROUTINE_WITHOUT_BASELINE,
    ESTABLISHED_AND_NOT_CALM,
    MASS_OF_AN_ESTABLISHED_ACTOR,
    EARNED,
    UNPROVEN,
    TAKEN_AT_ITS_WORD,
    OVERRIDDEN_BY_SIGN_IN,
    OVERRIDDEN_BY_SCORE,
    SCORE_CUT_OFF_AT_100
  }

  private final Tally tally = new Tally();

  public JudgementCensus() {
    tally.expect("factor ", FACTORS);
    tally.expect("severity ", List.of("low", "medium", "high", Score.CRITICAL));
    tally.expect("disposition ", List.of(Finding.ALERT, Finding.EXCLUDED));
    tally.expect("exclusion ", Stream.of(Exclusion.values()).map(Exclusion::id).toList());
    tally.expect("target_privileged ", Stream.of("true", "false", "null").toList());
    tally.expect("", List.of(Trait.values()));
  }

  /** Adds the judgements on one account. */
  public void add(Collection<Judgement> judgements) {
    judgements.forEach(this::add);
  }

  private void add(Judgement judgement) {
    judgement.score().factors().keySet().forEach(factor -> tally.count("factor " + factor));
    tally.count("severity " + judgement.score().severity());
    tally.count("target_privileged " + judgement.baseline().targetPrivileged());
    countRuling(judgement);
    countBaseline(judgement.baseline());
    countActor(judgement);
    tally.countIf(judgement.score().points() == 100, Trait.SCORE_CUT_OFF_AT_100);
  }

  private void countRuling(Judgement judgement) {
    Ruling ruling = judgement.ruling();
    ruling.exclusions().forEach(id -> tally.count("exclusion " + id));
    tally.count("disposition " + ruling.disposition());
    tally.countIf(ruling.unproven(), Trait.UNPROVEN);
    boolean bySignIn = judgement.verdict().signals().contains("console_login_same_ip");
    tally.countIf(ruling.overridden() && bySignIn, Trait.OVERRIDDEN_BY_SIGN_IN);
    tally.countIf(ruling.overridden() && !bySignIn, Trait.OVERRIDDEN_BY_SCORE);
    boolean holdsIfEarned = !ruling.unproven() && isAllToBeEarned(ruling);
    boolean longEnough = judgement.baseline().isLongEnough();
    tally.countIf(holdsIfEarned && longEnough, Trait.EARNED);
    tally.countIf(holdsIfEarned && !longEnough, Trait.TAKEN_AT_ITS_WORD);
  }

  private static boolean isAllToBeEarned(Ruling ruling) {
    return !ruling.exclusions().isEmpty()
        && Stream.of(Exclusion.values())
            .filter(one -> ruling.exclusions().contains(one.id()))
            .allMatch(Exclusion::mustBeEarned);
  }

  private void countBaseline(Baseline baseline) {
    tally.countIf(!baseline.isLongEnough(), Trait.BASELINE_TOO_SHORT);
    tally.countIf(baseline.days() == 14, Trait.BASELINE_OF_14_DAYS);
    tally.countIf(baseline.actorFirstSeen() == null, Trait.ACTOR_NEVER_SEEN);
    tally.countIf(
        baseline.actorHasRoutine() && !baseline.isLongEnough(), Trait.ROUTINE_WITHOUT_BASELINE);
  }

  private void countActor(Judgement judgement) {
    if (!judgement.baseline().showsEstablishedActor()) {
      return;
    }
    tally.countIf(
        !judgement.score().factors().containsKey("established_actor"),
        Trait.ESTABLISHED_AND_NOT_CALM);
    tally.countIf(
        judgement.verdict().signals().contains("mass_password_set"),
        Trait.MASS_OF_AN_ESTABLISHED_ACTOR);
  }

  /** Fails naming everything that was met less often than that. */
  public void assertEachAtLeast(int least) {
    tally.assertEachAtLeast(least);
  }

  @Override
  public String toString() {
    return tally.toString();
  }
}
