package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.config.Settings;
import dev.trailhunt.table.CoverageGaps;
import java.sql.Date;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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

  private static final int SILENCES_NAMED = 10;

  private final RunLog log;
  private final LakePlan plan;
  private final Then then;
  private final boolean replace;

  private ReadingJob(RunLog log, LakePlan plan, Then then, boolean replace) {
    this.log = log;
    this.plan = plan;
    this.then = then;
    this.replace = replace;
  }

  static RunResult run(
      JobContext context, String command, DateRange asked, DateRange directories, Then then) {
    return run(context, command, asked, directories, then, false);
  }

  /**
   * @param replace whether files are read anew that were read before
   */
  static RunResult run(
      JobContext context,
      String command,
      DateRange asked,
      DateRange directories,
      Then then,
      boolean replace) {
    try (ScratchFolder scratch = new ScratchFolder()) {
      return RunLog.record(
          context,
          command,
          () -> LakePlan.list(context, asked, directories, scratch),
          (log, plan) -> new ReadingJob(log, plan, then, replace).run());
    }
  }

  static DateRange withDayAfter(DateRange range) {
    return new DateRange(range.from(), range.to().plusDays(1));
  }

  private void run() {
    log.covers(plan.directories(), plan.asked().to(), LakePlan.lakeOf(log.context()));
    warnOfWhatIsNotSeen();
    log.took("listing the lake", plan.listingTook());
    Optional<Instant> replacesBefore =
        replace ? Optional.of(Replacement.begin(log, plan)) : Optional.empty();
    List<LakePlan.Chunk> chunks = new ArrayList<>();
    log.stage(
        "looking up what was read before",
        () -> chunks.addAll(plan.due(log.context(), log.warehouse(), replacesBefore)));
    IngestStage ingest = new IngestStage(log, plan, replace);
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
    log.stage("looking for missing logs", this::warnOfSilence);
    ingest.requireFewUnreadable();
  }

  private void read(List<LakePlan.Chunk> chunks, IngestStage ingest, Runnable judge) {
    long filesDue = chunks.stream().mapToLong(LakePlan.Chunk::files).sum();
    long bytesDue = chunks.stream().mapToLong(LakePlan.Chunk::bytes).sum();
    long filesDone = 0;
    long bytesDone = 0;
    Clock clock = log.context().clock();
    Instant begin = clock.instant();
    if (!chunks.isEmpty()) {
      tell(chunks.get(0).deliveryDates().from(), 0, filesDue, 0, bytesDue, Duration.ZERO);
    }
    for (int i = 0; i < chunks.size(); i++) {
      LakePlan.Chunk chunk = chunks.get(i);
      log.chunkDone(done(chunk, ingest, judge));
      filesDone += chunk.files();
      bytesDone += chunk.bytes();
      Duration elapsed = Duration.between(begin, clock.instant());
      tell(chunk.deliveryDates().to(), filesDone, filesDue, bytesDone, bytesDue, elapsed);
      if (i < chunks.size() - 1) {
        log.checkpoint();
        letOthersIn();
      }
    }
  }

  /** Reads a chunk and judges what is new. */
  private ChunkAccount done(LakePlan.Chunk chunk, IngestStage ingest, Runnable judge) {
    Clock clock = log.context().clock();
    Instant begin = clock.instant();
    ChunkAccount.Counts counts = ingest.ingest(chunk);
    Instant read = clock.instant();
    judge.run();
    return new ChunkAccount(
        chunk,
        counts,
        Duration.between(begin, read),
        then == Then.STOP ? Optional.empty() : Optional.of(Duration.between(read, clock.instant())),
        DriverHeap.afterLastCollection());
  }

  private void tell(
      LocalDate day,
      long filesDone,
      long filesDue,
      long bytesDone,
      long bytesDue,
      Duration elapsed) {
    log.context()
        .progress()
        .read(new Progress.Read(day.toString(), filesDone, filesDue, bytesDone, bytesDue, elapsed));
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

  /**
   * Of days that were over when the run began: what is not there will not come in time any more.
   */
  private void warnOfSilence() {
    LocalDate from = plan.directories().from();
    LocalDate yesterday =
        LocalDate.ofInstant(log.startedAt().toInstant(), ZoneOffset.UTC).minusDays(1);
    LocalDate asked = plan.asked().to();
    LocalDate to = asked.isBefore(yesterday) ? asked : yesterday;
    if (to.isBefore(from)) {
      return;
    }
    List<Silence> silences =
        Silence.among(
            CoverageGaps.seenBy(log.warehouse(), from, to, LakePlan.lakeOf(log.context()))
                .where(
                    not(
                        col(CoverageGaps.DELIVERY_DATE)
                            .isInCollection(
                                plan.daysWithoutLogs().stream().map(Date::valueOf).toList()))));
    silences.stream().limit(SILENCES_NAMED).map(Silence::inWords).forEach(log::warn);
    if (silences.size() > SILENCES_NAMED) {
      log.warn(
          "no logs of %d more accounts or regions that delivered on each day before, see view coverage_gaps"
              .formatted(silences.size() - SILENCES_NAMED));
    }
  }
}
