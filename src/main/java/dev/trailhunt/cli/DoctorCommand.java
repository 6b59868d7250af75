package dev.trailhunt.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code doctor}. */
@Command(
    name = "doctor",
    description = {
      "Check what a run rests on, and say what to mend.",
      "",
      "One line per check: ok, warn or FAIL, what there is, what to do. The status is 1 when a check"
          + " failed. Reads the lake's folders and the tables; writes one small object beside the"
          + " tables and deletes it."
    },
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  trailhunt doctor --config trailhunt.yaml")
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final CommonOptions common = new CommonOptions();

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return new Runs(console, common.settings(true)).doctor() ? 0 : 1;
  }
}
