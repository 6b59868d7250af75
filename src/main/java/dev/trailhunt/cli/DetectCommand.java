package dev.trailhunt.cli;

import dev.trailhunt.run.DateRange;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code detect}. */
@Command(
    name = "detect",
    description = {
      "Judge what has been read, without reading the lake.",
      "",
      "By default what is new since it was last judged. After a change of the rule's settings, --all"
          + " judges everything again."
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  trailhunt detect --warehouse s3a://hunt/trailhunt",
      "  trailhunt detect --all --config trailhunt.yaml",
      "  trailhunt detect --what-if stricter.yaml --config trailhunt.yaml"
    })
final class DetectCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--all", description = "Judge every trigger again.")
  private boolean all;

  @Option(
      names = "--what-if",
      paramLabel = "FILE",
      description = {
        "Say what of the findings would come out otherwise by another configuration file, and write"
            + " nothing. All that it says or leaves out of the rule's settings counts, so begin with"
            + " a copy of your own."
      })
  private @Nullable String whatIf;

  @ArgGroup(exclusive = true)
  private Days days = new Days();

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Spec private CommandSpec spec;

  DetectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Optional<DateRange> range = days.given(spec.commandLine(), console.clock());
    if (all && range.isPresent()) {
      throw new ParameterException(spec.commandLine(), "--all excludes --date, --from and --to");
    }
    if (whatIf != null) {
      new Runs(console, common.settingsWithRuleOf(whatIf)).whatIf(range);
      return 0;
    }
    Runs runs = new Runs(console, common.settings(false), lease.terms());
    if (all) {
      runs.detectAll();
    } else if (range.isPresent()) {
      runs.detect(range.get());
    } else {
      runs.detectNew();
    }
    return 0;
  }
}
