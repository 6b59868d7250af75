package dev.trailhunt.rule.reference;

import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What raises and what lowers the score of one trigger. */
final class Factors {
  private static final Duration FIRST_LOGIN = Duration.ofMinutes(10);
  private static final Duration SHORT_LIVED_PROFILE = Duration.ofHours(24);

  private static final Set<String> SIGNALS_THAT_VOID_CALM =
      Set.of(
          "console_login_same_ip",
          "mfa_registered_by_actor",
          "mfa_removed",
          "admin_granted",
          "denied_attempt",
          "offensive_agent",
          "iam_change_by_target");

  private final Verdict verdict;
  private final Event trigger;
  private final Baseline baseline;
  private final SortedMap<String, Integer> points = new TreeMap<>();

  private Factors(Verdict verdict, Baseline baseline) {
    this.verdict = verdict;
    this.trigger = verdict.trigger();
    this.baseline = baseline;
  }

  /** The points of each factor that counts. */
  static SortedMap<String, Integer> of(Verdict verdict, Baseline baseline) {
    Factors factors = new Factors(verdict, baseline);
    factors.countWhatHappenedAround();
    factors.countHowItWasDone();
    factors.countWhatIsUnusual();
    if (Collections.disjoint(verdict.signals(), SIGNALS_THAT_VOID_CALM)) {
      factors.countWhatCalms();
    }
    return factors.points;
  }

  private void countWhatHappenedAround() {
    countSignal("console_login", 5);
    countSignal("console_login_same_ip", 20);
    countSignal("console_login_no_mfa", 5);
    count("first_login_within_10_min", 5, isSignedInto());
    countSignal("iam_change_by_target", 15);
    countSignal("credential_added", 12);
    countSignal("privilege_granted", 5);
    countSignal("admin_granted", 15);
    countSignal("boundary_removed", 8);
    countSignal("mfa_registered_by_actor", 15);
    countSignal("mfa_removed", 10);
    count("user_created", 5, isOfAUserMadeByTheActor());
    countSignal("console_session_minted", 8);
    count("profile_deleted", 5, isProfileSoonDeleted());
    count("reconnaissance", 10, has("reconnaissance") || has("profile_probed"));
    countSignal("denied_attempt", 10);
    countSignal("external_switch", 15);
  }

  private void countHowItWasDone() {
    count("actor_is_root", 15, "Root".equals(trigger.actorType()));
    count("long_term_key", 3, isByLongTermKey());
    countSignal("offensive_agent", 10);
    count("reset_not_required", 5, Boolean.FALSE.equals(trigger.passwordResetRequired()));
    count("self_password_set", 15, has("self_password_set") && isByLongTermKey());
  }

  private void countWhatIsUnusual() {
    count("no_earlier_use", 10, baseline.isLongEnough() && baseline.actorPriorUses() == 0);
    count("actor_created", 15, baseline.actorCreatedAt() != null);
    count("dormant_target", 10, baseline.isLongEnough() && isTargetDormant());
    count("target_privileged", 10, Boolean.TRUE.equals(baseline.targetPrivileged()));
    count("mass_password_set", 10, has("mass_password_set") && !baseline.showsEstablishedActor());
  }

  private void countWhatCalms() {
    count("established_actor", -15, baseline.showsEstablishedActor());
    count("actor_mfa", -5, Boolean.TRUE.equals(trigger.actorMfa()));
    count("onboarding", -15, isOnboarding());
  }

  private void countSignal(String signal, int worth) {
    count(signal, worth, has(signal));
  }

  private void count(String factor, int worth, boolean holds) {
    if (holds) {
      points.put(factor, worth);
    }
  }

  private boolean has(String signal) {
    return verdict.signals().contains(signal);
  }

  private Stream<Evidence> carrying(String signal) {
    return verdict.allEvidence().stream().filter(one -> one.signals().contains(signal));
  }

  private boolean isSignedInto() {
    return carrying("console_login").anyMatch(isNoLaterThan(FIRST_LOGIN));
  }

  private boolean isProfileSoonDeleted() {
    return carrying("profile_deleted").anyMatch(isNoLaterThan(SHORT_LIVED_PROFILE));
  }

  private static Predicate<Evidence> isNoLaterThan(Duration afterTheTrigger) {
    return one -> one.offsetSeconds() <= afterTheTrigger.toSeconds();
  }

  private boolean isOfAUserMadeByTheActor() {
    return carrying("user_created").anyMatch(one -> one.event().isBySameActorAs(trigger));
  }

  private boolean isByLongTermKey() {
    return trigger.actorAccessKeyId() != null && trigger.actorAccessKeyId().startsWith("AKIA");
  }

  private boolean isTargetDormant() {
    return !has("user_created") && baseline.targetConsoleLogins() == 0;
  }

  /** A new password that its user changed at once, from somewhere else than it was given. */
  private boolean isOnboarding() {
    return Boolean.TRUE.equals(trigger.passwordResetRequired())
        && carrying("password_changed_by_user").anyMatch(this::isFromElsewhere)
        && !has("credential_added");
  }

  private boolean isFromElsewhere(Evidence one) {
    return verdict.addressIsShared()
        || trigger.sourceIp() == null
        || !trigger.sourceIp().equals(one.event().sourceIp());
  }
}
