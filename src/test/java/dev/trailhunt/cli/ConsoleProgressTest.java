package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.run.Progress.Read;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private static final Read FIRST =
      new Read("2026-03-04", 0, 5000, 0, 9_471_000_000L, Duration.ZERO);
  private static final Read READ = after(Duration.ofSeconds(10));
  private static final Read LAST =
      new Read("2026-03-05", 5000, 5000, 9_471_000_000L, 9_471_000_000L, Duration.ofSeconds(210));

  private static final List<String> LINES =
      List.of(
          "listing the lake",
          "reading 1200 files",
          "2026-03-04  1200/5000 files  45.1 MB/s  3m 20s left",
          "reading 3800 files",
          "2026-03-05  5000/5000 files  45.1 MB/s",
          "looking for missing logs");

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
  void aLineTellsNoTimeLeftThatIsNoneOrAbsurd() {
    assertThat(ConsoleProgress.line(LAST)).isEqualTo("2026-03-05  5000/5000 files  45.1 MB/s");
    assertThat(ConsoleProgress.line(after(Duration.ofDays(10))))
        .isEqualTo("2026-03-04  1200/5000 files  522 B/s");
    assertThat(ConsoleProgress.line(after(Duration.ofSeconds(-10))))
        .as("the clock was set back")
        .isEqualTo("2026-03-04  1200/5000 files");
  }

  @Test
  void elsewhereThanOnATerminalThereIsALineForEachStageAndChunk() {
    TestConsole console = new TestConsole();
    tellAll(console);
    assertThat(console.err().lines()).containsExactlyElementsOf(LINES);
    assertThat(console.out()).isEmpty();
  }

  @Test
  void onANarrowTerminalThereAreLinesToo() {
    TestConsole console = new TestConsole(true, 119, Clock.systemUTC());
    tellAll(console);
    assertThat(console.err().lines()).containsExactlyElementsOf(LINES);
  }

  @Test
  void onATerminalThereIsABarWithTheStageBehindIt() {
    TestConsole console = new TestConsole(true, 120, Clock.systemUTC());
    tellAll(console);

    String[] drawn = console.err().split("\r");
    assertThat(drawn)
        .extracting(String::stripTrailing)
        .containsExactly(
            "listing the lake",
            "[>                   ]   0%  2026-03-04  0/5000 files",
            "[>                   ]   0%  2026-03-04  0/5000 files  reading 1200 files",
            "[>                   ]   4%  2026-03-04  1200/5000 files  45.1 MB/s  3m 20s left",
            "[>                   ]   4%  2026-03-04  1200/5000 files  45.1 MB/s  3m 20s left  reading 3800 files",
            "[====================] 100%  2026-03-05  5000/5000 files  45.1 MB/s"
                + " ".repeat(52)
                + System.lineSeparator()
                + "looking for missing logs");
    assertThat(Arrays.copyOfRange(drawn, 1, 5)).allMatch(line -> line.length() == 119);
    assertThat(console.out()).isEmpty();
  }

  @Test
  void theBarGrows() {
    TestConsole console = new TestConsole(true, 120, Clock.systemUTC());
    try (ConsoleProgress progress = new ConsoleProgress(console.console())) {
      progress.read(new Read("2026-03-04", 50, 100, 999, 1000, Duration.ofSeconds(10)));
      progress.read(new Read("2026-03-04", 50, 100, 500, 1000, Duration.ofSeconds(10)));
      progress.read(new Read("2026-03-04", 25, 100, 0, 0, Duration.ofSeconds(10)));
    }
    assertThat(console.err())
        .contains("\r[===================>]  99%", "\r[==========>         ]  50%", "\r[=====>")
        .endsWith(" " + System.lineSeparator());
  }

  @Test
  void aStageBehindTheBarIsEscapedAndCutToTheTerminal() {
    TestConsole console = new TestConsole(true, 120, Clock.systemUTC());
    try (ConsoleProgress progress = new ConsoleProgress(console.console())) {
      progress.read(FIRST);
      progress.stage("waiting for \u001b[2J\r" + "x".repeat(200));
    }
    String[] drawn = console.err().split("\r");
    assertThat(drawn).hasSize(3);
    assertThat(drawn[2].stripTrailing())
        .hasSize(119)
        .contains("files  waiting for \\u001b[2J\\u000dxxx")
        .doesNotContain("\u001b");
  }

  private static void tellAll(TestConsole console) {
    try (ConsoleProgress progress = new ConsoleProgress(console.console())) {
      progress.stage("listing the lake");
      progress.read(FIRST);
      progress.stage("reading 1200 files");
      progress.read(READ);
      progress.stage("reading 3800 files");
      progress.read(LAST);
      progress.stage("looking for missing logs");
    }
  }
}
