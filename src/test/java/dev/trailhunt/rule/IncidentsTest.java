package dev.trailhunt.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.Fixtures;
import dev.trailhunt.TestSession;
import dev.trailhunt.config.ConfigText;
import dev.trailhunt.config.Flags;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.SettingsLoader;
import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import dev.trailhunt.run.RuleSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was done in publicly reported incidents must be ranked as critical, ordinary administration
 * must stay low, and what merely resembles the rule's signals must not raise one.
 */
class IncidentsTest {
  @TempDir static Path lake;

  private static final Fixtures INCIDENTS = Fixtures.inAccountsOfTheirOwn("incidents");

  private static final Set<String> CORRELATED =
      Set.of(
          Finding.SIGNALS,
          Finding.EVIDENCE,
          Finding.EVIDENCE_COUNT,
          Finding.STILL_EXPOSED,
          Finding.WINDOW_ENDS);

  private static Dataset<Row> findings;

  @BeforeAll
  static void judge() {
    Dataset<Row> records =
        TestSession.spark().read().format("cloudtrail").load(INCIDENTS.writeLake(lake));
    findings = findingsOf(IdentityEvents.of(records, KeepList.DEFAULT)).cache();
  }

  private static Dataset<Row> findingsOf(Dataset<Row> activity) {
    return Judging.of(activity, RuleOptions.defaults().withExclusions(declared()));
  }

  /** The break-glass drill is calm only because somebody declared it. */
  private static RuleOptions.Exclusions declared() {
    String file = IncidentsTest.class.getResource("/fixtures/incidents/exclusions.yaml").getPath();
    ConfigText text = new ConfigText("t.yaml", "warehouse: /w\nexclusions: " + file);
    Settings settings = SettingsLoader.load(Optional.of(text), Flags.NONE, false);
    return new RuleOptions.Exclusions(
        List.of(), RuleSettings.exclusions(settings.detection().exclusions()), Optional.of(3));
  }

  @AfterAll
  static void release() {
    findings.unpersist();
  }

  @TestFactory
  Stream<DynamicContainer> correlation() {
    return INCIDENTS.about(CORRELATED).tests(findings);
  }

  @TestFactory
  Stream<DynamicNode> judgement() {
    return Stream.concat(
        INCIDENTS.besides(CORRELATED).tests(findings),
        Stream.of(DynamicTest.dynamicTest("explained", IncidentsTest::explain)));
  }

  @Test
  void everyExpectedColumnExists() {
    assertThat(findings.columns()).containsAll(INCIDENTS.expectedColumns());
  }

  private static void explain() {
    Map<String, Row> byEventId =
        findings.collectAsList().stream()
            .collect(Collectors.toMap(row -> row.getAs(Activity.EVENT_ID), Function.identity()));
    System.out.println(line("case", "telling trigger", "severity", "score", "signals"));
    INCIDENTS
        .tellingEventIds()
        .forEach((name, eventId) -> System.out.println(explained(name, byEventId.get(eventId))));
  }

  private static String explained(String name, Row finding) {
    return line(
        name,
        finding.getAs(Activity.EVENT_ID),
        finding.getAs(Finding.SEVERITY),
        finding.getAs(Finding.RISK_SCORE),
        String.join(" ", finding.<String>getList(finding.fieldIndex(Finding.SIGNALS))));
  }

  private static String line(
      String name, String trigger, Object severity, Object score, String signals) {
    return "%-113s %-26s %-9s %5s  %s".formatted(name, trigger, severity, score, signals);
  }
}
