package dev.trailhunt.table;

import java.time.Duration;
import java.util.function.Supplier;

/** A moment in which another run may go on. */
final class Pause {
  private Pause() {}

  /** Waits so long, or throws what is given when the thread is interrupted. */
  static void of(Duration duration, Supplier<? extends RuntimeException> interrupted) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted.get();
    }
  }
}
