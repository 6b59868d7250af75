package dev.trailhunt.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.Fixtures;
import dev.trailhunt.TestSession;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class IdentityEventsTest {
  @TempDir static Path lake;

  private static final Fixtures FIXTURES = Fixtures.in("mapping");
  private static Dataset<Row> events;

  @BeforeAll
  static void readTheLake() {
    Dataset<Row> records =
        TestSession.spark().read().format("cloudtrail").load(FIXTURES.writeLake(lake));
    events = IdentityEvents.of(records, KeepList.DEFAULT);
  }

  @TestFactory
  Stream<DynamicContainer> mapping() {
    return FIXTURES.tests(events);
  }

  @Test
  void everyExpectedColumnExists() {
    assertThat(events.columns()).containsAll(FIXTURES.expectedColumns());
  }
}
