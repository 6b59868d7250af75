package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.Flags;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.SettingsLoader;
import dev.trailhunt.run.DemoJob;
import dev.trailhunt.run.DemoLake;
import dev.trailhunt.run.JobContext;
import dev.trailhunt.run.Progress;
import dev.trailhunt.table.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every hunt over the demo's tables. */
class HuntNotebookIT {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-03-17T02:00:00Z"), ZoneOffset.UTC);

  /** The rows of each hunt that ran. */
  private static final Map<String, Dataset<Row>> HUNTS = new HashMap<>();

  @TempDir private static Path folder;

  @BeforeAll
  static void runTheDemo() {
    Path demo = folder.resolve("demo");
    Settings settings = settings(demo);
    new DemoJob(
            new JobContext(TestSession.spark(), settings, Progress.NONE, CLOCK), DemoLake.in(demo))
        .execute();
    new Warehouse(TestSession.spark(), settings.warehouse()).registerViews();
  }

  @AfterAll
  static void release() {
    HUNTS.values().forEach(Dataset::unpersist);
  }

  static List<String> hunts() throws IOException {
    return Notebook.hunts().names();
  }

  @ParameterizedTest
  @MethodSource("hunts")
  void everyHuntRuns(String name) throws IOException {
    assertThat(run(name).collectAsList()).as("rows of " + name).isNotNull();
  }

  @Test
  void noHuntHidesATable() throws IOException {
    assertThat(hunts()).noneMatch(QueryRequest::isTableName);
  }

  @Test
  void theHuntsAreThose() throws IOException {
    assertThat(hunts())
        .containsExactly(
            "newest-alerts",
            "who-set-passwords",
            "same-address-sign-ins",
            "new-addresses",
            "long-term-keys",
            "out-of-hours",
            "no-reset-required",
            "root-as-actor",
            "telling-signals",
            "stories-of-alerts",
            "still-exposed",
            "around-the-alert",
            "what-the-target-changed",
            "refused-attempts",
            "why-suppressed",
            "out-of-scope",
            "elastic-compared",
            "coverage-by-day",
            "where-logs-are-missing",
            "unreadable-input",
            "last-runs",
            "last-chunks",
            "slow-stages",
            "recent-decisions");
  }

  @Test
  void newestAlertsBeginWithTheNewest() throws IOException {
    List<Row> rows = run("newest-alerts").collectAsList();

    assertThat(rows).hasSize(number("SELECT count(*) FROM findings WHERE disposition = 'alert'"));
    assertThat(rows.get(0).<Timestamp>getAs("event_time"))
        .isAfter(rows.get(rows.size() - 1).<Timestamp>getAs("event_time"));
  }

  @Test
  void storiesAreToldInTheirOrderAroundTheAlert() throws IOException {
    Map<String, List<Row>> stories =
        run("stories-of-alerts").collectAsList().stream()
            .collect(Collectors.groupingBy(row -> row.<String>getAs("finding_id")));

    assertThat(stories).isNotEmpty();
    assertThat(stories.values())
        .allSatisfy(
            story -> {
              assertThat(story).extracting(row -> row.<Timestamp>getAs("event_time")).isSorted();
              assertThat(story)
                  .filteredOn(row -> row.<String>getAs("call").startsWith("* "))
                  .hasSize(1);
            });
  }

  @Test
  void tellingSignalsCountAlerts() throws IOException {
    List<Row> rows = run("telling-signals").collectAsList();

    assertThat(rows)
        .extracting(row -> row.<String>getAs("signal"))
        .contains("console_login_same_ip", "mfa_registered_by_actor", "external_switch");
    assertThat(rows.get(0).<Long>getAs("alerts"))
        .isGreaterThanOrEqualTo(rows.get(rows.size() - 1).<Long>getAs("alerts"));
  }

  @Test
  void whoSetPasswordsCountsTargetsOfEachPerson() throws IOException {
    List<Row> rows = run("who-set-passwords").collectAsList();

    assertThat(rows.get(0).<String>getAs("actor")).contains("AWSReservedSSO_HelpDesk");
    assertThat(rows)
        .filteredOn(row -> row.<String>getAs("actor").endsWith("user/photo-archive"))
        .extracting(row -> row.<Long>getAs("targets"))
        .containsExactly(2L);
  }

  @Test
  void sameAddressSignInsAreTheIntrudersOnly() throws IOException {
    assertThat(titles("same-address-sign-ins"))
        .contains(
            "ci-artifacts reset the console password of user farah.osei",
            "old-deployer gave user aws.audit a console password")
        .noneMatch(title -> title.contains("HelpDesk") || title.startsWith("ines.duarte"));
  }

