package dev.trailhunt.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Nothing of Spark or Hadoop is loaded before a command has been parsed and its
 * configuration checked.
 */
@Command(
    name = "trailhunt",
    description = "Hunts through AWS CloudTrail history for passwords given to IAM users.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    versionProvider = Trailhunt.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      NightlyCommand.class,
      BackfillCommand.class,
      IngestCommand.class,
      DetectCommand.class,
      QueryCommand.class,
      ExplainCommand.class,
      TriageCommand.class,
      MaintainCommand.class,
      DoctorCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done; unreadable input and days without logs are warnings",
      "1:the run failed, or another one writes to the tables",
      "2:usage or configuration"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  trailhunt demo",
      "  trailhunt nightly --lake s3a://logs --warehouse s3a://hunt/trailhunt",
      "  trailhunt backfill --from 2026-01-01 --to 2026-03-31 --config trailhunt.yaml",
      "  trailhunt query --config trailhunt.yaml \"SELECT severity, count(*) FROM alerts GROUP BY 1\"",
      "",
      "trailhunt COMMAND --help tells more."
    })
public final class Trailhunt implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs a command and, where the process is ours, ends it with the command's exit status. */
  public static void main(String[] args) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
    int status = run(args, out, err);
    if (Platform.isDatabricks() && status != 0) {
      // There the driver outlives the job, and only an exception makes the job a failed one.
      throw new IllegalStateException("trailhunt ended with status " + status);
    }
    if (status != 0 || !Platform.ownsSession()) {
      System.exit(status);
    }
  }

  /** Runs a command and returns its exit status: 0 done, 1 failed, 2 usage or configuration. */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, Console.of(out, err, System.getenv()));
  }

  static int run(String[] args, Console console) {
    CommandLine commands = new CommandLine(new Trailhunt(), new Commands(console));
    commands
        .setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8))
        .setColorScheme(CommandLine.Help.defaultColorScheme(console.colours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.max(80, Math.min(console.columns(), 110)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setOverwrittenOptionsAllowed(false)
        .setParameterExceptionHandler((e, given) -> misused(e, console))
        .setExecutionExceptionHandler(
            (e, command, parsed) -> Failures.report(e, command.getCommandName(), console));
    try {
      return commands.execute(args);
    } catch (Error e) {
      return Failures.report(e, "trailhunt", console);
    } finally {
      console.out().flush();
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command");
  }

  private static int misused(ParameterException e, Console console) {
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String near =
        e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()
            ? ", did you mean " + unmatched.getSuggestions().get(0) + "?"
            : "";
    console.say(
        command.replaceFirst(" ", ": ")
            + ": "
            + e.getMessage().replaceFirst("^Error: ", "")
            + near
            + " (see "
            + command
            + " --help)");
    return CommandLine.ExitCode.USAGE;
  }

  /** The version that the build wrote. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws Exception {
      Properties properties = new Properties();
      try (InputStream in = Trailhunt.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"trailhunt " + properties.getProperty("version")};
    }
  }
}
