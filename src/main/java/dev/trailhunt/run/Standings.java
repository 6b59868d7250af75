package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import dev.trailhunt.rule.Finding;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How the triggers stand that a run has judged. A run that reads in chunks judges one again when a
 * later chunk bears on it: it counts once, as it stands last.
 */
final class Standings {
  private record Verdict(String disposition, String severity, List<String> exclusions) {}

  /** By a hash of the finding's id, for what is counted: a backfill of months can have many. */
  private final Map<Long, Verdict> byTrigger = new HashMap<>();

  /** The few that there are. */
  private final Map<Verdict, Verdict> verdicts = new HashMap<>();

  /**
   * Takes note of findings that were judged.
   *
   * @param findings at least of {@code finding_id}, {@code disposition}, {@code severity} and
   *     {@code exclusions}
   */
  void judged(Dataset<Row> findings) {
    findings
        .select(
            xxhash64(col(Finding.FINDING_ID)),
            col(Finding.DISPOSITION),
            col(Finding.SEVERITY),
            col(Finding.EXCLUSIONS).getField("id"))
        .collectAsList()
        .forEach(row -> byTrigger.put(row.getLong(0), shared(verdict(row))));
  }

  private static Verdict verdict(Row row) {
    List<String> exclusions = row.isNullAt(3) ? List.of() : List.copyOf(row.getList(3));
    return new Verdict(row.getString(1), row.getString(2), exclusions);
  }

  private Verdict shared(Verdict verdict) {
    return verdicts.computeIfAbsent(verdict, first -> first);
  }

  long triggers() {
    return byTrigger.size();
  }

  /** How many have a disposition. */
  long count(String disposition) {
    return byTrigger.values().stream()
        .filter(verdict -> verdict.disposition.equals(disposition))
        .count();
  }

  /** Alerts, by severity. */
  SortedMap<String, Long> alertsBySeverity() {
    return counted(Finding.ALERT, verdict -> List.of(verdict.severity));
  }

  /** Excluded ones, by the exclusion's id; one can count under several. */
  SortedMap<String, Long> excludedBy() {
    return counted(Finding.EXCLUDED, Verdict::exclusions);
  }

  private interface Names {
    Collection<String> of(Verdict verdict);
  }

  private SortedMap<String, Long> counted(String disposition, Names names) {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (Verdict verdict : byTrigger.values()) {
      if (verdict.disposition.equals(disposition)) {
        names.of(verdict).forEach(name -> counts.merge(name, 1L, Long::sum));
      }
    }
    return counts;
  }
}
