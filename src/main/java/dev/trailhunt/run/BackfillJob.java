package dev.trailhunt.run;

/** Placeholder of the contract; being written. */
public final class BackfillJob {
  public BackfillJob(JobContext context, DateRange range) {}

  public RunResult execute() {
    throw new UnsupportedOperationException();
  }
}
