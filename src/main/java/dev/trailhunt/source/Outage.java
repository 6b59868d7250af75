package dev.trailhunt.source;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells a store that fails from files that do, over all tasks of this process: a file costs minutes
 * that cannot be fetched, and a lake has millions.
 */
final class Outage {
  /** So many files one after the other that cannot be fetched are the store's fault, not theirs. */
  static final int FILES = 16;

  private static final AtomicInteger IN_A_ROW = new AtomicInteger();

  private Outage() {}

  /** Notes a file that was fetched. */
  static void isOver() {
    IN_A_ROW.set(0);
  }

  /**
   * Notes a file that was not.
   *
   * @throws IOException when that are too many
   */
  static void note(String path, IOException e) throws IOException {
    if (IN_A_ROW.incrementAndGet() >= FILES) {
      IN_A_ROW.set(0);
      throw new IOException(
          "The store failed to give %d files one after the other, the last %s (%s): run again when it is well"
              .formatted(FILES, Text.escape(path), Text.escape(String.valueOf(e.getMessage()))),
          e);
    }
  }
}
