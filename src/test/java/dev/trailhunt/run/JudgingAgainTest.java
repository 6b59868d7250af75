package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.config.Settings;
import dev.trailhunt.config.Settings.Detection;
import dev.trailhunt.config.Settings.Exclusion;
import dev.trailhunt.table.Tables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One night's verdict: explained, tried with other settings, and judged again by them. */
class JudgingAgainTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  @TempDir static Path folder;

  private static Bench bench;

  @BeforeAll
  static void runOnce() {
    bench = new Bench(folder);
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        DAY,
        call("made", "CreateUser", "alice", NOON.minusSeconds(1)),
        call("set", "CreateLoginProfile", "alice", NOON));
    bench.nightly(DAY);
  }

  private static ExplainJob.Explanation explain(String eventId) {
    return explain(bench, eventId);
  }

  private static ExplainJob.Explanation explain(Bench of, String eventId) {
    return new ExplainJob(of.context(Progress.NONE), eventId).execute();
  }

  @Test
  void aTriggerIsExplainedByWhatJudgedIt() {
    ExplainJob.Explanation explained = explain("set");

    assertThat(explained.trigger()).hasSize(4).allMatch(clause -> clause.getBoolean(1));
    assertThat(explained.exclusions())
        .extracting(Row::toString)
        .contains("[automation-user-agent,false,aws-cli/2.31.8]");
    ExplainJob.Verdict verdict = explained.verdict().orElseThrow();
    Row finding = verdict.finding().get(0);
    assertThat(finding.<Integer>getAs("risk_score"))
        .isEqualTo(bench.rows(Tables.FINDINGS, "risk_score").get(0).getInt(0))
        .isEqualTo(47 + verdict.factors().stream().mapToInt(row -> row.getInt(1)).sum());
    assertThat(verdict.factors())
        .extracting(Row::toString)
        .contains("[user_created,5,The same actor had just created the user]");
    assertThat(verdict.evidence()).hasSize(1);
    assertThat(verdict.evidence().get(0).<String>getAs("signals")).isEqualTo("user_created");
  }

  @Test
  void ofAnEventThatIsNoTriggerTheFailingClauseIsShown() {
    ExplainJob.Explanation explained = explain("made");

    assertThat(explained.trigger())
        .filteredOn(clause -> !clause.getBoolean(1))
        .extracting(Row::toString)
        .containsExactly(
            "[the event name is CreateLoginProfile or UpdateLoginProfile,false,CreateUser]");
    assertThat(explained.verdict()).isEmpty();
  }

  @Test
  void ofAnExclusionOfOnesOwnEachPartIsShown() {
    Exclusion exclusion =
        new Exclusion(
            "drill",
            "a test",
            "somebody",
            Optional.of(DAY.minusDays(1)),
            List.of(ACCOUNT),
            List.of(),
            List.of(
                new Settings.Condition.Text(
                    Settings.Field.TARGET, Settings.Operator.EQUALS, List.of("alice"))));
    List<String> all =
        List.of(
            "aws-service-identity",
            "automation-user-agent",
            "automation-principal",
            "aws-provisioning-service",
            "cloud-provider-network");

    assertThat(explain(bench.withDetection(with(all, exclusion)), "made").exclusions())
        .extracting(Row::toString)
        .containsExactly(
            "[drill,false,null]",
            "[drill: expires,false,2026-03-04]",
            "[drill: accounts,true," + ACCOUNT + "]",
            "[drill: target,true,alice]");
    assertThat(explain(bench.withDetection(with(all)), "made").exclusions()).isEmpty();
  }

  @Test
  void whatIsReadAndNotYetJudgedIsExplainedInFull() {
    Bench other = bench.withOtherWarehouse("unjudged");
    new IngestJob(other.context(Progress.NONE), new DateRange(DAY, DAY)).execute();

    ExplainJob.Explanation explained = explain(other, "set");

    assertThat(explained.verdict().orElseThrow().factors())
        .isEqualTo(explain("set").verdict().orElseThrow().factors());
  }

  @Test
  void anUnknownEventIsNamed() {
    assertThatThrownBy(() -> explain("nowhere"))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("no identity event has the id nowhere");
  }

  @Test
  void otherSettingsAreTriedWithoutWritingAndThenJudgeAgain() {
    Detection expected =
        withExclusions(exclusion("expected", DAY), exclusion("unused", DAY.minusDays(1)));
    Map<String, Long> versions = bench.versions();
    long runs = bench.count(Tables.RUNS);
    Bench other = bench.withDetection(expected);

    WhatIfJob.Result tried =
        new WhatIfJob(other.context(Progress.NONE), Optional.empty()).execute();

    assertThat(tried.judged()).isEqualTo(1);
    assertThat(tried.added()).isZero();
    assertThat(tried.moves()).isEqualTo(new DetectResult.Moves(0, 0, 1, 0));
    assertThat(tried.moved().get(0).before()).startsWith("alert ");
    assertThat(tried.moved().get(0).after()).startsWith("excluded ");
    assertThat(bench.versions()).isEqualTo(versions);
    assertThat(bench.count(Tables.RUNS)).isEqualTo(runs);

    RunResult judged = other.detect(new DetectJob.Scope.All());

    DetectResult found = judged.detect().orElseThrow();
    assertThat(found.changed()).isEqualTo(1);
    assertThat(found.moves()).isEqualTo(tried.moves());
    assertThat(found.excludedBad())
        .extracting(DetectResult.Excluded::exclusions)
        .containsExactly("expected");
    assertThat(judged.warnings())
        .contains(
            "the exclusion expected expired on 2026-03-04: renew or remove it",
            "the exclusion unused has matched no finding; what was judged before it was written, only"
                + " detect --all judges again");
    assertThat(bench.rows(Tables.FINDINGS, "disposition", "revision").toString())
        .isEqualTo("[[excluded,2]]");

    bench.detect(new DetectJob.Scope.All());

    assertThat(bench.rows(Tables.FINDINGS, "disposition", "revision").toString())
        .isEqualTo("[[alert,3]]");
  }

  private static Exclusion exclusion(String id, LocalDate expires) {
    return new Exclusion(
        id, "a test", "somebody", Optional.of(expires), List.of(ACCOUNT), List.of(), List.of());
  }

  /** The password's score is high, so that excluding it is worth naming. */
  private static Detection withExclusions(Exclusion... declared) {
    return with(List.of(), declared);
  }

  private static Detection with(List<String> switchedOff, Exclusion... declared) {
    Detection usual = Detection.DEFAULT;
    return new Detection(
        usual.correlation(),
        usual.baseline(),
        new Settings.Exclusions(switchedOff, List.of(declared)),
        usual.earned(),
        usual.overrides(),
        new Settings.Weights(Optional.empty(), Optional.empty(), new TreeMap<>()));
  }
}
