package dev.trailhunt.cli;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.Suggestion;
import dev.trailhunt.run.BackfillJob;
import dev.trailhunt.run.DateRange;
import dev.trailhunt.run.DemoJob;
import dev.trailhunt.run.DemoLake;
import dev.trailhunt.run.DetectJob;
import dev.trailhunt.run.Diagnosis;
import dev.trailhunt.run.DoctorJob;
import dev.trailhunt.run.ExplainJob;
import dev.trailhunt.run.IngestJob;
import dev.trailhunt.run.JobContext;
import dev.trailhunt.run.JobException;
import dev.trailhunt.run.MaintainJob;
import dev.trailhunt.run.NightlyJob;
import dev.trailhunt.run.Progress;
import dev.trailhunt.run.QueryJob;
import dev.trailhunt.run.RunResult;
import dev.trailhunt.run.TriageJob;
import dev.trailhunt.run.WhatIfJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Runs the jobs: a session, the job, its summary. Here begins what needs Spark. */
final class Runs {
  private final Console console;
  private final Settings settings;
  private final LeaseTerms leaseTerms;

  /** For what only reads the tables. */
  Runs(Console console, Settings settings) {
    this(console, settings, LeaseTerms.DEFAULT);
  }

  Runs(Console console, Settings settings, LeaseTerms leaseTerms) {
    this.console = console;
    this.settings = settings;
    this.leaseTerms = leaseTerms;
  }

  void nightly(LocalDate date) throws IOException {
    summarise(context -> new NightlyJob(context, date).execute());
  }

  void backfill(DateRange range, boolean replace) throws IOException {
    summarise(context -> new BackfillJob(context, range, replace).execute());
  }

  void ingest(DateRange range) throws IOException {
    summarise(context -> new IngestJob(context, range).execute());
  }

  void detectNew() throws IOException {
    detect(new DetectJob.Scope.SinceLast());
  }

  void detect(DateRange range) throws IOException {
    detect(new DetectJob.Scope.Range(range));
  }

  void detectAll() throws IOException {
    detect(new DetectJob.Scope.All());
  }

  private void detect(DetectJob.Scope scope) throws IOException {
    summarise(context -> new DetectJob(context, scope).execute());
  }

  void demo(Path folder) throws IOException {
    DemoLake lake = DemoLake.in(folder);
    try (Sessions session = Sessions.open(settings, console)) {
      DemoJob.Result demo;
      try (ConsoleProgress progress = new ConsoleProgress(console)) {
        demo = new DemoJob(context(session, progress), lake).execute();
      }
      new Summary(console).print(demo.run());
      console.out().println();
      new QueryOutput(console).write(demo.incidents());
      console.out().println();
      new QueryOutput(console).write(demo.ordinaryLife());
    }
  }

  void explain(String eventId) throws IOException {
    try (Sessions session = Sessions.open(settings, console)) {
      new ExplanationOutput(console)
          .write(new ExplainJob(context(session, Progress.NONE), eventId).execute());
    }
  }

  void whatIf(Optional<DateRange> days) throws IOException {
    try (Sessions session = Sessions.open(settings, console)) {
      WhatIfJob.Result result = new WhatIfJob(context(session, Progress.NONE), days).execute();
      new Summary(console).print(result);
    }
  }

  /** Tells what it found, and whether a run would work. */
  boolean doctor() throws IOException {
    try (Sessions session = Sessions.openAsItIs(settings, console)) {
      Diagnosis diagnosis;
      try (ConsoleProgress progress = new ConsoleProgress(console)) {
        diagnosis = new DoctorJob(context(session, progress), Platform.isDatabricks()).execute();
      }
      new DiagnosisOutput(console).print(diagnosis);
      return !diagnosis.hasFailed();
    }
  }

  void maintain() throws IOException {
    try (Sessions session = Sessions.open(settings, console)) {
      MaintainJob.Result result;
      try (ConsoleProgress progress = new ConsoleProgress(console)) {
        result = new MaintainJob(context(session, progress)).execute();
      }
      new MaintenanceOutput(console).print(result);
    }
  }

  void triage(TriageJob.Decision decision) throws IOException {
    try (Sessions session = Sessions.open(settings, console)) {
      String id;
      try (ConsoleProgress progress = new ConsoleProgress(console)) {
        id = new TriageJob(context(session, progress), decision).execute();
      }
      console.out().println(Escape.line(id + " is " + decision.status()));
    }
  }

  void query(QueryRequest request) throws Exception {
    try (Sessions session = Sessions.open(settings, console)) {
      try {
        Dataset<Row> rows = new QueryJob(context(session, Progress.NONE), request.sql()).execute();
        new QueryOutput(console).write(rows, request);
      } catch (Exception e) {
        if (request.table().isPresent() && Failures.isUnknownTable(e)) {
          throw unknownName(session, request.table().get(), e);
        }
        throw e;
      }
    }
  }

  private static JobException unknownName(Sessions session, String name, Exception cause)
      throws Exception {
    List<String> known = new ArrayList<>(Notebook.hunts().names());
    session.spark().catalog().listTables().collectAsList().forEach(t -> known.add(t.name()));
    return new JobException(
        JobException.Kind.USAGE,
        "no hunt, table or view " + name + Suggestion.didYouMean(name, known),
        cause);
  }

  private void summarise(Function<JobContext, RunResult> job) throws IOException {
    try (Sessions session = Sessions.open(settings, console)) {
      RunResult result;
      try (ConsoleProgress progress = new ConsoleProgress(console)) {
        result = job.apply(context(session, progress));
      } catch (JobException e) {
        e.result().ifPresent(new Summary(console)::printFailed);
        throw e;
      }
      new Summary(console).print(result);
    }
  }

  private JobContext context(Sessions session, Progress progress) {
    return new JobContext(session.spark(), settings, progress, console.clock(), leaseTerms);
  }
}
