package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.SparkHome;
import dev.trailhunt.SparkHome.Ended;
import dev.trailhunt.source.LakeWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job jar as a user's {@code spark-submit} runs it, on Spark's jars only. */
class SparkSubmitIT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final String FINDINGS = "SELECT event_id, target_user FROM findings";

  @TempDir static Path folder;
  private static SparkHome home;
  private static String lake;

  @BeforeAll
  static void makeALake() {
    home = new SparkHome(folder.resolve("spark"));
    LakeWriter writer = new LakeWriter(folder.resolve("lake"));
    writer.accountTrail(
        LakeWriter.ACCOUNT, LakeWriter.REGION, DAY, LakeWriter.passwordGiven("submitted"));
    lake = writer.location();
  }

  private static Ended submit(Map<String, String> settings, String... command) throws Exception {
    return home.submit("local[2]", settings, command).end();
  }

  @Test
  void findsIntoTablesByPathAndAnswersFromThem() throws Exception {
    String warehouse = folder.resolve("by-path").toUri().toString();
    Path config =
        Files.writeString(
            folder.resolve("trailhunt.yaml"),
            "lake: {location: '%s'}\nwarehouse: '%s'\n".formatted(lake, warehouse));

    Ended nightly =
        submit(SparkHome.DELTA, "nightly", "--date", DAY.toString(), "--config", config.toString());

    assertThat(nightly.status()).as(nightly.err()).isZero();
    assertThat(nightly.out()).contains("1 new");
    Ended query =
        submit(
            SparkHome.DELTA, "query", FINDINGS, "--format", "csv", "--config", config.toString());
    assertThat(query.status()).as(query.err()).isZero();
    assertThat(query.out()).isEqualTo("event_id,target_user\r\nsubmitted,alice\r\n");
  }

  @Test
  @Tag("full")
  void findsIntoTablesOfTheCatalogOfThePlatform() throws Exception {
    Path schema = folder.resolve("catalog");
    Map<String, String> settings = new HashMap<>(SparkHome.DELTA);
    settings.put("spark.sql.warehouse.dir", schema.toUri().toString());

    Ended nightly =
        submit(
            settings, "nightly", "--date", DAY.toString(), "--lake", lake, "--schema", "default");

    assertThat(nightly.status()).as(nightly.err()).isZero();
    assertThat(nightly.out()).contains("1 new");
    // The catalog of this Spark forgets its tables; their folders stay.
    Ended query =
        submit(
            SparkHome.DELTA,
            "query",
            FINDINGS,
            "--format",
            "json",
            "--warehouse",
            schema.toUri().toString());
    assertThat(query.out())
        .as(query.err())
        .isEqualTo("{\"event_id\":\"submitted\",\"target_user\":\"alice\"}\n");
  }

  @Test
  void namesTheSettingsThatAreMissing() throws Exception {
    Path warehouse = folder.resolve("never");

    Ended ended =
        submit(
            Map.of(),
            "nightly",
            "--date",
            DAY.toString(),
            "--lake",
            lake,
            "--warehouse",
            warehouse.toUri().toString());

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .contains("trailhunt: the Spark session has no Delta: start it with --conf ");
    SparkHome.DELTA.forEach(
        (key, value) -> assertThat(ended.err()).contains("--conf " + key + "=" + value));
    assertThat(warehouse).doesNotExist();
  }

  @Test
  @Tag("full")
  void aRunThatFailsEndsWithItsStatus() throws Exception {
    Ended ended =
        submit(
            SparkHome.DELTA,
            "nightly",
            "--date",
            DAY.toString(),
            "--lake",
            folder.resolve("nothing").toUri().toString(),
            "--warehouse",
            folder.resolve("without-lake").toUri().toString());

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err())
        .containsPattern("(?m)^trailhunt: .*/nothing")
        .doesNotContain("Exception in thread");
  }
}
