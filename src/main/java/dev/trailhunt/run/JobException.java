package dev.trailhunt.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run that cannot go on, said for the user in one line: what, where, and what to do. The cause,
 * if any, is for the log.
 */
public final class JobException extends RuntimeException {
  /** Who has to act: decides the exit status. */
  public enum Kind {
    /** What the user asked for or configured: exit status 2. */
    USAGE,
    /** What happened on the way: exit status 1. */
    FAILED
  }

  private final Kind kind;
  private final transient @Nullable RunResult result;

  public JobException(Kind kind, String message) {
    super(message);
    this.kind = kind;
    this.result = null;
  }

  public JobException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.result = null;
  }

  /** A run that has done all its work, and counts as failed for what it met. */
  JobException(String message, RunResult result) {
    super(message);
    this.kind = Kind.FAILED;
    this.result = result;
  }

  public Kind kind() {
    return kind;
  }

  /** What was done all the same; empty when the run was cut short. */
  public Optional<RunResult> result() {
    return Optional.ofNullable(result);
  }
}
