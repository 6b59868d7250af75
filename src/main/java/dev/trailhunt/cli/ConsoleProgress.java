package dev.trailhunt.cli;

import dev.trailhunt.run.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/**
 * Shows on standard error how far a job is: while it reads, a bar with the stage that runs behind
 * it, redrawn in place, on a terminal of {@value #NARROWEST} columns and more; plain lines
 * elsewhere.
 */
final class ConsoleProgress implements Progress, AutoCloseable {
  /** The bar, its numbers and the name of a stage need so many columns. */
  private static final int NARROWEST = 120;

  private static final int STEPS = 20;

  /** A time left that is longer is not told: it says no more than that the beginning was slow. */
  private static final Duration LONGEST_LEFT = Duration.ofDays(100);

  private final Console console;
  private final ConsoleProgressBarConsumer place;
  private Optional<Read> drawn = Optional.empty();

  ConsoleProgress(Console console) {
    this.console = console;
    // A terminal that is full to its last column may begin a new line by itself.
    this.place = new ConsoleProgressBarConsumer(console.err(), console.columns() - 1);
  }

  @Override
  public void stage(String what) {
    if (drawn.isPresent()) {
      draw(drawn.get(), what);
    } else {
      console.say(what);
    }
  }

  @Override
  public void read(Read read) {
    if (hasRoomForBar()) {
      draw(read, "");
      if (read.filesDone() >= read.filesDue()) {
        close();
      }
    } else if (read.filesDone() > 0) {
      console.say(line(read));
    }
  }

  /** Ends the line of the bar, if there is one. */
  @Override
  public void close() {
    if (drawn.isPresent()) {
      place.close();
      drawn = Optional.empty();
    }
  }

  private boolean hasRoomForBar() {
    return console.errIsTerminal() && console.columns() >= NARROWEST;
  }

  private void draw(Read read, String stage) {
    drawn = Optional.of(read);
    String text = Escape.line(bar(read) + "  " + line(read) + "  " + stage);
    place.accept(text + " ".repeat(console.columns()));
    console.err().flush();
  }

  /** {@code [====> ] 24%}, of the bytes; full only when all is done. */
  private static String bar(Read read) {
    double part =
        read.bytesDue() > 0
            ? (double) read.bytesDone() / read.bytesDue()
            : (double) read.filesDone() / Math.max(1, read.filesDue());
    int percent = (int) (100 * Math.min(1, Math.max(0, part)));
    String done = "=".repeat(percent * STEPS / 100);
    String head = percent < 100 ? ">" : "";
    return String.format(Locale.ROOT, "[%-" + STEPS + "s] %3d%%", done + head, percent);
  }

  /** {@code 2026-03-04 1200/5000 files 45.1 MB/s 3m 20s left}. */
  static String line(Read read) {
    String line = read.day() + "  " + read.filesDone() + "/" + read.filesDue() + " files";
    double seconds = read.elapsed().toMillis() / 1000.0;
    if (seconds <= 0 || read.bytesDone() <= 0) {
      return line;
    }
    double speed = read.bytesDone() / seconds;
    return line + "  " + Human.bytes(Math.round(speed)) + "/s" + left(read, speed);
  }

  private static String left(Read read, double speed) {
    double seconds = (read.bytesDue() - read.bytesDone()) / speed;
    return seconds > 0 && seconds <= LONGEST_LEFT.toSeconds()
        ? "  " + Human.duration(Duration.ofSeconds(Math.round(seconds))) + " left"
        : "";
  }
}
