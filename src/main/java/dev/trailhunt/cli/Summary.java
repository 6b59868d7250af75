package dev.trailhunt.cli;

import dev.trailhunt.run.DetectResult;
import dev.trailhunt.run.IngestResult;
import dev.trailhunt.run.RunResult;
import dev.trailhunt.run.WhatIfJob;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells at one look how a run ended: what was read, found, left out and unreadable. */
final class Summary {
  private static final List<String> SEVERITIES = List.of("critical", "high", "medium", "low");

  private final Console console;

  Summary(Console console) {
    this.console = console;
  }

  void print(RunResult result) {
    print(result, "done");
  }

  /** Of a run that did its work and failed for what it met. */
  void printFailed(RunResult result) {
    print(result, "failed");
  }

  private void print(RunResult result, String outcome) {
    result.ingest().ifPresent(this::printRead);
    result.detect().ifPresent(this::printFound);
    result.warnings().forEach(warning -> console.out().println(warning(warning)));
    line(
        outcome,
        result.command() + " in " + Human.duration(result.elapsed()) + ", run " + result.runId());
  }

  void print(WhatIfJob.Result result) {
    line("judged", Human.count(result.judged(), "trigger") + ", nothing written");
    line("would be new", Human.count(result.added()));
    line("would move", moves(result.moves()));
    result
        .moved()
        .forEach(
            moved ->
                line(
                    "",
                    String.format(
                        "  %s -> %s: %s (%s)",
                        moved.before(), moved.after(), moved.title(), moved.findingId())));
    long unnamed = result.movedInAll() - result.moved().size();
    if (unnamed > 0) {
      line("", "  and " + Human.count(unnamed) + " more");
    }
  }

  private void printRead(IngestResult read) {
    line(
        "read",
        String.format(
            "%s of %s, %s, %s; delivered %s",
            Human.count(read.filesRead()),
            Human.count(read.filesListed(), "file"),
            Human.bytes(read.bytesRead()),
            Human.count(read.recordsSeen(), "record"),
            read.directories()));
    line(
        "kept",
        String.format(
            "%s, %s new in activity%s",
            Human.count(read.recordsKept(), "identity event"),
            Human.count(read.activityAdded()),
            read.activityReplaced() == 0
                ? ""
                : ", " + Human.count(read.activityReplaced()) + " replaced"));
    printUnreadable(read);
  }

  private void printUnreadable(IngestResult read) {
    if (read.filesQuarantined() > 0 || read.recordsQuarantined() > 0) {
      line(
          "unreadable",
          Human.count(read.filesQuarantined(), "file")
              + ", "
              + Human.count(read.recordsQuarantined(), "record")
              + ", see table quarantine");
      read.unreadable().forEach(file -> line("", "  " + file));
    }
    if (read.filesArchived() > 0) {
      line(
          "archived",
          Human.count(read.filesArchived(), "file")
              + " in an archive storage class, not read: restore them first");
    }
  }

  private void printFound(DetectResult found) {
    line("judged", Human.count(found.judged(), "trigger") + " of " + found.scope());
    safeLine("alerts", bySeverity(found));
    if (found.excluded() > 0) {
      line("excluded", Human.count(found.excluded()) + byName(found.excludedBy()));
      found.excludedBad().forEach(excluded -> line("", "  " + told(excluded)));
    }
    if (found.outOfScope() > 0) {
      line("out of scope", Human.count(found.outOfScope()) + ", on no IAM user");
    }
    line(
        "changes",
        String.format(
            "%s new, %s changed, %s withdrawn",
            Human.count(found.added()),
            Human.count(found.changed()),
            Human.count(found.withdrawn())));
    if (found.changed() > 0) {
      line("moved", moves(found.moves()));
    }
  }

  private static String moves(DetectResult.Moves moves) {
    return String.format(
        "%s raised, %s lowered, %s newly excluded, %s no longer excluded",
        Human.count(moves.raised()),
        Human.count(moves.lowered()),
        Human.count(moves.newlyExcluded()),
        Human.count(moves.noLongerExcluded()));
  }

  private static String told(DetectResult.Excluded excluded) {
    return String.format(
        "score %d, %s in %s: %s (%s)",
        excluded.score(),
        excluded.time(),
        excluded.account(),
        excluded.title(),
        excluded.exclusions());
  }

  private String bySeverity(DetectResult found) {
    String parts =
        found.alertsBySeverity().entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .sorted(Comparator.comparingInt(entry -> SEVERITIES.indexOf(entry.getKey())))
            .map(entry -> severity(entry.getKey(), Human.count(entry.getValue())))
            .collect(Collectors.joining(", "));
    return Human.count(found.alerts()) + (parts.isEmpty() ? "" : ": " + parts);
  }

  private String severity(String severity, String count) {
    String text = count + " " + Escape.line(severity);
    return switch (severity) {
      case "critical" -> colour("1;31", text);
      case "high" -> colour("33", text);
      default -> text;
    };
  }

  private static String byName(Map<String, Long> counts) {
    return counts.isEmpty()
        ? ""
        : counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .map(entry -> Human.count(entry.getValue()) + " " + entry.getKey())
            .collect(Collectors.joining(", ", ": ", ""));
  }

  private String warning(String warning) {
    return colour("33", "warning:") + " " + Escape.line(warning);
  }

  private void line(String label, String text) {
    safeLine(label, Escape.line(text));
  }

  private void safeLine(String label, String escaped) {
    console.out().println(String.format("%-13s", label) + escaped);
  }

  private String colour(String code, String text) {
    return console.colours() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
