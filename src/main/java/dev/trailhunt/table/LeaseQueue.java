package dev.trailhunt.table;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.table.LeaseFolder.Sight;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One run's way to the lease: takes it when it is free, waits, takes over from the dead, gives up.
 */
final class LeaseQueue {
  private final LeaseFolder folder;
  private final LeaseHolder me;
  private final LeaseTerms terms;
  private final Consumer<String> tell;
  private final String announcement;
  private final long begin = System.nanoTime();
  private long announcedAt;
  private boolean isAnnounced;
  private String told = "";
  private Optional<Long> firstSeen = Optional.empty();
  private Optional<Sight> watched = Optional.empty();
  private long watchedSince;

  /**
   * @param tell told in the words of the user for whom this waits
   */
  LeaseQueue(LeaseFolder folder, LeaseHolder me, LeaseTerms terms, Consumer<String> tell) {
    this.folder = folder;
    this.me = me;
    this.terms = terms;
    this.tell = tell;
    this.announcement = LeaseFolder.announcement(me);
  }

  /**
   * The lease that is ours now.
   *
   * @param warnings what the user should know of how it came to be ours
   */
  record Won(long number, List<String> warnings) {}

  /**
   * Waits for the lease.
   *
   * @throws LeaseException when another run still holds it after the wait
   */
  Won await() {
    try {
      while (true) {
        Sight sight = look();
        Optional<Won> won = take(sight);
        if (won.isPresent()) {
          return won.get();
        }
      }
    } finally {
      if (isAnnounced) {
        folder.withdraw(announcement);
      }
    }
  }

  /** Announces us first where somebody else holds it: by that the store tells the time. */
  private Sight look() {
    Sight sight = folder.look();
    boolean isFresh = isAnnounced && since(announcedAt).compareTo(terms.heartbeat()) < 0;
    if (!sight.isHeld() || isFresh) {
      return sight;
    }
    folder.announce(announcement, me);
    isAnnounced = true;
    announcedAt = System.nanoTime();
    return folder.look();
  }

  private Optional<Won> take(Sight sight) {
    if (!sight.isHeld()) {
      return claim(sight, List.of());
    }
    if (isToBreak(sight) || isDead(sight)) {
      return claim(sight, List.of(takenOver(sight)));
    }
    if (!isSilent(sight) && since(begin).compareTo(terms.patience()) >= 0) {
      throw LeaseException.held(
          folder.place(), folder.holder(sight.number()), sight.lastSign(), terms.patience());
    }
    tellWhom(sight);
    Pause.of(untilNextLook(), () -> LeaseException.interrupted(folder.place()));
    return Optional.empty();
  }

  /** Only who held it when we came: not another that broke it in the same moment. */
  private boolean isToBreak(Sight sight) {
    firstSeen = firstSeen.or(() -> Optional.of(sight.number()));
    return terms.breakHeld() && firstSeen.get() == sight.number();
  }

  private Optional<Won> claim(Sight sight, List<String> warnings) {
    long number = sight.number() + 1;
    return folder.claim(number, me) ? Optional.of(new Won(number, warnings)) : Optional.empty();
  }

  private String takenOver(Sight sight) {
    return "the lease of %s was taken from %s, last sign of life %s"
        .formatted(
            folder.place(),
            folder.holder(sight.number()),
            sight.lastSign().truncatedTo(ChronoUnit.SECONDS));
  }

  /** Whether the holder has given no sign of life for long, by the store's clock alone. */
  private boolean isSilent(Sight sight) {
    return Optional.ofNullable(sight.waiting().get(announcement))
        .filter(now -> sight.lastSign().plus(terms.stale()).isBefore(now))
        .isPresent();
  }

  /**
   * Silent, and still so while we watched for longer than a heartbeat: a machine that slept would
   * have given one by now.
   */
  private boolean isDead(Sight sight) {
    if (!isSilent(sight)) {
      watched = Optional.empty();
      return false;
    }
    boolean isSame =
        watched
            .filter(w -> w.number() == sight.number() && w.lastSign().equals(sight.lastSign()))
            .isPresent();
    if (!isSame) {
      watched = Optional.of(sight);
      watchedSince = System.nanoTime();
      return false;
    }
    return since(watchedSince).compareTo(terms.heartbeat().plus(terms.poll())) > 0;
  }

  private void tellWhom(Sight sight) {
    LeaseHolder holder = folder.holder(sight.number());
    String text =
        isSilent(sight)
            ? "%s is silent since %s: watching for a moment whether it is dead"
                .formatted(holder, sight.lastSign().truncatedTo(ChronoUnit.SECONDS))
            : "waiting for %s, at most %ds".formatted(holder, terms.patience().toSeconds());
    if (!text.equals(told)) {
      told = text;
      tell.accept(text);
    }
  }

  /** Never the same twice, so that those who wait do not all look at once. */
  private Duration untilNextLook() {
    Duration left = terms.patience().minus(since(begin));
    Duration poll =
        terms.poll().multipliedBy(50 + ThreadLocalRandom.current().nextInt(51)).dividedBy(100);
    return !left.isNegative() && !left.isZero() && left.compareTo(poll) < 0 ? left : poll;
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
