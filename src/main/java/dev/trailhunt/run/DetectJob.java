package dev.trailhunt.run;

/** Placeholder of the contract; being written. */
public final class DetectJob {
  /** What to judge. */
  public sealed interface Scope {
    /** What the activity table gained since it was last judged. */
    record SinceLast() implements Scope {}

    /** Every trigger of these event days. */
    record Range(DateRange days) implements Scope {}

    /** Every trigger there is. */
    record All() implements Scope {}
  }

  public DetectJob(JobContext context, Scope scope) {}

  public RunResult execute() {
    throw new UnsupportedOperationException();
  }
}
