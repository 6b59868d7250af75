package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.table.TableDetails;
import dev.trailhunt.table.Tables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backfill, a nightly, a maintenance and a triage of one warehouse at the same time, each its own
 * process.
 */
@Tag("full")
class BesideEachOtherIT {
  private static final LocalDate FIRST = LocalDate.of(2026, 3, 1);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final int DAYS = 5;
  private static final LocalDate LAST = FIRST.plusDays(DAYS - 1);

  @TempDir Path folder;

  @Test
  void allFinishAndNothingIsLost() throws Exception {
    Bench bench = new Bench(folder);
    for (int day = 0; day < DAYS; day++) {
      Instant noon = NOON.plus(Duration.ofDays(day));
      String user = "user-" + day;
      deliver(bench, day, call("create-" + day, "CreateUser", user, noon));
      deliver(bench, day, call("password-" + day, "CreateLoginProfile", user, noon.plusSeconds(9)));
    }
    bench.nightly(FIRST);
    String finding = bench.rows(Tables.FINDINGS, "finding_id").get(0).getString(0);
    Path config =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            lake: {location: "%s"}
            warehouse: "%s"
            chunk: {files: 1}
            """
                .formatted(bench.lake.location(), folder.resolve("warehouse").toUri().toString()));

    Process backfill =
        start(config, "backfill", "--from", FIRST.toString(), "--to", LAST.toString());
    while (!Files.exists(folder.resolve("warehouse/_lease/0000000000000000002"))) {
      assertThat(backfill.waitFor(20, TimeUnit.MILLISECONDS)).as("has ended").isFalse();
    }
    Process nightly = start(config, "nightly", "--date", LAST.toString());
    Process maintain = start(config, "maintain");
    Process triage = start(config, "triage", finding, "--status", "closed", "--note", "known");

    assertThat(triage.waitFor()).as("triage: %s", said("triage")).isZero();
    assertThat(nightly.waitFor()).as("nightly: %s", said("nightly")).isZero();
    assertThat(maintain.waitFor()).as("maintain: %s", said("maintain")).isZero();
    assertThat(backfill.waitFor()).as("backfill: %s", said("backfill")).isZero();
    assertThat(said("backfill")).contains("letting a waiting run in");
    assertThat(bench.rows(Tables.TRIAGE, "finding_id", "status").toString())
        .isEqualTo("[[" + finding + ",closed]]");
    List<String> runs =
        bench.rows(Tables.RUNS, "ended_at", "command", "outcome").stream()
            .map(row -> row.getString(1) + " " + row.getString(2))
            .toList();
    assertThat(runs)
        .as("in the order of their ends")
        .hasSize(4)
        .startsWith("nightly done")
        .contains("maintain done")
        .endsWith("backfill done");
    assertThat(runs).filteredOn("nightly done"::equals).hasSize(2);
    assertThat(new TableDetails(bench.warehouse, Tables.RUNS).operationsSince(0))
        .as("what maintain makes of the runs before it")
        .contains("OPTIMIZE");
    assertThat(withoutTriage(bench)).isEqualTo(withoutTriage(oneAfterTheOther(bench)));
  }

  private static void deliver(Bench bench, int day, String record) {
    bench.lake.accountTrail(ACCOUNT, REGION, FIRST.plusDays(day), record);
  }

  private static Bench oneAfterTheOther(Bench bench) {
    Bench reference = bench.withOtherWarehouse("reference");
    reference.nightly(FIRST);
    reference.backfill(FIRST, LAST);
    reference.nightly(LAST);
    reference.maintain();
    return reference;
  }

  private static Map<String, Set<String>> withoutTriage(Bench bench) {
    Map<String, Set<String>> contents = bench.contents();
    contents.remove(Tables.TRIAGE.tableName());
    return contents;
  }

  private Process start(Path config, String command, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 3];
    all[0] = command;
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--config";
    all[all.length - 1] = config.toString();
    return TrailhuntProcess.start(folder.resolve(command + ".log"), all);
  }

  private String said(String command) throws Exception {
    return Files.readString(folder.resolve(command + ".log"));
  }
}