  @Test
  void newAddressesHaveTheIntrudersAndNotTheOffice() throws IOException {
    assertThat(
            run("new-addresses")
                .where("days_of_past >= 14")
                .select("source_address")
                .as(Encoders.STRING())
                .collectAsList())
        .contains("203.0.113.24", "2001:db8:bad:7::2")
        .doesNotContain("198.51.100.14");
  }

  @Test
  void longTermKeysAreNoPeoplesConsole() throws IOException {
    assertThat(strings("long-term-keys", "actor"))
        .contains("ci-artifacts", "badge-printer")
        .doesNotContain("ines.duarte");
    assertThat(strings("long-term-keys", "actor_access_key_id"))
        .allMatch(key -> key.startsWith("AKIA"));
  }

  @Test
  void outOfHoursAreNightsAndWeekends() throws IOException {
    assertThat(titles("out-of-hours"))
        .contains(
            "ci-artifacts reset the console password of user farah.osei",
            "ines.duarte gave user mia.young a console password")
        .noneMatch(title -> title.contains("HelpDesk"));
  }

  @Test
  void noResetRequiredIsSaidByTheEvent() throws IOException {
    assertThat(titles("no-reset-required"))
        .contains("ci-artifacts reset the console password of user farah.osei")
        .noneMatch(title -> title.startsWith("ines.duarte gave"));
  }

  @Test
  void rootAsActorHasEveryDisposition() throws IOException {
    assertThat(strings("root-as-actor", "disposition")).containsExactly("out_of_scope");
  }

  @Test
  void aroundTheAlertListsCallsInOrderAndMarksTheRefused() throws IOException {
    assertThat(
            run("around-the-alert")
                .where("title = 'ci-artifacts reset the console password of user farah.osei'")
                .collectAsList())
        .extracting(row -> row.<String>getAs("calls"))
        .containsExactly("ListUsers, UpdateLoginProfile! backup-operator");
  }

  @Test
  void whatTheTargetChangedIsWhatThePasswordWasFor() throws IOException {
    List<Row> rows =
        run("what-the-target-changed").where("actor_name = 'farah.osei'").collectAsList();

    assertThat(rows)
        .extracting(row -> row.<String>getAs("event_name") + " " + row.<String>getAs("target_user"))
        .containsExactly(
            "CreateLoginProfile support-sync",
            "AttachUserPolicy support-sync",
            "CreateAccessKey support-sync",
            "CreateUser support-sync");
    assertThat(rows)
        .extracting(row -> row.<String>getAs("after_alert"))
        .containsOnly("ci-artifacts reset the console password of user farah.osei");
  }

  @Test
  void refusedAttemptsAreNoFindings() throws IOException {
    assertThat(strings("refused-attempts", "error_code"))
        .contains("AccessDenied", "NoSuchEntityException");
    assertThat(run("refused-attempts").join(TestSession.spark().table("findings"), "event_id"))
        .satisfies(both -> assertThat(both.count()).isZero());
  }

  @Test
  void whySuppressedNamesTheActorsBehindEachExclusion() throws IOException {
    assertThat(run("why-suppressed").collectAsList())
        .extracting(row -> row.getAs("excluded_by") + " " + row.getAs("actor"))
        .contains(
            "automation-user-agent, automation-principal"
                + " arn:aws:iam::111122223333:role/terraform-ci",
            "aws-service-identity sso.amazonaws.com");
  }

  @Test
  void whoeverNeverRanTerraformIsNotExcludedForSayingSo() throws IOException {
    assertThat(
            TestSession.spark()
                .table("findings")
                .where("exclusion_unproven")
                .select("actor_identity_arn", "disposition")
                .distinct()
                .collectAsList()
                .toString())
        .isEqualTo("[[arn:aws:iam::111122223333:user/deploy-legacy,alert]]");
  }

  @Test
  void outOfScopeIsRootsOwnPassword() throws IOException {
    assertThat(strings("out-of-scope", "actor_arn"))
        .containsExactly("arn:aws:iam::111122223333:root");
  }

  @Test
  void elasticComparedAddsUpToAllFindings() throws IOException {
    assertThat(
            run("elastic-compared").collectAsList().stream()
                .mapToLong(row -> row.<Long>getAs("findings"))
                .sum())
        .isEqualTo(number("SELECT count(*) FROM findings"));
    assertThat(strings("elastic-compared", "meaning"))
        .containsExactlyInAnyOrder(
            "both alert", "neither alerts", "only Elastic alerts", "only here");
  }

  @Test
  void coverageByDayAddsUpToTheLedger() throws IOException {
    assertThat(
            run("coverage-by-day").collectAsList().stream()
                .mapToLong(row -> row.<Long>getAs("files"))
                .sum())
        .isEqualTo(number("SELECT count(*) FROM files"));
  }

