package dev.trailhunt.table;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits that Delta refuses because another writer came between, such as a compaction by the
 * platform. Delta's exceptions for that are {@link ConcurrentModificationException}s, whoever's
 * Delta it is.
 */
final class Conflicts {
  private static final Logger LOG = LoggerFactory.getLogger(Conflicts.class);
  private static final int TRIES = 6;

  private Conflicts() {}

  /**
   * Commits, and again when there is a conflict, each time after twice the pause: nothing of the
   * commit that was refused is in the table.
   */
  static <T> T retried(Supplier<T> commit, Duration firstPause) {
    Duration pause = firstPause;
    for (int left = TRIES - 1; ; left--) {
      try {
        return commit.get();
      } catch (ConcurrentModificationException e) {
        if (left == 0) {
          throw e;
        }
        LOG.info("another writer came between, once more", e);
        Pause.of(jittered(pause), () -> e);
        pause = pause.multipliedBy(2);
      }
    }
  }

  private static Duration jittered(Duration pause) {
    return pause.multipliedBy(50 + ThreadLocalRandom.current().nextInt(101)).dividedBy(100);
  }
}
