package dev.trailhunt.rule.reference;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was usual before a trigger.
 *
 * @param days dates with any identity event among the 90 before the trigger's date
 * @param actorPriorUses passwords that the trigger's actor had set
 * @param actorActiveDays dates on which it did
 * @param actorFirstSeen its first event of any kind
 * @param actorHasRoutine it had set enough passwords, on enough dates, long enough ago
 * @param actorCreatedAt when the actor was made, or last given a password or a key
 * @param targetConsoleLogins how often the target had signed in
 * @param targetLastConsoleLogin the last time it did
 * @param targetPrivileged the target had administrator rights; null when nobody can tell
 */
public record Baseline(
    int days,
    long actorPriorUses,
    int actorActiveDays,
    @Nullable Instant actorFirstSeen,
    boolean actorHasRoutine,
    @Nullable Instant actorCreatedAt,
    long targetConsoleLogins,
    @Nullable Instant targetLastConsoleLogin,
    @Nullable Boolean targetPrivileged) {

  private static final int FEWEST_DAYS = 14;

  /** Whether there is enough of it to say what is unusual, or who has earned trust. */
  boolean isLongEnough() {
    return days >= FEWEST_DAYS;
  }

  boolean showsEstablishedActor() {
    return isLongEnough() && actorHasRoutine;
  }
}
