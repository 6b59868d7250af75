package dev.trailhunt.cli;

import dev.trailhunt.run.Diagnosis;
import dev.trailhunt.run.Diagnosis.Check;
import dev.trailhunt.run.Diagnosis.Outcome;

/** One line per check. */
final class DiagnosisOutput {
  private final Console console;

  DiagnosisOutput(Console console) {
    this.console = console;
  }

  void print(Diagnosis diagnosis) {
    diagnosis.checks().forEach(check -> console.out().println(line(check)));
  }

  private String line(Check check) {
    return label(check.outcome())
        + String.format("  %-18s  ", check.name())
        + Escape.line(text(check));
  }

  /** What a store refuses is said here as everywhere. */
  private static String text(Check check) {
    return check
        .failure()
        .map(
            failure ->
                Redaction.redact(String.join("; ", Failures.explain(failure, "doctor").lines())))
        .orElseGet(() -> check.found() + check.advice().map("; "::concat).orElse(""));
  }

  private String label(Outcome outcome) {
    return switch (outcome) {
      case OK -> "ok  ";
      case WARN -> colour("33", "warn");
      case FAIL -> colour("1;31", "FAIL");
    };
  }

  private String colour(String code, String text) {
    return console.colours() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
