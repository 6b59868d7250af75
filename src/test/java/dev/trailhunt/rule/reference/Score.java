package dev.trailhunt.rule.reference;

import static java.util.Collections.unmodifiableSortedMap;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How bad a trigger looks.
 *
 * @param points 0 to 100
 * @param factors the points that each factor gave which counted
 */
public record Score(int points, String severity, SortedMap<String, Integer> factors) {
  static final String CRITICAL = "critical";

  private static final int BASE = 47;
  private static final int MOST = 100;
  private static final int HIGHEST_LOW = 21;
  private static final int HIGHEST_MEDIUM = 47;
  private static final int HIGHEST_HIGH = 73;

  public Score {
    factors = unmodifiableSortedMap(new TreeMap<>(factors));
  }

  static Score of(SortedMap<String, Integer> factors) {
    int sum = BASE + factors.values().stream().mapToInt(Integer::intValue).sum();
    int points = Math.min(Math.max(sum, 0), MOST);
    return new Score(points, severity(points), factors);
  }

  private static String severity(int points) {
    if (points <= HIGHEST_LOW) {
      return "low";
    }
    if (points <= HIGHEST_MEDIUM) {
      return "medium";
    }
    return points <= HIGHEST_HIGH ? "high" : CRITICAL;
  }
}
