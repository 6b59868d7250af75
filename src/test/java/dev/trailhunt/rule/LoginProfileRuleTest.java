package dev.trailhunt.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.Fixtures;
import dev.trailhunt.TestSession;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class LoginProfileRuleTest {
  @TempDir static Path folder;

  private static final Fixtures TRIGGER = Fixtures.inAccountsOfTheirOwn("trigger");
  private static final Fixtures EXCLUSION = Fixtures.inAccountsOfTheirOwn("exclusion");
  private static final Fixtures VERDICT = Fixtures.inAccountsOfTheirOwn("verdict");
  private static Dataset<Row> triggerFindings;
  private static Dataset<Row> exclusionFindings;
  private static Dataset<Row> verdictFindings;

  @BeforeAll
  static void judge() throws IOException {
    RuleOptions defaults = RuleOptions.defaults();
    triggerFindings = judge(TRIGGER, folder.resolve("trigger"), defaults);
    RuleOptions withNetworks = defaults.withAsnDatabase(geoLite());
    exclusionFindings = judge(EXCLUSION, folder.resolve("exclusion"), withNetworks);
    verdictFindings = judge(VERDICT, folder.resolve("verdict"), withNetworks);
  }

  private static Dataset<Row> judge(Fixtures fixtures, Path lake, RuleOptions options) {
    Dataset<Row> records =
        TestSession.spark().read().format("cloudtrail").load(fixtures.writeLake(lake));
    return Judging.of(IdentityEvents.of(records, KeepList.DEFAULT), options).cache();
  }

  private static AsnDatabase geoLite() throws IOException {
    Path file = folder.resolve("GeoLite2-ASN.mmdb");
    try (InputStream in = LoginProfileRuleTest.class.getResourceAsStream("/GeoLite2-ASN.mmdb")) {
      Files.copy(in, file);
    }
    return AsnDatabase.load(
        TestSession.spark().sparkContext().hadoopConfiguration(), file.toUri().toString());
  }

  @TestFactory
  Stream<DynamicContainer> triggers() {
    return TRIGGER.tests(triggerFindings);
  }

  @TestFactory
  Stream<DynamicContainer> exclusions() {
    return EXCLUSION.tests(exclusionFindings);
  }

  @TestFactory
  Stream<DynamicContainer> verdicts() {
    return VERDICT.tests(verdictFindings);
  }

  @Test
  void everyExpectedColumnExists() {
    assertThat(triggerFindings.columns()).containsAll(TRIGGER.expectedColumns());
    assertThat(exclusionFindings.columns()).containsAll(EXCLUSION.expectedColumns());
    assertThat(verdictFindings.columns()).containsAll(VERDICT.expectedColumns());
  }
}
