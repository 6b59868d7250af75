package dev.trailhunt.table;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The right to write to a warehouse that a run did not get, or has no longer. */
public final class LeaseException extends RuntimeException {
  private LeaseException(String message) {
    super(message);
  }

  static LeaseException held(String place, LeaseHolder holder, Instant lastSign, Duration waited) {
    return new LeaseException(
        "%s is being written by %s, last sign of life %s, and was so for the %ds of --wait; run this"
                .formatted(
                    place, holder, lastSign.truncatedTo(ChronoUnit.SECONDS), waited.toSeconds())
            + " again later, wait longer by --wait, or take over by --break-lease if that run is"
            + " surely dead");
  }

  static LeaseException lost(String place, LeaseHolder holder) {
    return new LeaseException(
        place
            + " has been taken over by "
            + holder
            + ", so this run commits nothing more; run it again and it goes on where it was");
  }

  static LeaseException interrupted(String place) {
    return new LeaseException("interrupted while waiting for the lease of " + place);
  }
}
