package dev.trailhunt.run;

/** Reads and judges what was delivered over a range of days, chunk by chunk. */
public final class BackfillJob {
  private final JobContext context;
  private final DateRange range;
  private final boolean replace;

  /**
   * Reads what no earlier run has read.
   *
   * @param range delivery days, and the day after the last for what was delivered past midnight
   */
  public BackfillJob(JobContext context, DateRange range) {
    this(context, range, false);
  }

  /**
   * Reads what no earlier run has read, or everything.
   *
   * @param range delivery days, and the day after the last for what was delivered past midnight
   * @param replace whether files are read anew that were read before. Events that come out
   *     differently take the place of those in the tables; events that no file holds any more stay.
   *     If the last replacement of the same days, accounts and regions did not end well, this one
   *     goes on where that one was.
   */
  public BackfillJob(JobContext context, DateRange range, boolean replace) {
    this.context = context;
    this.range = range;
    this.replace = replace;
  }

  /**
   * Ingests and detects.
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
        ReadingJob.Then.DETECT_BACKFILL,
        replace);
  }
}
