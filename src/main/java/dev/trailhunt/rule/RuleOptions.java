package dev.trailhunt.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the rule is told.
 *
 * @param windows how far from a trigger events are evidence
 * @param baseline what tells what is usual
 * @param exclusions what is expected
 * @param overrides what raises an excluded finding to an alert
 * @param weights what the score is made of
 * @param asnDatabase who runs the network of an address; without it {@code cloud-provider-network}
 *     cannot match
 */
public record RuleOptions(
    Windows windows,
    Baseline baseline,
    Exclusions exclusions,
    Overrides overrides,
    Weights weights,
    Optional<AsnDatabase> asnDatabase) {

  /**
   * Windows around a trigger, bounds inclusive.
   *
   * @param before how far back events on the same target are evidence
   * @param after how far ahead events on and by the same target are evidence: so long a verdict can
   *     still rise
   * @param actor how far either way events of the same actor are evidence
   * @param sameAddressLogin how soon a console sign-in from the trigger's own address follows
   * @param maxEvidence how many events a finding stores
   */
  public record Windows(
      Duration before,
      Duration after,
      Duration actor,
      Duration sameAddressLogin,
      int maxEvidence) {}

  /**
   * What is usual.
   *
   * @param days how many days before a trigger tell
   * @param minDays with events on fewer of them, what is usual is not known
   */
  public record Baseline(int days, int minDays) {}

  /**
   * What is expected.
   *
   * @param switchedOff ids of built-in exclusions that are not to match
   * @param declared the user's own
   * @param earned on how many earlier days an actor must have matched what rests on its own word;
   *     empty means that its word is enough
   */
  public record Exclusions(
      List<String> switchedOff, List<DeclaredExclusion> declared, Optional<Integer> earned) {
    public Exclusions {
      switchedOff = List.copyOf(switchedOff);
      declared = List.copyOf(declared);
    }
  }

  /**
   * What raises an excluded finding to an alert.
   *
   * @param enabled whether anything does
   * @param severities with one of these and a telling signal a finding is raised
   */
  public record Overrides(boolean enabled, List<String> severities) {
    public Overrides {
      severities = List.copyOf(severities);
    }
  }

  /** How many days of events before a trigger a verdict rests on, grants aside. */
  public int daysLookedBack() {
    return Math.max(baseline.days(), HistoryWalk.DAYS_OF_A_NEW_ACTOR);
  }

  /** The rule's own, no address database. */
  public static RuleOptions defaults() {
    Windows windows =
        new Windows(
            Duration.ofHours(24),
            Duration.ofDays(7),
            Duration.ofHours(1),
            Duration.ofHours(1),
            200);
    return new RuleOptions(
        windows,
        new Baseline(90, 14),
        new Exclusions(List.of(), List.of(), Optional.of(3)),
        new Overrides(true, List.of(Weights.CRITICAL)),
        Weights.DEFAULT,
        Optional.empty());
  }

  /** The same with an address database. */
  public RuleOptions withAsnDatabase(AsnDatabase database) {
    return new RuleOptions(
        windows, baseline, exclusions, overrides, weights, Optional.of(database));
  }

  /** The same with other exclusions. */
  public RuleOptions withExclusions(Exclusions others) {
    return new RuleOptions(windows, baseline, others, overrides, weights, asnDatabase);
  }
}
