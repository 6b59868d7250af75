package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.run.Progress.Read;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private static final Read READ = after(Duration.ofSeconds(10));

  private static Read after(Duration elapsed) {
    return new Read("2026-03-04", 1200, 5000, 451_000_000, 9_471_000_000L, elapsed);
  }

  @Test
  void aLineTellsSpeedAndTimeLeft() {
    assertThat(ConsoleProgress.line(READ))
        .isEqualTo("2026-03-04  1200/5000 files  45.1 MB/s  3m 20s left");
  }

  @Test
  void aLineBeforeAnythingWasReadTellsNeither() {
    assertThat(ConsoleProgress.line(after(Duration.ZERO))).isEqualTo("2026-03-04  1200/5000 files");
    assertThat(ConsoleProgress.line(new Read("2026-03-04", 0, 5, 0, 100, Duration.ofSeconds(3))))
        .isEqualTo("2026-03-04  0/5 files");
  }

  @Test
  void elsewhereThanOnATerminalThereAreLines() {
    TestConsole console = new TestConsole();
    try (ConsoleProgress progress = new ConsoleProgress(console.console())) {
      progress.stage("listing the lake");
      progress.stage("reading");
      progress.read(READ);
    }
    assertThat(console.err().lines())
        .containsExactly(
            "listing the lake", "reading", "2026-03-04  1200/5000 files  45.1 MB/s  3m 20s left");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void onATerminalThereIsABar() {
    TestConsole console = new TestConsole(true, 100, Clock.systemUTC());
    try (ConsoleProgress progress = new ConsoleProgress(console.console())) {
      progress.stage("reading");
      progress.read(READ);
      progress.read(
          new Read(
              "2026-03-05", 5000, 5000, 9_471_000_000L, 9_471_000_000L, Duration.ofSeconds(210)));
      progress.stage("judging");
    }
    assertThat(console.err())
        .startsWith("reading")
        .contains("100%", "9471/9471 MB", "2026-03-05")
        .endsWith("judging" + System.lineSeparator());
    assertThat(console.out()).isEmpty();
  }
}
