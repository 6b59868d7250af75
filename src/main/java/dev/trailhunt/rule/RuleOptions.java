package dev.trailhunt.rule;

import java.time.Duration;
import java.util.Optional;

/**
 * What the rule is told.
 *
 * @param windows how far from a trigger events are evidence
 * @param baselineDays how many days before a trigger tell what is usual
 * @param asnDatabase who runs the network of an address; without it {@code cloud-provider-network}
 *     cannot match
 */
public record RuleOptions(Windows windows, int baselineDays, Optional<AsnDatabase> asnDatabase) {

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

  /** The rule's own windows, no address database. */
  public static RuleOptions defaults() {
    Windows windows =
        new Windows(
            Duration.ofHours(24),
            Duration.ofDays(7),
            Duration.ofHours(1),
            Duration.ofHours(1),
            200);
    return new RuleOptions(windows, 90, Optional.empty());
  }

  /** The same with an address database. */
  public RuleOptions withAsnDatabase(AsnDatabase database) {
    return new RuleOptions(windows, baselineDays, Optional.of(database));
  }
}
