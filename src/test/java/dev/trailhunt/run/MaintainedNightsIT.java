package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.run.MaintainJob.Maintained;
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

/** Two months of nights over one lake, with a maintenance each week. */
@Tag("full")
class MaintainedNightsIT {
  private static final int NIGHTS = 60;
  private static final int WEEK = 7;

  /** Events are up to two days older than their files. */
  private static final int DATES_BEFORE = 2;

  private static final List<Tables> BY_DATE =
      List.of(Tables.ACTIVITY, Tables.FILES, Tables.QUARANTINE);

  private static final List<Tables> WHOLE =
      List.of(Tables.IDENTITY_CHANGES, Tables.FINDINGS, Tables.RUNS);

  /** Each date of these, or each run, comes to have more than one; of the others, one is enough. */
  private static final List<Tables> IN_PIECES =
      List.of(Tables.ACTIVITY, Tables.FILES, Tables.IDENTITY_CHANGES, Tables.RUNS);

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
    Bench bench = new Bench(folder);
    List<MaintainJob.Result> weeks = new ArrayList<>();
    for (int night = 0; night < NIGHTS; night++) {
      deliver(bench, night);
      bench.nightly(first.plusDays(night));
      if (night % WEEK == WEEK - 1) {
        weeks.add(bench.maintain());
      }
    }
    figures(weeks).forEach(System.out::println);

    for (int week = 0; week < weeks.size(); week++) {
      long dates = (week + 1L) * WEEK + DATES_BEFORE;
      for (Tables table : BY_DATE) {
        assertThat(left(weeks, week, table)).as("%s, week %d", table, week).isBetween(1L, dates);
      }
      for (Tables table : WHOLE) {
        assertThat(left(weeks, week, table)).as("%s, week %d", table, week).isOne();
        assertThat(found(weeks, week, table))
            .as("%s, week %d: no more than the first week brought, and what that left", table, week)
            .isLessThanOrEqualTo(found(weeks, 0, table) + 1);
      }
      for (Tables table : IN_PIECES) {
        assertThat(found(weeks, week, table))
            .as("%s, week %d", table, week)
            .isGreaterThan(left(weeks, week, table));
      }
      assertThat(weeks.get(week).tables()).extracting(Maintained::rowsDeleted).containsOnly(0L);
    }

    Bench atOnce = bench.withOtherWarehouse("at-once");
    atOnce.backfill(first, first.plusDays(NIGHTS - 1L));
    assertThat(bench.contents()).isEqualTo(atOnce.contents());
    for (String query : QUERIES) {
      assertThat(answer(bench, query)).as(query).isEqualTo(answer(atOnce, query)).isNotEmpty();
    }
  }

  /**
   * A region's files of a day come a night late, some events with the files of the next day or the
   * one after, and a record of each day cannot be read.
   */
  private void deliver(Bench bench, int night) {
    LocalDate day = first.plusDays(night);
    Instant noon = day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    String user = "user-" + night % 10;
    bench.lake.accountTrail(
        ACCOUNT,
        REGION,
        day,
        call("made-" + night, "CreateUser", user, noon),
        call("set-" + night, "CreateLoginProfile", user, noon.plusSeconds(5)),
        call("key-" + night, "CreateAccessKey", user, noon.plusSeconds(60)),
        call("late-" + night, "CreateAccessKey", user, noon.minusSeconds(86_400)),
        call("later-" + night, "DeleteAccessKey", user, noon.minusSeconds(172_800)),
        "{\"eventName\":\"CreateUser\",\"eventSource\":\"iam.amazonaws.com\"}");
    bench.lake.accountTrail(
        ACCOUNT,
        "eu-west-1",
        night == 0 ? day : day.minusDays(1),
        call("eu-" + night, "ListUsers", "x", noon.minusSeconds(86_400)));
  }

  private static List<Row> answer(Bench bench, String query) {
    return new QueryJob(bench.context(Progress.NONE), query).execute().collectAsList();
  }

  private static Maintained done(List<MaintainJob.Result> weeks, int week, Tables table) {
    return weeks.get(week).tables().stream()
        .filter(one -> one.table().equals(table.tableName()))
        .findFirst()
        .orElseThrow();
  }

  private static long found(List<MaintainJob.Result> weeks, int week, Tables table) {
    return done(weeks, week, table).before().count();
  }

  private static long left(List<MaintainJob.Result> weeks, int week, Tables table) {
    return done(weeks, week, table).after().count();
  }

  /** Of each table, what each week found and left, and what all weeks added. */
  private static List<String> figures(List<MaintainJob.Result> weeks) {
    List<String> figures = new ArrayList<>();
    for (Tables table : Tables.values()) {
      StringBuilder line = new StringBuilder("%-16s".formatted(table.tableName()));
      long added = 0;
      long left = 0;
      for (int week = 0; week < weeks.size(); week++) {
        added += found(weeks, week, table) - left;
        left = left(weeks, week, table);
        line.append(" %3d>%3d".formatted(found(weeks, week, table), left));
      }
      figures.add(line.append("  %d files added".formatted(added)).toString());
    }
    return figures;
  }
}
