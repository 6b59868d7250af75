package dev.trailhunt.run;

import java.time.LocalDate;

/** Placeholder of the contract; being written. */
public final class NightlyJob {
  public NightlyJob(JobContext context, LocalDate date) {}

  public RunResult execute() {
    throw new UnsupportedOperationException();
  }
}
