package dev.trailhunt.rule.reference;

import java.time.Duration;

/**
 * How far from a trigger its evidence lies; all bounds belong to the window.
 *
 * @param before how long before the trigger events on its target count
 * @param after how long after the trigger events on and by its target count
 * @param actor how long before and after the trigger events of its actor count
 * @param sameIpLogin how long after the trigger a sign-in from its address is suspicious
 * @param maxEvidence how many events a finding stores
 */
public record Windows(
    Duration before, Duration after, Duration actor, Duration sameIpLogin, int maxEvidence) {
  public static final Windows DEFAULT =
      new Windows(
          Duration.ofHours(24), Duration.ofDays(7), Duration.ofHours(1), Duration.ofHours(1), 200);
}
