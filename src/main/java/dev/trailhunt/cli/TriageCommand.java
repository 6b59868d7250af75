package dev.trailhunt.cli;

import dev.trailhunt.run.TriageJob.Decision;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code triage}. */
@Command(
    name = "triage",
    description = {
      "Note what was decided about a finding.",
      "",
      "Appends a decision; the views show the latest one of each finding. No run ever changes it."
    },
    sortOptions = false,
    footerHeading = "%nExample:%n",
    footer =
        "  trailhunt triage 3f9a2c41 --status closed --verdict benign --note \"change 4711\" -c t.yaml")
final class TriageCommand implements Callable<Integer> {
  private final Console console;

  /** Where the work on a finding stands. */
  enum Status {
    OPEN,
    ACKNOWLEDGED,
    CLOSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(
      paramLabel = "FINDING_ID",
      description = "The finding's id, or enough of its beginning to tell it from others.")
  private String findingId;

  @Option(
      names = "--status",
      required = true,
      paramLabel = "STATUS",
      description = "${COMPLETION-CANDIDATES}.")
  private Status status;

  @Option(names = "--verdict", paramLabel = "WORD", description = "What it turned out to be.")
  private @Nullable String verdict;

  @Option(names = "--assignee", paramLabel = "NAME", description = "Who works on it.")
  private @Nullable String assignee;

  @Option(names = "--note", paramLabel = "TEXT", description = "Why.")
  private @Nullable String note;

  @Option(
      names = "--who",
      paramLabel = "NAME",
      description = "Who decided. Default: the user of this machine.")
  private String who = System.getProperty("user.name", "unknown");

  @Mixin private final CommonOptions common = new CommonOptions();

  @Mixin private final LeaseOptions lease = new LeaseOptions();

  @Spec private CommandSpec spec;

  TriageCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (!findingId.matches("[0-9a-fA-F]{8,64}")) {
      throw new ParameterException(
          spec.commandLine(), "FINDING_ID must be hexadecimal, 8 to 64 digits");
    }
    Decision decision =
        new Decision(
            findingId.toLowerCase(Locale.ROOT),
            status.toString(),
            Optional.ofNullable(verdict),
            Optional.ofNullable(assignee),
            Optional.ofNullable(note),
            who);
    new Runs(console, common.settings(false), lease.terms()).triage(decision);
    return 0;
  }
}
