package dev.trailhunt.cli;

import dev.trailhunt.run.DateRange;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The days of a command: {@code --date}, or {@code --from} and {@code --to}. All UTC. */
final class Days {
  @Option(names = "--date", paramLabel = "YYYY-MM-DD", description = "One day, UTC.")
  private @Nullable LocalDate date;

  @ArgGroup(exclusive = false)
  private @Nullable Range range;

  /** Several days. */
  static final class Range {
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
  }

  /** The days that were given, checked. */
  Optional<DateRange> given(CommandLine command, Clock clock) {
    if (date != null) {
      return Optional.of(range(date, date, command, clock));
    }
    return Optional.ofNullable(range).map(r -> range(r.from, r.to, command, clock));
  }

  static LocalDate yesterday(Clock clock) {
    return today(clock).minusDays(1);
  }

  private static LocalDate today(Clock clock) {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /**
   * A range that has begun.
   *
   * @throws ParameterException when it ends before it begins or in the future
   */
  static DateRange range(LocalDate from, LocalDate to, CommandLine command, Clock clock) {
    if (to.isBefore(from)) {
      throw new ParameterException(command, "--to " + to + " is before --from " + from);
    }
    if (to.isAfter(today(clock))) {
      throw new ParameterException(
          command, to + " is in the future, today is " + today(clock) + " UTC");
    }
    return new DateRange(from, to);
  }
}
