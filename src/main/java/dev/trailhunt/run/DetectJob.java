package dev.trailhunt.run;

/** Judges without reading the lake. */
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

  private final JobContext context;
  private final Scope scope;

  public DetectJob(JobContext context, Scope scope) {
    this.context = context;
    this.scope = scope;
  }

  /** Judges and commits what came out differently. */
  public RunResult execute() {
    return RunLog.record(context, "detect", () -> scope, DetectJob::judge);
  }

  private static void judge(RunLog log, Scope scope) {
    DetectStage stage =
        new DetectStage(log, scope instanceof Scope.SinceLast ? "live" : "backfill");
    if (scope instanceof Scope.Range range) {
      stage.judge(range.days());
    } else if (scope instanceof Scope.All) {
      stage.judgeAll();
    } else {
      stage.judgeNew();
    }
    stage.review();
  }
}
