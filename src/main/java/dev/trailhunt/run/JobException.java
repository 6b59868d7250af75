package dev.trailhunt.run;

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

  public JobException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public JobException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
