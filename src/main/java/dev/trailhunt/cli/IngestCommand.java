package dev.trailhunt.cli;

import dev.trailhunt.run.DateRange;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ingest}. */
@Command(
    name = "ingest",
    description = "Read logs without judging them; default day: yesterday, UTC.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  trailhunt ingest --config trailhunt.yaml",
      "  trailhunt ingest --from 2026-03-01 --to 2026-03-07 --config trailhunt.yaml"
    })
final class IngestCommand implements Callable<Integer> {
  private final Console console;

  @ArgGroup(exclusive = true)
  private Days days = new Days();

  @Mixin private final ReadingOptions reading = new ReadingOptions();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Spec private CommandSpec spec;

  IngestCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    LocalDate yesterday = Days.yesterday(console.clock());
    DateRange range =
        days.given(spec.commandLine(), console.clock()).orElse(new DateRange(yesterday, yesterday));
    new Runs(console, reading.over(common.settings(true)), lease.terms()).ingest(range);
    return 0;
  }
}
