package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.ConfigText;
import dev.trailhunt.config.Flags;
import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.SettingsLoader;
import dev.trailhunt.run.Diagnosis.Check;
import dev.trailhunt.run.Diagnosis.Outcome;
import dev.trailhunt.source.LakeNotFoundException;
import dev.trailhunt.table.Lease;
import dev.trailhunt.table.LeaseHolder;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoctorJobTest {
  private static final Clock NOW = Clock.systemUTC();

  @TempDir static Path folder;

  /** Tables of one nightly, which has read all that there is. */
  private static Bench good;

  private static LocalDate today;

  @BeforeAll
  static void runOnce() {
    today = LocalDate.now(ZoneOffset.UTC);
    good = new Bench(folder);
    for (int before = 8; before >= 0; before--) {
      good.lake.accountTrail(ACCOUNT, REGION, today.minusDays(before));
    }
    good.nightly(today.minusDays(1));
  }

  private static Diagnosis doctor(Clock clock, String... lines) {
    Settings settings =
        SettingsLoader.load(
            Optional.of(new ConfigText("t.yaml", String.join("\n", lines) + "\n")),
            Flags.NONE,
            true);
    return new DoctorJob(new JobContext(TestSession.spark(), settings, Progress.NONE, clock), false)
        .execute();
  }

  private static String lake(Path at) {
    return "lake: {location: '%s'}".formatted(at.toUri());
  }

  private static String goodLake() {
    return lake(folder.resolve("lake"));
  }

  private static String warehouse(String name) {
    return "warehouse: '%s'".formatted(folder.resolve(name).toUri());
  }

  private static Warehouse tables(String name) {
    return new Warehouse(
        TestSession.spark(),
        new Settings.Warehouse.AtPath(folder.resolve(name).toUri().toString()));
  }

  private static Lease lease(Warehouse tables) {
    return tables.lease(
        LeaseTerms.DEFAULT, LeaseHolder.here("nightly", "run-1", NOW.instant()), told -> {});
  }

  private static Check check(Diagnosis diagnosis, String name) {
    return diagnosis.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> names(Diagnosis diagnosis, Outcome... outcomes) {
    return diagnosis.checks().stream()
        .filter(check -> Set.of(outcomes).contains(check.outcome()))
        .map(Check::name)
        .toList();
  }

  @Test
  void whereAllIsWellOnlyTheAddressDatabaseIsMissingAndNothingStays() throws IOException {
    List<Path> before = list(folder.resolve("warehouse"));

    Diagnosis diagnosis = doctor(NOW, goodLake(), warehouse("warehouse"));

    assertThat(diagnosis.hasFailed()).isFalse();
    assertThat(names(diagnosis, Outcome.WARN, Outcome.FAIL)).containsExactly("address database");
    assertThat(names(diagnosis, Outcome.OK))
        .containsExactly(
            "configuration",
            "exclusions",
            "weights",
            "session",
            "lake",
            "write access",
            "conditional create",
            "clock",
            "lease",
            "tables",
            "runs",
            "maintenance",
            "coverage",
            "quarantine");
    assertThat(check(diagnosis, "maintenance").found())
        .isEqualTo("activity has 0 files of 0 dates, files has 4 files of 4 dates");
    assertThat(check(diagnosis, "lake").found())
        .isEqualTo(
            "1 account: 111122223333; 1 region: us-east-1; delivered %s to %s"
                .formatted(today.minusDays(8), today));
    assertThat(check(diagnosis, "tables").found()).contains("files at version 1, ");
    assertThat(check(diagnosis, "runs").found())
        .startsWith("last done nightly of ")
        .endsWith(", covered to " + today.minusDays(1));
    assertThat(list(folder.resolve("warehouse"))).isEqualTo(before);
  }

  @Test
  void withoutTablesNoneIsMadeAndNothingStays() {
    Diagnosis diagnosis = doctor(NOW, goodLake(), warehouse("not/yet"));

    assertThat(diagnosis.hasFailed()).isFalse();
    assertThat(check(diagnosis, "tables"))
        .satisfies(
            check -> {
              assertThat(check.outcome()).isEqualTo(Outcome.WARN);
              assertThat(check.found()).startsWith("none yet in ");
            });
    assertThat(names(diagnosis, Outcome.values())).doesNotContain("runs", "coverage", "quarantine");
    assertThat(folder.resolve("not")).doesNotExist();
  }

  private static List<Path> list(Path path) throws IOException {
    try (Stream<Path> all = Files.list(path)) {
      return all.sorted().toList();
    }
  }

  @Test
  void aLocationWithoutLogsFailsAndTheTablesAreLookedAtAllTheSame() {
    Diagnosis diagnosis = doctor(NOW, lake(folder.resolve("nowhere")), warehouse("warehouse"));

    assertThat(diagnosis.hasFailed()).isTrue();
    assertThat(names(diagnosis, Outcome.FAIL)).containsExactly("lake");
    assertThat(check(diagnosis, "lake").failure()).containsInstanceOf(LakeNotFoundException.class);
    assertThat(names(diagnosis, Outcome.OK)).contains("write access", "tables", "runs");
  }

  @Test
  void aSelectionThatLeavesNothingFails() {
    Diagnosis diagnosis =
        doctor(
            NOW,
            "lake: {location: '%s', regions: [eu-west-1]}"
                .formatted(folder.resolve("lake").toUri()),
            warehouse("not/yet"));

    assertThat(names(diagnosis, Outcome.FAIL)).containsExactly("lake");
    assertThat(check(diagnosis, "lake").advice()).hasValue("check lake.accounts and lake.regions");
  }

  @Test
  void aPlaceThatCannotBeWrittenToFails() throws IOException {
    Files.writeString(folder.resolve("a-file"), "in the way");

    Diagnosis diagnosis = doctor(NOW, goodLake(), warehouse("a-file/warehouse"));

    assertThat(names(diagnosis, Outcome.FAIL)).contains("write access");
    assertThat(names(diagnosis, Outcome.values()))
        .doesNotContain("conditional create", "clock", "lease");
    assertThat(folder.resolve("a-file")).hasContent("in the way");
  }

  @ParameterizedTest(name = "{0} seconds: {1}")
  @CsvSource({
    "50, OK, as the store's",
    "300, WARN, seconds ahead of the store's",
    "-300, WARN, seconds behind the store's",
    "1000, FAIL, S3 refuses over 15 minutes",
  })
  void aClockThatIsOffIsTold(long seconds, Outcome outcome, String told) {
    Clock clock = Clock.offset(NOW, Duration.ofSeconds(seconds));

    Check check = check(doctor(clock, goodLake(), warehouse("not/yet")), "clock");

    assertThat(check.outcome()).isEqualTo(outcome);
    assertThat(check.found()).contains(told);
  }

  @Test
  void aTrailThatHasStoppedAndNightsThatWereMissedAreTold() {
    Clock inAWeek = Clock.offset(NOW, Duration.ofDays(7));

    Diagnosis diagnosis = doctor(inAWeek, goodLake(), warehouse("warehouse"));

    assertThat(names(diagnosis, Outcome.WARN)).contains("lake", "runs");
    assertThat(check(diagnosis, "lake").found()).endsWith("nothing since");
    assertThat(check(diagnosis, "runs").found()).endsWith("; 7 days behind");
  }

  @Test
  void exclusionsThatHaveExpiredAndOwnWeightsAreTold() throws IOException {
    Path exclusions =
        Files.writeString(
            folder.resolve("exclusions.yaml"),
            """
            exclusions:
              - id: migration
                reason: moved to the new directory
                owner: iam-team
                expires: %s
                targets: [alice]
              - id: still-good
                reason: help desk
                owner: iam-team
                expires: %s
                targets: [bob]
            """
                .formatted(today.minusDays(1), today.plusDays(1)));
    Path weights =
        Files.writeString(folder.resolve("weights.yaml"), "factors: {console_login: 20}\n");

    Diagnosis diagnosis =
        doctor(
            NOW,
            goodLake(),
            warehouse("not/yet"),
            "exclusions: '" + exclusions + "'",
            "weights: '" + weights + "'");

    assertThat(check(diagnosis, "exclusions").found())
        .isEqualTo("5 built-in, 2 of your own; expired: migration on " + today.minusDays(1));
    assertThat(check(diagnosis, "weights").found()).startsWith("your own: 1 of ");
  }

  @Test
  void anAddressDatabaseThatIsNoneFails() throws IOException {
    Path none = Files.writeString(folder.resolve("asn.mmdb"), "no database");

    Diagnosis diagnosis =
        doctor(NOW, goodLake(), warehouse("not/yet"), "asn-database: '" + none + "'");

    assertThat(names(diagnosis, Outcome.FAIL)).containsExactly("address database");
    assertThat(check(diagnosis, "address database").failure())
        .get()
        .extracting(Exception::getMessage)
        .asString()
        .contains("is not an MMDB file");
  }

  @Test
  void whatTheTablesSayOfTroubleIsTold() {
    Warehouse troubled = tables("troubled");
    try (Lease lease = lease(troubled)) {
      assertThat(lease.warnings()).isEmpty();
      troubled.createMissing();
      TestSession.spark()
          .sql(
              "ALTER TABLE delta.`%s` SET TBLPROPERTIES ('delta.enableDeletionVectors' = 'true')"
                  .formatted(folder.resolve("troubled/triage").toUri()));
      append(
          troubled,
          Tables.RUNS,
          """
          SELECT 'nightly' AS command, 'done' AS outcome, current_timestamp() - INTERVAL 1 SECOND AS started_at,
            date_sub(current_date(), 20) AS directories_from, date_sub(current_date(), 1) AS covered_to
          UNION ALL SELECT 'backfill', 'running', TIMESTAMP'2026-03-01 00:00:00', null, null
          UNION ALL SELECT 'nightly', 'failed', current_timestamp(), null, null""");
      append(
          troubled,
          Tables.FILES,
          """
          SELECT '1' AS account_id, 'eu' AS region, explode(sequence(date_sub(current_date(), 12),
            date_sub(current_date(), 3))) AS delivery_date, 'quarantined' AS state
          UNION ALL SELECT '1', 'us', explode(sequence(date_sub(current_date(), 12), current_date())),
            'archived'""");
      append(
          troubled,
          Tables.QUARANTINE,
          "SELECT 7L AS record_index UNION ALL SELECT CAST(null AS BIGINT)");
    }

    Diagnosis diagnosis = doctor(NOW, goodLake(), warehouse("troubled"));

    assertThat(names(diagnosis, Outcome.FAIL)).containsExactly("tables");
    assertThat(check(diagnosis, "tables").found())
        .isEqualTo("other readers do not understand deletionVectors of triage");
    assertThat(check(diagnosis, "runs").found())
        .contains("; the last one failed: ", "; 1 left running since 2026-03-01T00:00:00Z");
    assertThat(check(diagnosis, "coverage").found())
        .isEqualTo(
            "no logs of account 1 in region eu on %s to %s (delivered on each of the 7 days to %s)"
                .formatted(today.minusDays(2), today.minusDays(1), today.minusDays(3)));
    assertThat(check(diagnosis, "quarantine").found())
        .isEqualTo(
            "files that could not be read to their end: 10, archived: 13;"
                + " records that could not be read: 1");
    assertThat(names(diagnosis, Outcome.WARN)).contains("runs", "coverage", "quarantine");
  }

  private static void append(Warehouse warehouse, Tables table, String sql) {
    Dataset<Row> some = TestSession.spark().sql(sql);
    Set<String> given = Set.of(some.columns());
    warehouse.append(
        table,
        some.select(
            Stream.of(table.schema().fields())
                .map(
                    field ->
                        (given.contains(field.name()) ? col(field.name()) : lit(null))
                            .cast(field.dataType())
                            .as(field.name()))
                .toArray(Column[]::new)));
  }

  @ParameterizedTest(name = "after {0} seconds")
  @CsvSource({"0, OK", "590, OK", "660, WARN"})
  void whoHoldsTheLeaseIsNamedAndWhetherItIsAlive(int seconds, Outcome outcome) {
    String name = "held-" + seconds;
    try (Lease lease = lease(tables(name))) {
      assertThat(lease.warnings()).isEmpty();
      Clock later = Clock.offset(NOW, Duration.ofSeconds(seconds));

      Check check = check(doctor(later, goodLake(), warehouse(name)), "lease");

      assertThat(check.outcome()).isEqualTo(outcome);
      assertThat(check.found()).startsWith("held by nightly on ").contains("run run-1");
    }
    assertThat(check(doctor(NOW, goodLake(), warehouse(name)), "lease").found()).isEqualTo("free");
  }
}
