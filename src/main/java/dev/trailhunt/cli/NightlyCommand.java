package dev.trailhunt.cli;

import java.time.LocalDate;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code nightly}. */
@Command(
    name = "nightly",
    description = {
      "Read one day's logs and judge what is new.",
      "",
      "Looks at the delivery days around the date too, for files that came late; a file that was"
          + " read before is not read again. Running it twice changes nothing."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  trailhunt nightly --config trailhunt.yaml",
      "  trailhunt nightly --date 2026-03-04 --lake s3a://logs --warehouse s3a://hunt/trailhunt"
    })
final class NightlyCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--date",
      paramLabel = "YYYY-MM-DD",
      description = "The day, UTC. Default: yesterday.")
  private @Nullable LocalDate date;

  @Mixin private final ReadingOptions reading = new ReadingOptions();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Spec private CommandSpec spec;

  NightlyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    LocalDate day = date == null ? Days.yesterday(console.clock()) : date;
    Days.range(day, day, spec.commandLine(), console.clock());
    new Runs(console, reading.over(common.settings(true)), lease.terms()).nightly(day);
    return 0;
  }
}
