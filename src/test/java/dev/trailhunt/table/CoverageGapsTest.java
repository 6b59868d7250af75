package dev.trailhunt.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** March of 2026 as it is remembered in April; the first was a Sunday. */
class CoverageGapsTest {
  private static final String STEADY = "1-14";

  private final List<String> files = new ArrayList<>();
  private final List<String> runs = new ArrayList<>();

  private CoverageGapsTest delivered(String account, String region, String... days) {
    for (String range : days) {
      String[] ends = range.split("-", -1);
      IntStream.rangeClosed(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]))
          .forEach(day -> files.add("('%s', '%s', %s)".formatted(account, region, date(day))));
    }
    return this;
  }

  private CoverageGapsTest lookedAt(int from, int to) {
    return lookedAt("done", from, to, "TIMESTAMP'2026-04-20 02:00:00'", "array()");
  }

  private CoverageGapsTest lookedAt(
      String outcome, int from, int to, String startedAt, String regions) {
    runs.add(
        "('%s', %s, %s, %s, CAST(NULL AS ARRAY<STRING>), CAST(%s AS ARRAY<STRING>))"
            .formatted(outcome, date(from), date(to), startedAt, regions));
    return this;
  }

  private static String date(int day) {
    return "DATE'2026-03-%02d'".formatted(day);
  }

  /** Account, region, day of March, days before, last delivery, whether all of it, state. */
  private List<String> gaps() {
    String ledger =
        "(VALUES %s AS f(account_id, region, delivery_date))".formatted(String.join(", ", files));
    String log =
        "(VALUES %s AS r(outcome, directories_from, covered_to, started_at, accounts, regions))"
            .formatted(String.join(", ", runs));
    return TestSession.spark()
        .sql(Views.COVERAGE_GAPS.sql(table -> table == Tables.FILES ? ledger : log))
        .selectExpr(
            "account_id",
            "coalesce(region, '*') AS region",
            "dayofmonth(delivery_date) AS day",
            "days_before",
            "dayofmonth(last_delivery_date)",
            "whole_account",
            "state")
        .orderBy("account_id", "region", "day")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void aDayThatIsMissedAfterAWeekOfFilesIsAGap() {
    delivered("1", "eu", "1-7", "9-14").delivered("1", "us", STEADY).lookedAt(1, 14);
    assertThat(gaps()).containsExactly("[1,eu,8,7,7,false,no_files]");
  }

  @Test
  void aSilenceLastsToTheLastDayThatARunWasAskedFor() {
    delivered("1", "eu", "1-11").delivered("1", "us", STEADY).lookedAt(1, 12).lookedAt(10, 14);
    assertThat(gaps())
        .containsExactly(
            "[1,eu,12,7,11,false,no_files]",
            "[1,eu,13,6,11,false,no_files]",
            "[1,eu,14,5,11,false,no_files]");
  }

  @Test
  void aLongSilenceIsToldToItsEnd() {
    delivered("1", "eu", "1-7").delivered("1", "us", "1-31").lookedAt(1, 31);
    assertThat(gaps()).hasSize(24).last().isEqualTo("[1,eu,31,0,7,false,no_files]");
  }

  @Test
  void anAccountThatFallsSilentIsToldAsAWholeAndByRegion() {
    delivered("1", "eu", "1-13").delivered("1", "us", "2", "6").delivered("2", "eu", STEADY);
    lookedAt(1, 14);
    assertThat(gaps())
        .containsExactly("[1,*,14,7,13,true,no_files]", "[1,eu,14,7,13,true,no_files]");
  }

  @Test
  void regionsThatDeliverNowAndThenMakeAnAccountThatIsExpected() {
    delivered("1", "eu", "1", "3", "5", "7").delivered("1", "us", "2", "4", "6", "9");
    lookedAt(1, 9);
    assertThat(gaps()).containsExactly("[1,*,8,7,7,true,no_files]");
  }

  @Test
  void sixDaysMakeNoHabit() {
    delivered("1", "eu", "1-6", "8-13").lookedAt(1, 14);
    assertThat(gaps()).isEmpty();
  }

  @Test
  void aQuietRegionIsNotMissed() {
    delivered("1", "eu", "1-2", "5", "8-12", "14").delivered("1", "us", STEADY).lookedAt(1, 14);
    assertThat(gaps()).isEmpty();
  }

  @Test
  void weekendsOffAreNotMissed() {
    delivered("1", "eu", "2-6", "9-13").delivered("1", "us", STEADY).lookedAt(1, 14);
    assertThat(gaps()).isEmpty();
  }

  @Test
  void aDayAtWhichNoRunHasLookedIsUnread() {
    delivered("1", "eu", "1-7", "12-14").lookedAt(1, 8).lookedAt(11, 14);
    assertThat(gaps())
        .filteredOn(gap -> gap.contains("eu"))
        .containsExactly(
            "[1,eu,8,7,7,true,no_files]",
            "[1,eu,9,6,7,true,not_read]",
            "[1,eu,10,5,7,true,not_read]",
            "[1,eu,11,4,7,true,no_files]");
  }

  @Test
  void nothingIsMissingWhereNoRunHasLookedYet() {
    delivered("1", "eu", "1-7").lookedAt(1, 7);
    assertThat(gaps()).isEmpty();
  }

  @Test
  void aRunThatFailedHasNotLooked() {
    delivered("1", "eu", "1-7").lookedAt(1, 7);
    lookedAt("failed", 1, 14, "TIMESTAMP'2026-04-20 02:00:00'", "array()");
    assertThat(gaps()).isEmpty();
  }

  @Test
  void theDayOfTheRunItselfIsNotOver() {
    delivered("1", "eu", "1-7");
    lookedAt("done", 1, 9, "TIMESTAMP'2026-03-09 23:00:00'", "array()");
    assertThat(gaps())
        .filteredOn(gap -> gap.contains("eu"))
        .containsExactly("[1,eu,8,7,7,true,no_files]");
  }

  @Test
  void aRunOverOtherRegionsHasNotLooked() {
    delivered("1", "eu", "1-7").delivered("1", "us", STEADY).lookedAt(1, 7);
    lookedAt("done", 8, 14, "TIMESTAMP'2026-04-20 02:00:00'", "array('us')");
    assertThat(gaps()).isEmpty();

    lookedAt("done", 8, 14, "TIMESTAMP'2026-04-20 02:00:00'", "array('eu', 'us')");
    assertThat(gaps()).hasSize(7);
  }
}
