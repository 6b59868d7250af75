package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.run.DateRange;
import dev.trailhunt.run.DetectResult;
import dev.trailhunt.run.IngestResult;
import dev.trailhunt.run.RunResult;
import dev.trailhunt.run.WhatIfJob;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

  private static final IngestResult READ =
      new IngestResult(
          new DateRange(DAY.minusDays(2), DAY.plusDays(1)),
          5000,
          1200,
          2,
          3,
          45_100_000,
          1_234_567,
          890,
          4,
          880,
          0,
          List.of("s3a://logs/a\u001b[2J.json.gz: not a gzip"),
          List.of(DAY, DAY.plusDays(1)),
          17);

  private static final DetectResult FOUND =
      new DetectResult(
          "what is new",
          20,
          5,
          2,
          1,
          new TreeMap<>(Map.of("low", 1L, "critical", 3L, "medium", 0L, "high", 4L)),
          new TreeMap<>(Map.of("automation-user-agent", 5L, "cloud-provider-network", 6L)),
          10,
          List.of(
              new DetectResult.Excluded(
                  Instant.parse("2026-03-03T04:05:06Z"),
                  "111122223333",
                  82,
                  "eve gave user \u001b[2J a console password",
                  "automation-user-agent")),
          2,
          new DetectResult.Moves(1, 0, 0, 1));

  private static RunResult result(IngestResult read, DetectResult found, String... warnings) {
    return new RunResult(
        "run-1",
        "nightly",
        Optional.ofNullable(read),
        Optional.ofNullable(found),
        List.of(warnings),
        Duration.ofSeconds(200));
  }

  @Test
  void saysWhatOtherSettingsWouldMoveAndHowManyItDoesNotName() {
    TestConsole console = new TestConsole();
    WhatIfJob.Moved moved =
        new WhatIfJob.Moved("f-1", "alert 77", "excluded 77", "eve gave user \u001b[2J a password");
    new Summary(console.console())
        .print(
            new WhatIfJob.Result(1200, 0, new DetectResult.Moves(0, 0, 51, 0), List.of(moved), 51));
    assertThat(console.out().lines())
        .containsExactly(
            "judged       1,200 triggers, nothing written",
            "would be new 0",
            "would move   0 raised, 0 lowered, 51 newly excluded, 0 no longer excluded",
            "               alert 77 -> excluded 77: eve gave user \\u001b[2J a password (f-1)",
            "               and 50 more");
  }

  @Test
  void saysWhatWasReadFoundAndNotReadable() {
    TestConsole console = new TestConsole();
    new Summary(console.console()).print(result(READ, FOUND, "no ASN\ndatabase"));
    assertThat(console.out().lines())
        .containsExactly(
            "read         1,200 of 5,000 files, 45.1 MB, 1,234,567 records; delivered 2026-03-02 to"
                + " 2026-03-05",
            "kept         890 identity events, 880 new in activity",
            "unreadable   2 files, 4 records, see table quarantine",
            "               s3a://logs/a\\u001b[2J.json.gz: not a gzip",
            "archived     3 files in an archive storage class, not read: restore them first",
            "judged       20 triggers of what is new",
            "alerts       8: 3 critical, 4 high, 1 low",
            "excluded     10: 6 cloud-provider-network, 5 automation-user-agent",
            "               score 82, 2026-03-03T04:05:06Z in 111122223333: eve gave user \\u001b[2J a"
                + " console password (automation-user-agent)",
            "out of scope 2, on no IAM user",
            "changes      5 new, 2 changed, 1 withdrawn",
            "moved        1 raised, 0 lowered, 0 newly excluded, 1 no longer excluded",
            "warning: no ASN\\u000adatabase",
            "done         nightly in 3m 20s, run run-1");
    assertThat(console.err()).isEmpty();
  }

  @Test
  void whatDidNotHappenIsNotMentioned() {
    TestConsole console = new TestConsole();
    DetectResult nothing =
        new DetectResult(
            "everything",
            0,
            0,
            0,
            0,
            new TreeMap<>(),
            new TreeMap<>(),
            0,
            List.of(),
            0,
            DetectResult.Moves.NONE);
    new Summary(console.console()).print(result(null, nothing));
    assertThat(console.out().lines())
        .containsExactly(
            "judged       0 triggers of everything",
            "alerts       0",
            "changes      0 new, 0 changed, 0 withdrawn",
            "done         nightly in 3m 20s, run run-1");
  }

  @Test
  void onATerminalSeverityHasAColour() {
    TestConsole console = new TestConsole(true, 80, Clock.systemUTC());
    new Summary(console.console()).print(result(null, FOUND));
    assertThat(console.out()).contains("8: \u001b[1;31m3 critical\u001b[0m, \u001b[33m4 high");
  }
}
