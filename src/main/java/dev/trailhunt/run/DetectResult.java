package dev.trailhunt.run;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a detect judged and what stands now among the judged.
 *
 * @param scope what was judged, in words: {@code "what is new since activity version 12"}
 * @param judged triggers judged
 * @param added findings that are new
 * @param changed findings whose verdict changed
 * @param withdrawn findings whose event is no longer a trigger
 * @param alertsBySeverity alerts among the judged, by severity
 * @param excludedBy excluded ones among the judged, by the exclusion's id; one finding can count
 *     under several
 * @param excluded excluded ones among the judged
 * @param outOfScope out-of-scope ones among the judged
 */
public record DetectResult(
    String scope,
    long judged,
    long added,
    long changed,
    long withdrawn,
    SortedMap<String, Long> alertsBySeverity,
    SortedMap<String, Long> excludedBy,
    long excluded,
    long outOfScope) {

  /** Alerts among the judged. */
  public long alerts() {
    return alertsBySeverity.values().stream().mapToLong(Long::longValue).sum();
  }

  /** What a detect with nothing to judge returns. */
  static DetectResult nothing(String scope) {
    return new DetectResult(scope, 0, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), 0, 0);
  }

  /**
   * This and a later part of the same run together; the scope is the part's that judged something.
   */
  DetectResult plus(DetectResult later) {
    return new DetectResult(
        judged == 0 ? later.scope : scope,
        judged + later.judged,
        added + later.added,
        changed + later.changed,
        withdrawn + later.withdrawn,
        sum(alertsBySeverity, later.alertsBySeverity),
        sum(excludedBy, later.excludedBy),
        excluded + later.excluded,
        outOfScope + later.outOfScope);
  }

  private static SortedMap<String, Long> sum(
      SortedMap<String, Long> one, SortedMap<String, Long> other) {
    SortedMap<String, Long> sum = new TreeMap<>(one);
    other.forEach((key, count) -> sum.merge(key, count, Long::sum));
    return sum;
  }
}
