package dev.trailhunt.rule;

import java.time.Duration;
import java.util.Optional;

/**
 * What the rule is told.
 *
 * @param after how long after a trigger its verdict can still rise
 * @param asnDatabase who runs the network of an address; without it {@code cloud-provider-network}
 *     cannot match
 */
public record RuleOptions(Duration after, Optional<AsnDatabase> asnDatabase) {

  /** Seven days, no address database. */
  public static RuleOptions defaults() {
    return new RuleOptions(Duration.ofDays(7), Optional.empty());
  }

  /** The same with an address database. */
  public RuleOptions withAsnDatabase(AsnDatabase database) {
    return new RuleOptions(after, Optional.of(database));
  }
}
