package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.run.MaintainJob.Files;
import dev.trailhunt.run.MaintainJob.Maintained;
import dev.trailhunt.run.MaintainJob.Result;
import dev.trailhunt.run.RunResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MaintenanceOutputTest {
  private static Result result(int staged, String... warnings) {
    return new Result(
        new RunResult(
            "run-1",
            "maintain",
            Optional.empty(),
            Optional.empty(),
            List.of(warnings),
            Duration.ofSeconds(20)),
        List.of(
            new Maintained(
                "activity", new Files(1810, 3_200_000), new Files(60, 1_400_000), 12_345, 1750),
            new Maintained("triage", new Files(1, 900), new Files(1, 900), 0, 0)),
        staged);
  }

  private static List<String> printed(Result result) {
    TestConsole console = new TestConsole();
    new MaintenanceOutput(console.console()).print(result);
    return console.out().lines().toList();
  }

  @Test
  void saysOfEachTableWhatBecameOfIt() {
    assertThat(printed(result(2, "activity has\nevents")))
        .containsExactly(
            "table     files        size              rows deleted  files vacuumed",
            "--------  -----------  ----------------  ------------  --------------",
            "activity  1,810 -> 60  3.2 MB -> 1.4 MB  12,345        1,750",
            "triage    1            900 B             0             0",
            "dropped what 2 dead runs had staged",
            "warning: activity has\\u000aevents",
            "done         maintain in 20s, run run-1");
  }

  @Test
  void whatDidNotHappenIsNotMentioned() {
    assertThat(printed(result(0))).noneMatch(line -> line.startsWith("dropped"));
  }
}
