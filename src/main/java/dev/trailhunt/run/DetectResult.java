package dev.trailhunt.run;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run judged and what stands now among the judged. A trigger that it judged again, because a
 * later chunk of the lake bears on it, counts once, as it stands last.
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
 * @param excludedBad of the findings that are new or changed, the excluded ones of high score by
 *     name, worst first, at most ten
 * @param outOfScope out-of-scope ones among the judged
 * @param moves how verdicts moved that were known before
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
    List<Excluded> excludedBad,
    long outOfScope,
    Moves moves) {

  /** Of a run that has judged nothing yet. */
  static final DetectResult NOTHING =
      new DetectResult(
          "", 0, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), 0, List.of(), 0, Moves.NONE);

  public DetectResult {
    excludedBad = List.copyOf(excludedBad);
  }

  /**
   * An excluded finding.
   *
   * @param exclusions ids, joined by commas
   */
  public record Excluded(
      Instant time, String account, int score, String title, String exclusions) {}

  /**
   * How verdicts moved.
   *
   * @param raised findings with a higher score
   * @param lowered findings with a lower score
   * @param newlyExcluded findings that are excluded now and were not
   * @param noLongerExcluded findings that were excluded and are not now
   */
  public record Moves(long raised, long lowered, long newlyExcluded, long noLongerExcluded) {
    /** None moved. */
    public static final Moves NONE = new Moves(0, 0, 0, 0);

    Moves plus(Moves later) {
      return new Moves(
          raised + later.raised,
          lowered + later.lowered,
          newlyExcluded + later.newlyExcluded,
          noLongerExcluded + later.noLongerExcluded);
    }
  }

  /** Alerts among the judged. */
  public long alerts() {
    return alertsBySeverity.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same with excluded findings by name. */
  DetectResult naming(List<Excluded> bad) {
    return new DetectResult(
        scope,
        judged,
        added,
        changed,
        withdrawn,
        alertsBySeverity,
        excludedBy,
        excluded,
        bad,
        outOfScope,
        moves);
  }
}
