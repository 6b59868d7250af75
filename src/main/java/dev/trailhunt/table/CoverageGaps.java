package dev.trailhunt.table;

import dev.trailhunt.config.Settings;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Where logs are missing: an account's region that had files on each of seven days in a row and
 * then had none, day by day, until it delivers again or until the last day that a run has looked
 * at. The same for each account as a whole, whose regions may each deliver only now and then.
 *
 * <p>Seven in a row, because a region in use has files on every day, weekends included, and one in
 * which little happens seldom has them for a week: its silence says nothing.
 */
public final class CoverageGaps {
  public static final String ACCOUNT_ID = "account_id";
  public static final String REGION = "region";
  public static final String DELIVERY_DATE = "delivery_date";
  public static final String LAST_DELIVERY_DATE = "last_delivery_date";
  public static final String WHOLE_ACCOUNT = "whole_account";
  public static final String STATE = "state";

  /** A run has looked at the day and found nothing. */
  public static final String NO_FILES = "no_files";

  /** Days in a row that make the next one expected. */
  public static final int STEADY_DAYS = 7;

  /** A silence that began longer ago is no news to a run. */
  private static final int NEWS_DAYS = 30;

  private CoverageGaps() {}

  /**
   * The gaps that a run sees, although its own row does not say yet at what it has looked.
   *
   * @param from first day that it has looked at
   * @param to last day, itself included
   * @param lake the accounts and regions that it reads
   */
  public static Dataset<Row> seenBy(
      Warehouse warehouse, LocalDate from, LocalDate to, Settings.Lake lake) {
    String files =
        "(SELECT * FROM %s WHERE delivery_date BETWEEN DATE'%s' AND DATE'%s')"
            .formatted(
                warehouse.identifier(Tables.FILES), from.minusDays(NEWS_DAYS + STEADY_DAYS), to);
    String looked =
        "SELECT DATE'%s' AS first_date, DATE'%s' AS last_date, %s AS accounts, %s AS regions"
            .formatted(from, to, array(lake.accounts()), array(lake.regions()));
    return warehouse
        .spark()
        .sql(sql(files, looked))
        .where("delivery_date >= DATE'%s' AND state = '%s'".formatted(from, NO_FILES));
  }

  private static String array(List<String> names) {
    return names.stream()
        .map(name -> "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'")
        .collect(Collectors.joining(", ", "CAST(array(", ") AS ARRAY<STRING>)"));
  }

  /**
   * The days at which runs have looked that are done. The last one is the last that was asked for,
   * and was over when the run began: what lies beyond came late or early.
   */
  static String lookedAtBy(String runs) {
    return """
        SELECT
          directories_from AS first_date,
          least(covered_to, date_sub(CAST(started_at AS DATE), 1)) AS last_date,
          coalesce(accounts, array()) AS accounts,
          coalesce(regions, array()) AS regions
        FROM %s
        WHERE outcome = 'done' AND directories_from IS NOT NULL"""
        .formatted(runs);
  }

  /**
   * The query.
   *
   * @param files the ledger, or what of it is of interest
   * @param looked a query for ranges of days that were looked at: {@code first_date}, {@code
   *     last_date}, and the {@code accounts} and {@code regions} that were, none meaning all
   */
  static String sql(String files, String looked) {
    return """
        WITH delivered AS (
          SELECT account_id, region, delivery_date
          FROM %1$s
          GROUP BY GROUPING SETS ((account_id, region, delivery_date), (account_id, delivery_date))
        ),
        silences AS (
          SELECT account_id, region, last_delivery_date, next_delivery_date
          FROM (
            SELECT
              account_id,
              region,
              delivery_date AS last_delivery_date,
              lag(delivery_date, %3$d - 1) OVER days AS steady_since,
              lead(delivery_date) OVER days AS next_delivery_date
            FROM delivered
            WINDOW days AS (PARTITION BY account_id, region ORDER BY delivery_date))
          WHERE steady_since = date_sub(last_delivery_date, %3$d - 1)
            AND (next_delivery_date IS NULL OR next_delivery_date > date_add(last_delivery_date, 1))
        ),
        looked AS (
          SELECT
            s.account_id,
            s.region,
            s.last_delivery_date,
            coalesce(date_sub(max(s.next_delivery_date), 1), max(l.last_date)) AS last_silent_date,
            collect_list(
              CASE WHEN l.last_date IS NOT NULL THEN struct(l.first_date, l.last_date) END) AS looks
          FROM silences s
          LEFT JOIN (%2$s) l
            ON l.last_date > s.last_delivery_date
            AND (size(l.accounts) = 0 OR array_contains(l.accounts, s.account_id))
            AND (s.region IS NULL OR size(l.regions) = 0 OR array_contains(l.regions, s.region))
          GROUP BY s.account_id, s.region, s.last_delivery_date
        ),
        expected AS (
          SELECT
            account_id,
            region,
            explode(sequence(date_add(last_delivery_date, 1), last_silent_date)) AS delivery_date,
            last_delivery_date,
            looks
          FROM looked
          WHERE last_silent_date > last_delivery_date
        )
        SELECT
          account_id,
          region,
          delivery_date,
          greatest(0, %3$d + 1 - datediff(delivery_date, last_delivery_date)) AS days_before,
          last_delivery_date,
          count_if(region IS NULL) OVER (PARTITION BY account_id, delivery_date) > 0 AS whole_account,
          CASE
            WHEN exists(looks, l -> delivery_date BETWEEN l.first_date AND l.last_date)
            THEN '%4$s'
            ELSE 'not_read'
          END AS state
        FROM expected
        """
        .formatted(files, looked, STEADY_DAYS, NO_FILES);
  }
}
