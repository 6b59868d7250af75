package dev.trailhunt.config;

import java.time.Duration;

/**
 * How a run comes by the lease of a warehouse, and keeps it.
 *
 * @param patience how long to wait for another run that holds it
 * @param breakHeld whether to take it from a run that holds it
 * @param heartbeat how often the holder gives a sign of life
 * @param stale a holder without a sign of life for so long is held for dead
 * @param poll how often a waiting run looks
 */
public record LeaseTerms(
    Duration patience, boolean breakHeld, Duration heartbeat, Duration stale, Duration poll) {
  /** What holds when nothing is said. */
  public static final LeaseTerms DEFAULT = of(Duration.ofHours(2), false);

  /** With the usual signs of life. */
  public static LeaseTerms of(Duration patience, boolean breakHeld) {
    return new LeaseTerms(
        patience, breakHeld, Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofSeconds(5));
  }

  /** The same for a run that waits so long and takes the lease from nobody alive. */
  public LeaseTerms waiting(Duration limit) {
    return new LeaseTerms(limit, false, heartbeat, stale, poll);
  }
}
