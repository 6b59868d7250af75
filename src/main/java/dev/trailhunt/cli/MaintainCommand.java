package dev.trailhunt.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code maintain}. */
@Command(
    name = "maintain",
    description = {
      "Keep the tables small: compaction, retention, vacuum.",
      "",
      "Makes large files of the small ones that every run leaves, and deletes files that no kept"
          + " version of a table needs. Deletes rows only where the configuration says how long they"
          + " are kept (retention). For once a week; running it twice changes nothing."
    },
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  trailhunt maintain --config trailhunt.yaml")
final class MaintainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  MaintainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    new Runs(console, common.settings(false), lease.terms()).maintain();
    return 0;
  }
}
