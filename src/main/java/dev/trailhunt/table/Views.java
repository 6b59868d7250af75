package dev.trailhunt.table;

import dev.trailhunt.rule.Finding;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The views of a warehouse: what an analyst asks first, ready to be queried by name. */
public enum Views {
  /** Findings that nothing excludes, flat, with the latest decision of an analyst. */
  ALERTS {
    @Override
    String sql(Function<Tables, String> identifier) {
      return """
          SELECT %s, coalesce(t.status, 'open') AS status, t.verdict, t.assignee, t.note
          FROM %s f
          LEFT JOIN (%s) t ON t.finding_id = f.finding_id
          WHERE f.disposition = 'alert'
          """
          .formatted(flatColumns(), identifier.apply(Tables.FINDINGS), latestDecisions(identifier));
    }
  },

  /** What else happened around each trigger: one row per event, the trigger's finding beside it. */
  EVIDENCE {
    @Override
    String sql(Function<Tables, String> identifier) {
      return """
          SELECT
            finding_id,
            account_id,
            title,
            disposition,
            severity,
            event_id AS trigger_event_id,
            event_time AS trigger_time,
            %s
          FROM (
            SELECT *, explode(evidence) AS e FROM %s)
          """
          .formatted(evidenceColumns(), identifier.apply(Tables.FINDINGS));
    }
  },

  /** Findings that an exclusion holds back, with the reasons. */
  SUPPRESSED {
    @Override
    String sql(Function<Tables, String> identifier) {
      return """
          SELECT
            concat_ws(', ', f.exclusions.id) AS excluded_by,
            concat_ws('; ', f.exclusions.reason) AS reason,
            concat_ws(', ', array_distinct(f.exclusions.owner)) AS owner,
            %s
          FROM %s f
          WHERE f.disposition = 'excluded'
          """
          .formatted(flatColumns(), identifier.apply(Tables.FINDINGS));
    }
  },

  /** What was read: one row per account, region and delivery date. */
  COVERAGE {
    @Override
    String sql(Function<Tables, String> identifier) {
      return """
          SELECT
            account_id,
            region,
            delivery_date,
            count(*) AS files,
            sum(size) AS bytes,
            sum(records) AS records,
            sum(identity_events) AS identity_events,
            count_if(state <> 'read') AS unreadable_files,
            sum(malformed) AS unreadable_records
          FROM %s
          GROUP BY account_id, region, delivery_date
          """
          .formatted(identifier.apply(Tables.FILES));
    }
  },

  /** What was to be expected and is not there: {@link CoverageGaps}. */
  COVERAGE_GAPS {
    @Override
    String sql(Function<Tables, String> identifier) {
      return CoverageGaps.sql(
          identifier.apply(Tables.FILES), CoverageGaps.lookedAtBy(identifier.apply(Tables.RUNS)));
    }
  };

  /** The view's name. */
  public String viewName() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Its query, over the tables as the given function names them. */
  abstract String sql(Function<Tables, String> identifier);

  private static String flatColumns() {
    return Stream.of(Finding.SCHEMA.fields())
        .map(
            field ->
                switch (field.name()) {
                  case Finding.SIGNALS,
                      Finding.STILL_EXPOSED,
                      Finding.TACTICS,
                      Finding.TECHNIQUES ->
                      listed("f." + field.name(), field.name());
                  case Finding.EXCLUSIONS -> listed("f.exclusions.id", "exclusions");
                  case Finding.SCORE_FACTORS -> listed("f.score_factors.factor", "score_factors");
                  default -> "f." + field.name();
                })
        .filter(column -> !column.equals("f." + Finding.EVIDENCE))
        .collect(Collectors.joining(", "));
  }

  /** A list as text; null stays null: unknown is not the same as none. */
  private static String listed(String list, String name) {
    return "CASE WHEN %1$s IS NOT NULL THEN concat_ws(', ', %1$s) END AS %2$s"
        .formatted(list, name);
  }

  private static String evidenceColumns() {
    return Stream.of(Finding.evidenceColumns())
        .map(
            name ->
                switch (name) {
                  case "relations", "signals" -> listed("e." + name, name);
                  default -> "e." + name;
                })
        .collect(Collectors.joining(", "));
  }

  private static String latestDecisions(Function<Tables, String> identifier) {
    return """
        SELECT finding_id, latest.*
        FROM (
          SELECT finding_id, max_by(struct(status, verdict, assignee, note), at) AS latest
          FROM %s
          GROUP BY finding_id)
        """
        .formatted(identifier.apply(Tables.TRIAGE));
  }
}
