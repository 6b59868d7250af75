package dev.trailhunt.cli;

import dev.trailhunt.run.Progress;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows on standard error how far a job is: a bar on a terminal, plain lines elsewhere. */
final class ConsoleProgress implements Progress, AutoCloseable {
  private final Console console;
  private @Nullable ProgressBar bar;

  ConsoleProgress(Console console) {
    this.console = console;
  }

  @Override
  public void stage(String what) {
    close();
    console.say(what);
  }

  @Override
  public void read(Read read) {
    if (console.errIsTerminal()) {
      show(read);
    } else {
      console.say(line(read));
    }
  }

  /** Ends the bar, if there is one. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /** {@code 2026-03-04 1200/5000 files 45.1 MB/s 3m 20s left}. */
  static String line(Read read) {
    String line = files(read);
    double seconds = read.elapsed().toMillis() / 1000.0;
    if (seconds == 0 || read.bytesDone() == 0) {
      return line;
    }
    double speed = read.bytesDone() / seconds;
    Duration left = Duration.ofSeconds(Math.round((read.bytesDue() - read.bytesDone()) / speed));
    return line + "  " + Human.bytes(Math.round(speed)) + "/s  " + Human.duration(left) + " left";
  }

  private static String files(Read read) {
    return read.day() + "  " + read.filesDone() + "/" + read.filesDue() + " files";
  }

  private void show(Read read) {
    if (bar == null) {
      bar = newBar();
    }
    bar.maxHint(read.bytesDue());
    bar.stepTo(read.bytesDone());
    bar.setExtraMessage(Escape.line(" " + files(read)));
  }

  private ProgressBar newBar() {
    return new ProgressBarBuilder()
        .setTaskName("reading")
        .setUnit(" MB", 1_000_000)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        .setConsumer(new ConsoleProgressBarConsumer(console.err(), console.columns()))
        .build();
  }
}
