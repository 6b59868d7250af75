package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import java.util.List;

/**
 * What nightly, backfill and ingest have in common: read a lake chunk by chunk, judge after each.
 */
final class ReadingJob {
  /** What follows the ingest of a chunk. */
  enum Then {
    DETECT_LIVE,
    DETECT_BACKFILL,
    STOP
  }

  private final RunLog log;
  private final LakePlan plan;
  private final Then then;

  private ReadingJob(RunLog log, LakePlan plan, Then then) {
    this.log = log;
    this.plan = plan;
    this.then = then;
  }

  static RunResult run(
      JobContext context, String command, DateRange asked, DateRange directories, Then then) {
    try (ScratchFolder scratch = new ScratchFolder()) {
      return RunLog.record(
          context,
          command,
          () -> LakePlan.list(context, asked, directories, scratch),
          (log, plan) -> new ReadingJob(log, plan, then).run());
    }
  }

  static DateRange withDayAfter(DateRange range) {
    return new DateRange(range.from(), range.to().plusDays(1));
  }

  private void run() {
    log.covers(plan.directories(), plan.asked().to());
    warnOfWhatIsNotSeen();
    List<LakePlan.Chunk> chunks = plan.due(log.context(), log.warehouse());
    IngestStage ingest = new IngestStage(log, plan);
    if (then == Then.STOP) {
      read(chunks, ingest, () -> {});
    } else {
      DetectStage detect = new DetectStage(log, then == Then.DETECT_LIVE ? "live" : "backfill");
      read(chunks, ingest, detect::judgeNew);
      if (chunks.isEmpty()) {
        detect.judgeNew();
      }
      detect.review();
    }
  }

  private void read(List<LakePlan.Chunk> chunks, IngestStage ingest, Runnable judge) {
    long filesDue = chunks.stream().mapToLong(LakePlan.Chunk::files).sum();
    long bytesDue = chunks.stream().mapToLong(LakePlan.Chunk::bytes).sum();
    long filesDone = 0;
    long bytesDone = 0;
    for (int i = 0; i < chunks.size(); i++) {
      LakePlan.Chunk chunk = chunks.get(i);
      ingest.ingest(chunk);
      judge.run();
      filesDone += chunk.files();
      bytesDone += chunk.bytes();
      log.context()
          .progress()
          .read(
              new Progress.Read(
                  chunk.deliveryDates().to().toString(), filesDone, filesDue, bytesDone, bytesDue));
      if (i < chunks.size() - 1) {
        log.checkpoint();
        letOthersIn();
      }
    }
  }

  /**
   * A nightly goes before; all else can take days. What comes in may read files of later chunks,
   * which are then read twice and, being inserted by key, kept once.
   */
  private void letOthersIn() {
    if (then != Then.DETECT_LIVE) {
      log.giveWay();
    }
  }

  private void warnOfWhatIsNotSeen() {
    Settings.Lake lake = LakePlan.lakeOf(log.context());
    if (!lake.regions().isEmpty()) {
      log.warn(
          "only the regions "
              + String.join(", ", lake.regions())
              + " are read: console sign-ins and calls in others are not seen");
    }
    if (!lake.accounts().isEmpty()) {
      log.warn("only the accounts " + String.join(", ", lake.accounts()) + " are read");
    }
    List<String> without = plan.daysWithoutLogs().stream().map(Object::toString).toList();
    if (!without.isEmpty()) {
      log.warn("no logs were delivered on " + Words.some(without, 10));
    }
  }
}
