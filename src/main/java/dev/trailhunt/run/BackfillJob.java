package dev.trailhunt.run;

/** Reads and judges what was delivered over a range of days, chunk by chunk. */
public final class BackfillJob {
  private final JobContext context;
  private final DateRange range;

  /**
   * @param range delivery days, and the day after the last for what was delivered past midnight
   */
  public BackfillJob(JobContext context, DateRange range) {
    this.context = context;
    this.range = range;
  }

  /**
   * Ingests and detects; what an earlier run has read is not read again.
   *
   * @throws JobException when no lake is given
   * @throws dev.trailhunt.source.LakeNotFoundException when there is no CloudTrail layout where the
   *     lake should be
   */
  public RunResult execute() {
    return ReadingJob.run(
        context,
        "backfill",
        range,
        ReadingJob.withDayAfter(range),
        ReadingJob.Then.DETECT_BACKFILL);
  }
}
