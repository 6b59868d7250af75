package dev.trailhunt.cli;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Units;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** What every command can be told that writes to the tables: one run does at a time. */
final class LeaseOptions {
  @Option(
      names = "--wait",
      paramLabel = "DURATION",
      converter = InUnits.class,
      description =
          "How long to wait for another run that writes to the same tables, such as 30m. Default:"
              + " 2h; 0s gives up at once.")
  private Duration wait = LeaseTerms.DEFAULT.patience();

  @Option(
      names = "--break-lease",
      description =
          "Take over from another run that writes to the same tables. For one that has surely died;"
              + " one that lives fails.")
  private boolean breakLease;

  LeaseTerms terms() {
    return LeaseTerms.of(wait, breakLease);
  }

  /** As in the configuration file. */
  static final class InUnits implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Units.duration(text)
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "'" + text + "' is no duration such as 0s, 90m or 2h"));
    }
  }
}
