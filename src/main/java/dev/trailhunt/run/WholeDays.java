package dev.trailhunt.run;

import dev.trailhunt.source.LogFile;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Gathers files that come in the order of delivery, and never parts those of a day. */
final class WholeDays {
  private final int enough;
  private final Consumer<List<LogFile>> taker;
  private List<LogFile> files = new ArrayList<>();

  /**
   * Gathers nothing yet.
   *
   * @param enough files that are handed on once their last day is over
   */
  WholeDays(int enough, Consumer<List<LogFile>> taker) {
    this.enough = enough;
    this.taker = taker;
  }

  void add(LogFile file) {
    if (files.size() >= enough && !lastDay().equals(file.deliveryDate())) {
      end();
    }
    files.add(file);
  }

  /** Hands on what is left. */
  void end() {
    if (!files.isEmpty()) {
      taker.accept(files);
      files = new ArrayList<>();
    }
  }

  private LocalDate lastDay() {
    return files.get(files.size() - 1).deliveryDate();
  }
}
