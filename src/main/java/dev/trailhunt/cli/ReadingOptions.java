package dev.trailhunt.cli;

import dev.trailhunt.config.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What every command can be told that reads logs. */
final class ReadingOptions {
  @Option(
      names = "--max-quarantine",
      paramLabel = "FILES",
      description =
          "Fail, when all is done, if more files than this could not be read. Default: never.")
  private @Nullable Integer maxQuarantine;

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  /** The settings with the flags on top. */
  Settings over(Settings settings) {
    if (maxQuarantine == null) {
      return settings;
    }
    if (maxQuarantine < 0) {
      throw new ParameterException(spec.commandLine(), "--max-quarantine must not be negative");
    }
    return settings.withMaxQuarantine(maxQuarantine);
  }
}
