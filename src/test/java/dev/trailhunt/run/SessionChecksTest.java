package dev.trailhunt.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.run.Diagnosis.Answer;
import dev.trailhunt.run.Diagnosis.Outcome;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionChecksTest {
  private static final Map<String, String> AS_NEEDED =
      Map.of(
          "spark.sql.extensions", "com.example.Other,io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog",
          "spark.sql.session.timeZone", "UTC",
          "spark.sql.ansi.enabled", "true");

  private static Answer with(String key, String value, boolean deltaIsBuiltIn) {
    Map<String, String> conf = new HashMap<>(AS_NEEDED);
    conf.put(key, value);
    return new SessionChecks(name -> conf.getOrDefault(name, ""), deltaIsBuiltIn).settings("4.1.3");
  }

  @Test
  void aSessionAsNeededIsTold() {
    assertThat(with("spark.sql.ansi.enabled", "true", false).found())
        .isEqualTo("Spark 4.1.3, Java " + Runtime.version().feature() + ", Delta, UTC, ANSI");
  }

  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "spark.sql.extensions, com.example.Other, FAIL, --conf spark.sql.extensions=io.delta",
    "spark.sql.catalog.spark_catalog, '', FAIL, --conf spark.sql.catalog.spark_catalog=org",
    "spark.sql.session.timeZone, Europe/Berlin, FAIL, spark.sql.session.timeZone",
    "spark.sql.ansi.enabled, false, WARN, spark.sql.ansi.enabled=true",
  })
  void whatIsSetOtherwiseIsNamed(String key, String value, Outcome outcome, String advice) {
    Answer answer = with(key, value, false);

    assertThat(answer.outcome()).isEqualTo(outcome);
    assertThat(answer.advice().orElseThrow()).contains(advice);
  }

  @Test
  void aPlatformThatHasDeltaNeedsNoSetting() {
    assertThat(with("spark.sql.extensions", "", true).outcome()).isEqualTo(Outcome.OK);
  }
}
