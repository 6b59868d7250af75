package dev.trailhunt.table;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The right to write to a warehouse that a run did not get, or has no longer. */
public final class LeaseException extends RuntimeException {
  private LeaseException(String message) {
    super(message);
  }

  static LeaseException held(
      String place, LeaseHolder holder, Instant lastSign, Duration patience) {
    return new LeaseException(
        place
            + " is being written by "
            + holder
            + ", last sign of life "
            + lastSign.truncatedTo(ChronoUnit.SECONDS)
            + ": given up after --wait "
            + patience.toSeconds()
            + "s; run this again later, or, if that run is surely dead, with --break-lease");
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
