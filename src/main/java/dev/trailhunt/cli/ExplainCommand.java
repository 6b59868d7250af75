package dev.trailhunt.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code explain}. */
@Command(
    name = "explain",
    description = {
      "Say why an identity event is judged as it is.",
      "",
      "Judges the event anew, by the settings given, and shows each clause of the trigger and each"
          + " exclusion with what it looked at, each factor of the score and each event of the"
          + " evidence. Writes nothing."
    },
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer = "  trailhunt explain 3038ebd2-c98a-4c65-9b6e-e22506292313 --config trailhunt.yaml")
final class ExplainCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "EVENT_ID",
      description = "CloudTrail's eventID: column event_id of activity, findings and evidence.")
  private String eventId;

  @Mixin private final CommonOptions common = new CommonOptions();

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    new Runs(console, common.settings(false)).explain(eventId);
    return 0;
  }
}
