package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.table.KeyedMerge;
import dev.trailhunt.table.Lease;
import dev.trailhunt.table.LeaseHolder;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.RunColumns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadRunsTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);

  @TempDir Path folder;

  @Test
  void aRunThatWasKilledIsSaidToHaveFailedAndOneThatWaitsIsNot() throws IOException {
    Bench bench = new Bench(folder);
    bench.lake.accountTrail(ACCOUNT, REGION, DAY);
    RunResult first = bench.nightly(DAY);
    plantRunning(bench, "killed");
    plantRunning(bench, "gave-way");
    Path waiting = folder.resolve("warehouse/_lease/waiting-gave-way-4711");
    Files.writeString(waiting, "{}");
    long version = bench.warehouse.version(Tables.RUNS).version();

    RunResult finder = bench.nightly(DAY);

    assertThat(said(bench))
        .containsExactlyInAnyOrder(
            first.runId() + " done null",
            finder.runId() + " done null",
            "killed failed ended without a word, found dead by run " + finder.runId(),
            "gave-way running null");
    assertThat(
            bench
                .warehouse
                .read(Tables.RUNS)
                .where("ended_at IS NULL")
                .select("run_id")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("gave-way");
    assertThat(bench.warehouse.version(Tables.RUNS).version()).isEqualTo(version + 3);

    Files.delete(waiting);
    bench.detect(new DetectJob.Scope.SinceLast());
    bench.detect(new DetectJob.Scope.SinceLast());

    assertThat(said(bench)).noneMatch(line -> line.contains("running"));
    assertThat(bench.warehouse.version(Tables.RUNS).version())
        .as("one commit for the dead, two for each run")
        .isEqualTo(version + 3 + 3 + 2);
  }

  private static List<String> said(Bench bench) {
    return bench.rows(Tables.RUNS, "run_id", "outcome", "error").stream()
        .map(row -> row.getString(0) + " " + row.getString(1) + " " + row.getString(2))
        .toList();
  }

  /** A row as a run leaves it that is killed. */
  private static void plantRunning(Bench bench, String runId) {
    LeaseHolder holder = LeaseHolder.here("backfill", runId, Instant.EPOCH);
    try (Lease lease = bench.warehouse.lease(LeaseTerms.DEFAULT, holder, told -> {})) {
      assertThat(lease.warnings()).isEmpty();
      new KeyedMerge(bench.warehouse, Tables.RUNS)
          .commit(
              KeyedMerge.inserts(
                  bench
                      .warehouse
                      .read(Tables.RUNS)
                      .limit(1)
                      .withColumn(RunColumns.RUN_ID, functions.lit(runId))
                      .withColumn(RunColumns.OUTCOME, functions.lit("running"))
                      .withColumn(RunColumns.ENDED_AT, functions.lit(null).cast("timestamp"))));
    }
  }
}
