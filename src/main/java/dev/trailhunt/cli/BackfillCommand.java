package dev.trailhunt.cli;

import dev.trailhunt.run.DateRange;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backfill}. */
@Command(
    name = "backfill",
    description = {
      "Read a range of days and judge it, in chunks.",
      "",
      "Each chunk is committed as it is read: stopped at any time, the same command goes on where"
          + " it was."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  trailhunt backfill --from 2026-01-01 --to 2026-03-31 --config trailhunt.yaml",
      "  trailhunt backfill --from 2026-03-04 --to 2026-03-04 --replace --config trailhunt.yaml"
    })
final class BackfillCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "YYYY-MM-DD",
      description = "First day, UTC.")
  private LocalDate from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "YYYY-MM-DD",
      description = "Last day, UTC, inclusive.")
  private LocalDate to;

  @Option(
      names = "--replace",
      description = {
        "Read files anew that were read before, such as after files were altered in place. Events"
            + " that come out differently take the place of those in the tables and are judged"
            + " again; events that no file holds any more stay."
      })
  private boolean replace;

  @Mixin private final ReadingOptions reading = new ReadingOptions();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Spec private CommandSpec spec;

  BackfillCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    DateRange range = Days.range(from, to, spec.commandLine(), console.clock());
    new Runs(console, reading.over(common.settings(true)), lease.terms()).backfill(range, replace);
    return 0;
  }
}
