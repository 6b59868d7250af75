package dev.trailhunt.rule.reference;

import static java.util.Collections.unmodifiableSortedSet;

import dev.trailhunt.rule.Finding;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a trigger is worth an alert.
 *
 * @param exclusions ids of all that matched, whether they hold or not
 * @param unproven something matched and nothing holds
 * @param overridden something holds and the finding is an alert all the same
 */
public record Ruling(
    SortedSet<String> exclusions, String disposition, boolean unproven, boolean overridden) {

  private static final int DATES_THAT_EARN = 3;
  private static final Set<String> SIGNALS_THAT_OVERRIDE_WHEN_CRITICAL =
      Set.of(
          "mfa_registered_by_actor",
          "mfa_removed",
          "denied_attempt",
          "reconnaissance",
          "offensive_agent");

  public Ruling {
    exclusions = unmodifiableSortedSet(new TreeSet<>(exclusions));
  }

  static Ruling on(Verdict verdict, Baseline baseline, Score score, History history) {
    Event trigger = verdict.trigger();
    List<Exclusion> matching =
        Arrays.stream(Exclusion.values()).filter(one -> one.matches(trigger)).toList();
    boolean holds = matching.stream().anyMatch(one -> holds(one, trigger, baseline, history));
    boolean overridden = holds && overrides(verdict, score);
    return new Ruling(
        matching.stream().map(Exclusion::id).collect(Collectors.toCollection(TreeSet::new)),
        holds && !overridden ? Finding.EXCLUDED : Finding.ALERT,
        !matching.isEmpty() && !holds,
        overridden);
  }

  private static boolean holds(
      Exclusion exclusion, Event trigger, Baseline baseline, History history) {
    return !exclusion.mustBeEarned()
        || !baseline.isLongEnough()
        || history.earlierDatesOfActor(trigger, exclusion).size() >= DATES_THAT_EARN;
  }

  private static boolean overrides(Verdict verdict, Score score) {
    return verdict.signals().contains("console_login_same_ip")
        || (score.severity().equals(Score.CRITICAL)
            && !Collections.disjoint(verdict.signals(), SIGNALS_THAT_OVERRIDE_WHEN_CRITICAL));
  }
}
