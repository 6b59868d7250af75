package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.Settings;
import dev.trailhunt.config.Settings.Chunk;
import dev.trailhunt.config.Settings.Detection;
import dev.trailhunt.config.Settings.Warehouse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static Settings settings(Map<String, String> hadoop, Map<String, String> spark) {
    return new Settings(
        Optional.empty(),
        new Warehouse.AtPath("/t"),
        Optional.empty(),
        List.of(),
        Detection.DEFAULT,
        2,
        Chunk.DEFAULT,
        Optional.empty(),
        Settings.Retention.DEFAULT,
        hadoop,
        spark);
  }

  @Test
  void aSessionThatRunsIsUsedAndNeverStopped() throws Exception {
    SparkSession running = TestSession.spark();
    try (Sessions session = Sessions.open(settings(Map.of(), Map.of()), console())) {
      assertThat(session.spark().sparkContext()).isSameAs(running.sparkContext());
    }
    assertThat(running.sparkContext().isStopped()).isFalse();
  }

  @Test
  void aSessionThatRunsTakesWhatItStillCan() throws Exception {
    SparkSession running = TestSession.spark();
    TestConsole console = new TestConsole();
    Settings settings =
        settings(
            Map.of("trailhunt.test.option", "hadoop"),
            Map.of("spark.sql.trailhunt.test", "sql", "spark.executor.memory", "77g"));
    try (Sessions session = Sessions.open(settings, console.console())) {
      assertThat(session.spark().conf().get("spark.sql.trailhunt.test", "")).isEqualTo("sql");
      assertThat(running.sparkContext().hadoopConfiguration().get("trailhunt.test.option"))
          .isEqualTo("hadoop");
      assertThat(console.err())
          .isEqualTo(
              "warning: spark.executor.memory is left as it is: Spark runs already, set it there"
                  + System.lineSeparator());
    } finally {
      running.conf().unset("spark.sql.trailhunt.test");
      running.sparkContext().hadoopConfiguration().unset("trailhunt.test.option");
    }
  }

  @Test
  void ourOwnIsPinnedAndTheUserHasTheLastWord() throws Exception {
    Map<String, String> local =
        Sessions.local(
            settings(
                Map.of("fs.s3a.endpoint", "http://127.0.0.1:9000"),
                Map.of("spark.sql.shuffle.partitions", "3")),
            Path.of("/scratch"));
    assertThat(local)
        .containsEntry("spark.master", "local[*]")
        .containsEntry("spark.sql.session.timeZone", "UTC")
        .containsEntry("spark.sql.ansi.enabled", "true")
        .containsEntry("spark.ui.enabled", "false")
        .containsEntry("spark.sql.codegen.cache.maxEntries", "5000")
        .containsEntry("spark.driver.bindAddress", "127.0.0.1")
        .containsEntry("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .containsEntry("spark.hadoop.fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem")
        .containsEntry("spark.hadoop.fs.s3a.endpoint", "http://127.0.0.1:9000")
        .containsEntry("spark.sql.warehouse.dir", "file:///scratch")
        .containsEntry("spark.sql.shuffle.partitions", "3");
  }

  private static Console console() {
    return new TestConsole().console();
  }
}
