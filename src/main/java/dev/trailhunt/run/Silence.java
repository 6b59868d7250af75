package dev.trailhunt.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;

import dev.trailhunt.table.CoverageGaps;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Days in a row without the logs of an account or of one of its regions.
 *
 * @param place {@code account 111122223333 in region us-east-1}, or {@code in any region}
 * @param days the days without
 * @param lastDelivery when the last logs came
 */
record Silence(String place, DateRange days, LocalDate lastDelivery) {
  /** Of gaps, one for each place: whole accounts first, then the longest, then the latest. */
  static List<Silence> among(Dataset<Row> gaps) {
    return gaps
        .where(
            col(CoverageGaps.STATE)
                .equalTo(CoverageGaps.NO_FILES)
                .and(col(CoverageGaps.REGION).isNull().or(not(col(CoverageGaps.WHOLE_ACCOUNT)))))
        .groupBy(CoverageGaps.ACCOUNT_ID, CoverageGaps.REGION, CoverageGaps.LAST_DELIVERY_DATE)
        .agg(
            min(CoverageGaps.DELIVERY_DATE).as("first"), max(CoverageGaps.DELIVERY_DATE).as("last"))
        .orderBy(
            col(CoverageGaps.REGION).isNull().desc(),
            datediff(col("last"), col("first")).desc(),
            col("last").desc(),
            col(CoverageGaps.ACCOUNT_ID),
            coalesce(col(CoverageGaps.REGION), lit("")))
        .collectAsList()
        .stream()
        .map(Silence::of)
        .toList();
  }

  private static Silence of(Row row) {
    String account = "account " + row.getString(0);
    return new Silence(
        row.isNullAt(1) ? account + " in any region" : account + " in region " + row.getString(1),
        new DateRange(row.getDate(3).toLocalDate(), row.getDate(4).toLocalDate()),
        row.getDate(2).toLocalDate());
  }

  /** {@code no logs of account … in region … on …}, and why that is worth a word. */
  String inWords() {
    return "no logs of %s on %s (delivered on each of the %d days to %s)"
        .formatted(place, days, CoverageGaps.STEADY_DAYS, lastDelivery);
  }
}
