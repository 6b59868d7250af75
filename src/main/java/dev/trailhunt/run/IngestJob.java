package dev.trailhunt.run;

/** The reading half of a nightly or a backfill; a later detect judges. */
public final class IngestJob {
  private final JobContext context;
  private final DateRange range;

  /**
   * @param range of one day: what a nightly of that day would read; of more: what a backfill would
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
    DateRange directories =
        range.from().equals(range.to())
            ? NightlyJob.directories(context, range.from())
            : ReadingJob.withDayAfter(range);
    return ReadingJob.run(context, "ingest", range, directories, ReadingJob.Then.STOP);
  }
}
