package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.table.TableDetails;
import dev.trailhunt.table.Tables;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two months of nights over one lake, with a maintenance each week and with none. */
@Tag("full")
class MaintainedNightsIT {
  private static final int NIGHTS = 60;
  private static final List<String> QUERIES =
      List.of(
          "SELECT finding_id, title, severity, risk_score, signals, verdict_hash, status"
              + " FROM alerts ORDER BY finding_id",
          "SELECT * FROM evidence ORDER BY finding_id, event_id",
          "SELECT * FROM coverage ORDER BY account_id, region, delivery_date",
          "SELECT event_date, count(*) FROM activity WHERE target_user = 'user-7' GROUP BY 1 ORDER BY 1");

  @TempDir Path folder;

  private final LocalDate first = LocalDate.now(ZoneOffset.UTC).minusDays(NIGHTS + 1);

  @Test
  void filesStayFewAndNothingElseDiffers() {
    Bench bare = new Bench(folder);
    Bench maintained = bare.withOtherWarehouse("maintained");
    for (int night = 0; night < NIGHTS; night++) {
      LocalDate day = first.plusDays(night);
      deliver(bare, night);
      bare.nightly(day);
      maintained.nightly(day);
      if (night % 7 == 6) {
        maintained.maintain();
      }
    }
    List<String> figures = figures(bare, maintained);
    figures.forEach(System.out::println);

    assertThat(maintained.contents()).isEqualTo(bare.contents());
    for (String query : QUERIES) {
      assertThat(answer(maintained, query)).as(query).isEqualTo(answer(bare, query)).isNotEmpty();
    }
    for (Tables table : List.of(Tables.ACTIVITY, Tables.FILES)) {
      assertThat(files(maintained, table))
          .as(table.tableName())
          .isLessThan(files(bare, table))
          .isLessThan(NIGHTS + 40L);
    }
    for (Tables table :
        List.of(Tables.IDENTITY_CHANGES, Tables.FINDINGS, Tables.RUNS, Tables.QUARANTINE)) {
      assertThat(files(maintained, table)).as(table.tableName()).isLessThan(20L);
    }

    maintained.maintain();

    for (Tables table : List.of(Tables.ACTIVITY, Tables.FILES)) {
      assertThat(files(maintained, table)).as(table.tableName()).isLessThanOrEqualTo(NIGHTS + 2L);
    }
  }

  /** Some of a day's events come with the files of the next day or the one after. */
  private void deliver(Bench bench, int night) {
    LocalDate day = first.plusDays(night);
    Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    String user = "user-" + night % 10;
    List<String> records = new ArrayList<>();
    records.add(call("made-" + night, "CreateUser", user, noon));
    records.add(call("set-" + night, "CreateLoginProfile", user, noon.plusSeconds(5)));
    records.add(call("key-" + night, "CreateAccessKey", user, noon.plusSeconds(60)));
    records.add(call("late-" + night, "CreateAccessKey", user, noon.minusSeconds(86_400)));
    records.add(call("later-" + night, "DeleteAccessKey", user, noon.minusSeconds(172_800)));
    bench.lake.accountTrail(ACCOUNT, REGION, day, records.toArray(String[]::new));
    bench.lake.accountTrail(ACCOUNT, "eu-west-1", day, call("eu-" + night, "ListUsers", "x", noon));
  }

  private static List<Row> answer(Bench bench, String query) {
    return new QueryJob(bench.context(Progress.NONE), query).execute().collectAsList();
  }

  private static long files(Bench bench, Tables table) {
    return new TableDetails(bench.warehouse, table).size().files();
  }

  private static List<String> figures(Bench bare, Bench maintained) {
    List<String> figures = new ArrayList<>();
    figures.add("after " + NIGHTS + " nights: files without maintain, with maintain each week");
    for (Tables table : Tables.values()) {
      figures.add(
          "%-16s %5d %5d"
              .formatted(table.tableName(), files(bare, table), files(maintained, table)));
    }
    return figures;
  }
}
