package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.array_size;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.to_date;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.event.Activity;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Identities that do more than people: their joins stay as big as their evidence. */
@Tag("full")
class CorrelationAtScaleIT {
  private static final long START = 1_770_000_000L;
  private static final int DAY = 86_400;

  /** Events {@code id} of 0 to n, with the columns given and all others null. */
  private static Dataset<Row> events(long n, long everySeconds, String name, Object... columns) {
    Dataset<Row> events =
        TestSession.spark()
            .range(n)
            .withColumn(Activity.EVENT_ID, concat(lit(name + "-"), col("id")))
            .withColumn(
                Activity.EVENT_TIME,
                timestamp_seconds(lit(START).plus(expr("id * " + everySeconds))))
            .withColumn(Activity.EVENT_DATE, to_date(col(Activity.EVENT_TIME)))
            .withColumn(Activity.ACCOUNT_ID, lit("111122223333"))
            .withColumn(Activity.EVENT_NAME, lit(name))
            .withColumn(Activity.OUTCOME, lit(Activity.SUCCESS));
    for (int i = 0; i < columns.length; i += 2) {
      events = events.withColumn((String) columns[i], (Column) columns[i + 1]);
    }
    Dataset<Row> given = events;
    Column[] all =
        java.util.Arrays.stream(Activity.SCHEMA.fields())
            .map(field -> column(given, field))
            .toArray(Column[]::new);
    return given.select(all);
  }

  private static Column column(Dataset<Row> given, StructField field) {
    return java.util.List.of(given.columns()).contains(field.name())
        ? col(field.name())
        : lit(null).cast(field.dataType()).as(field.name());
  }

  private static Dataset<Row> judge(Dataset<Row> activity) {
    return Judging.of(activity, RuleOptions.defaults()).cache();
  }

  @Test
  void aUserWithAMillionSignIns() {
    Dataset<Row> signIns =
        events(
            1_000_000,
            1,
            "ConsoleLogin",
            Activity.EVENT_SOURCE,
            lit("signin.amazonaws.com"),
            Activity.TARGET_USER,
            lit("robot"),
            Activity.ACTOR_KEY,
            lit("AIDAROBOT"),
            Activity.ACTOR_TYPE,
            lit("IAMUser"),
            Activity.ACTOR_NAME,
            lit("robot"));
    Dataset<Row> resets =
        events(
            10,
            DAY,
            "UpdateLoginProfile",
            Activity.EVENT_SOURCE,
            lit("iam.amazonaws.com"),
            Activity.TARGET_USER,
            lit("robot"),
            Activity.ACTOR_KEY,
            lit("AROAADMIN"),
            Activity.ACTOR_TYPE,
            lit("AssumedRole"));

    Dataset<Row> findings = judge(signIns.unionByName(resets));

    Row first = findings.where(col(Activity.EVENT_ID).equalTo("UpdateLoginProfile-0")).head();
    assertThat(first.<Long>getAs(Finding.EVIDENCE_COUNT)).isEqualTo(7L * DAY + 1 + 7);
    assertThat(findings.where(array_size(col(Finding.EVIDENCE)).notEqual(200)).count()).isZero();
  }

  @Test
  void aRoleWithTwentyThousandResetsInAMonth() {
    Dataset<Row> resets =
        events(
            20_000,
            130,
            "UpdateLoginProfile",
            Activity.EVENT_SOURCE,
            lit("iam.amazonaws.com"),
            Activity.TARGET_USER,
            concat(lit("user"), col("id")),
            Activity.ACTOR_KEY,
            lit("AROADESK"),
            Activity.ACTOR_TYPE,
            lit("AssumedRole"),
            Activity.SOURCE_IP,
            lit("192.0.2.1"));

    Dataset<Row> findings = judge(resets);

    assertThat(findings.count()).isEqualTo(20_000);
    assertThat(findings.where(col(Finding.EVIDENCE_COUNT).gt(2 * (3600 / 130))).count()).isZero();
    assertThat(findings.where(expr("array_contains(signals, 'mass_password_set')")).count())
        .isEqualTo(20_000);
  }
}