  @Test
  void whereLogsAreMissingHasARowForEachSilence() throws IOException {
    assertThat(run("where-logs-are-missing").count()).isZero();

    TestSession.spark()
        .sql(
            """
            SELECT * FROM VALUES
              ('1', 'eu', DATE'2026-03-08', 7, DATE'2026-03-07', false, 'no_files'),
              ('1', 'eu', DATE'2026-03-09', 6, DATE'2026-03-07', false, 'no_files'),
              ('2', 'eu', DATE'2026-03-08', 7, DATE'2026-03-07', true, 'no_files'),
              ('2', null, DATE'2026-03-08', 7, DATE'2026-03-07', true, 'no_files')
              AS gaps(account_id, region, delivery_date, days_before, last_delivery_date,
                whole_account, state)""")
        .createOrReplaceTempView("some_gaps");
    String sql =
        Notebook.hunts()
            .named("where-logs-are-missing")
            .orElseThrow()
            .sql()
            .replaceAll("\\bcoverage_gaps\\b", "some_gaps");
    assertThat(TestSession.spark().sql(sql).collectAsList())
        .extracting(Row::toString)
        .containsExactly(
            "[1,eu,no_files,2026-03-07,2026-03-08,2026-03-09,2]",
            "[2,all that it has,no_files,2026-03-07,2026-03-08,2026-03-08,1]");
  }

  @Test
  void unreadableInputIsTheTruncatedFile() throws IOException {
    assertThat(strings("unreadable-input", "reason")).containsExactly("gzip-truncated");
  }

  @Test
  void lastRunsHaveTheBackfillWithWhatItReadAndFound() throws IOException {
    assertThat(run("last-runs").collectAsList())
        .extracting(
            row ->
                "%s %s %s %s %s"
                    .formatted(
                        row.getAs("command"),
                        row.getAs("outcome"),
                        row.getAs("delivered"),
                        row.getAs("findings"),
                        row.getAs("unread")))
        .containsExactly(
            "backfill done 2026-02-02 to 2026-03-16 %d 1"
                .formatted(number("SELECT count(*) FROM findings")));
  }

  @Test
  void lastChunksAreThoseOfTheBackfill() throws IOException {
    List<Row> rows = run("last-chunks").collectAsList();

    assertThat(rows)
        .extracting(row -> row.getAs("delivered") + " " + row.getAs("unread"))
        .containsExactly("2026-02-02 to 2026-03-15 1");
    for (String sum : List.of("files", "records", "events")) {
      assertThat(rows.get(0).<Long>getAs(sum))
          .as(sum)
          .isEqualTo(run("last-runs").head().<Long>getAs(sum) + (sum.equals("files") ? 1 : 0));
    }
    // The clock of these runs stands.
    assertThat(rows.get(0).<Object>getAs("reading_seconds")).isNotNull();
    assertThat(rows.get(0).<Object>getAs("mb_per_second")).isNull();
    assertThat(rows.get(0).<Object>getAs("judging_seconds")).isNotNull();
  }

  @Test
  void slowStagesAreAllStagesAndNameNoNumbers() throws IOException {
    assertThat(strings("slow-stages", "stage"))
        .contains("listing the lake", "reading files", "judging all of activity")
        .doesNotHaveDuplicates();
    assertThat(
            run("slow-stages").collectAsList().stream()
                .mapToLong(row -> row.<Long>getAs("runs"))
                .sum())
        .isEqualTo(number("SELECT sum(size(stages)) FROM runs"));
  }

  /** The demo as its command runs it. */
  static Settings settings(Path demo) {
    Flags flags =
        new Flags(
            Optional.of(DemoLake.lake(demo).toUri().toString()),
            Optional.of(DemoLake.warehouse(demo).toUri().toString()),
            Optional.empty(),
            List.of(),
            List.of(),
            Optional.empty(),
            Map.of());
    return SettingsLoader.load(Optional.empty(), flags, true);
  }

  private static Dataset<Row> run(String name) throws IOException {
    Notebook hunts = Notebook.hunts();
    return HUNTS.computeIfAbsent(
        name, hunt -> TestSession.spark().sql(hunts.named(hunt).orElseThrow().sql()).cache());
  }

  private static List<String> titles(String name) throws IOException {
    return strings(name, "title");
  }

  private static List<String> strings(String name, String column) throws IOException {
    Stream<Row> rows = run(name).collectAsList().stream();
    return rows.map(row -> row.<String>getAs(column)).toList();
  }

  private static int number(String sql) {
    return Math.toIntExact(TestSession.spark().sql(sql).head().getLong(0));
  }
}
