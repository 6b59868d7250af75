package dev.trailhunt.run;

/** Placeholder of the contract; being written. */
public final class IngestJob {
  public IngestJob(JobContext context, DateRange range) {}

  public RunResult execute() {
    throw new UnsupportedOperationException();
  }
}
