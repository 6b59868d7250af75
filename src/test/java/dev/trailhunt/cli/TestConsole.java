package dev.trailhunt.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** A console that remembers what was written to it; noon of 2026-03-05. */
final class TestConsole {
  static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console;

  TestConsole() {
    this(false, 160, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  TestConsole(boolean terminal, int columns, Clock clock) {
    console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            terminal,
            terminal,
            columns,
            terminal,
            clock);
  }

  Console console() {
    return console;
  }

  int run(String... args) {
    return Trailhunt.run(args, console);
  }

  String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  String err() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
