package dev.trailhunt.run;

/** Reads what was delivered over a range of days and judges nothing; a later detect does. */
public final class IngestJob {
  private final JobContext context;
  private final DateRange range;

  /**
   * @param range delivery days, and the day after the last for what was delivered past midnight
   */
  public IngestJob(JobContext context, DateRange range) {
    this.context = context;
    this.range = range;
  }

  /**
   * Ingests; what an earlier run has read is not read again.
   *
   * @throws JobException when no lake is given
   * @throws dev.trailhunt.source.LakeNotFoundException when there is no CloudTrail layout where the
   *     lake should be
   */
  public RunResult execute() {
    return ReadingJob.run(
        context, "ingest", range, ReadingJob.withDayAfter(range), ReadingJob.Then.STOP);
  }
}
