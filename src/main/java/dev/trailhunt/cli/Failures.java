package dev.trailhunt.cli;

import dev.trailhunt.config.ConfigException;
import dev.trailhunt.run.JobException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * Turns what went wrong into lines for the user, each saying what, where and what to do, and into
 * the exit status. The stack trace goes to the log.
 */
final class Failures {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Failures() {}

  /**
   * What to tell the user.
   *
   * @param logged whether the log has more to say
   */
  record Failure(int status, List<String> lines, boolean logged) {
    Failure {
      lines = List.copyOf(lines);
    }

    private static Failure of(int status, String line) {
      return new Failure(status, List.of(line), true);
    }
  }

  /**
   * Tells the user and the log.
   *
   * @param command the command's name
   * @return the exit status
   */
  static int report(Throwable thrown, String command, Console console) {
    Failure failure = explain(thrown, command);
    console.out().flush();
    failure.lines().forEach(line -> console.say("trailhunt: " + Redaction.redact(line)));
    if (failure.logged()) {
      LoggerFactory.getLogger("dev.trailhunt").error("{} failed", command, thrown);
    }
    return failure.status();
  }

  static Failure explain(Throwable thrown, String command) {
    List<Throwable> causes = causes(thrown);
    return causes.stream()
        .map(cause -> known(cause, command))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> unforeseen(causes.get(causes.size() - 1)));
  }

  /** Whether a query named a table or view that is not there. */
  static boolean isUnknownTable(Throwable thrown) {
    return causes(thrown).stream()
        .anyMatch(
            cause -> isAnalysis(cause) && messageOf(cause).startsWith("[TABLE_OR_VIEW_NOT_FOUND]"));
  }

  private static Optional<Failure> known(Throwable cause, String command) {
    if (cause instanceof ConfigException config) {
      List<String> lines =
          config.problems().stream().map(ConfigException.Problem::toString).toList();
      return Optional.of(new Failure(USAGE, lines, false));
    }
    if (cause instanceof JobException job) {
      int status = job.kind() == JobException.Kind.USAGE ? USAGE : FAILED;
      return Optional.of(Failure.of(status, messageOf(job)));
    }
    if (isA(cause, "dev.trailhunt.table.LeaseException")) {
      return Optional.of(Failure.of(FAILED, messageOf(cause)));
    }
    if (isA(cause, "dev.trailhunt.source.LakeNotFoundException")) {
      return Optional.of(Failure.of(USAGE, messageOf(cause)));
    }
    if (isAnalysis(cause) && command.equals("query")) {
      return Optional.of(Failure.of(USAGE, firstLine(messageOf(cause))));
    }
    if (cause instanceof NoClassDefFoundError && messageOf(cause).startsWith("org/apache/spark")) {
      String line = "Spark is not on the class path, start by bin/trailhunt or spark-submit";
      return Optional.of(new Failure(FAILED, List.of(line), false));
    }
    return StoreFailures.explain(cause).map(line -> Failure.of(FAILED, line));
  }

  private static Failure unforeseen(Throwable root) {
    String log = System.getProperty("trailhunt.log");
    String message = firstLine(messageOf(root));
    return Failure.of(
        FAILED,
        root.getClass().getSimpleName()
            + (message.isEmpty() ? "" : ": " + message)
            + "; the stack trace is in "
            + (log == null ? "the driver's log" : log));
  }

  /** The throwable and its causes, outermost first. */
  private static List<Throwable> causes(Throwable thrown) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable t = thrown; t != null && !causes.contains(t); t = t.getCause()) {
      causes.add(t);
    }
    return causes;
  }

  /** Whether Spark refuses what was asked of it, checked exceptions thrown unchecked included. */
  static boolean isAnalysis(Throwable cause) {
    return isA(cause, "org.apache.spark.sql.AnalysisException");
  }

  /** By name, so that asking loads nothing. */
  private static boolean isA(Throwable thrown, String className) {
    for (Class<?> type = thrown.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().equals(className)) {
        return true;
      }
    }
    return false;
  }

  static String messageOf(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage()).orElse("").strip();
  }

  private static String firstLine(String message) {
    return message.lines().map(String::strip).findFirst().orElse("").replaceFirst(";$", "");
  }
}
