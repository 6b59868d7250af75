package dev.trailhunt.cli;

import java.io.PrintStream;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where a command writes: results to {@code out}, everything else to {@code err}.
 *
 * @param outIsTerminal whether a person looks at {@code out}, as far as the launcher could tell
 * @param errIsTerminal the same of {@code err}
 * @param columns the width of the terminal
 * @param colours whether {@code out} may be coloured
 */
record Console(
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    boolean colours,
    Clock clock) {
  private static final int DEFAULT_COLUMNS = 160;

  /** What the launcher found out, by its system properties, and the environment. */
  static Console of(PrintStream out, PrintStream err, Map<String, String> environment) {
    boolean outIsTerminal = Boolean.getBoolean("trailhunt.stdout.terminal");
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Console(
        out,
        err,
        outIsTerminal,
        Boolean.getBoolean("trailhunt.stderr.terminal"),
        columns(environment::get),
        outIsTerminal && !plain,
        Clock.systemUTC());
  }

  private static int columns(UnaryOperator<@Nullable String> environment) {
    return Optional.ofNullable(System.getProperty("trailhunt.columns"))
        .or(() -> Optional.ofNullable(environment.apply("COLUMNS")))
        .filter(text -> text.matches("[1-9]\\d{0,4}"))
        .map(Integer::valueOf)
        .orElse(DEFAULT_COLUMNS);
  }

  /** One line for the person in front of it, escaped. */
  void say(String line) {
    err.println(Escape.line(line));
  }
}
