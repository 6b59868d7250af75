package dev.trailhunt.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What somebody who mistyped a name probably meant. */
public final class Suggestion {
  private Suggestion() {}

  /** Those of the known names that are a few letters away from the given one, nearest first. */
  public static List<String> near(String given, Collection<String> known) {
    String wanted = given.toLowerCase(Locale.ROOT);
    int tolerated = Math.max(1, wanted.length() / 3);
    record Candidate(String name, int distance) {}
    return known.stream()
        .distinct()
        .map(name -> new Candidate(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.distance() <= tolerated)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(3)
        .map(Candidate::name)
        .toList();
  }

  /** {@code ", did you mean a or b?"}, or nothing when no known name is near. */
  public static String didYouMean(String given, Collection<String> known) {
    List<String> near = near(given, known);
    return near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
  }

  /** Insertions, deletions, replacements and swaps of neighbours between two words. */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, from, to, i, j);
      }
    }
    return cost[from.length()][to.length()];
  }

  private static int cheapest(int[][] cost, String from, String to, int i, int j) {
    char a = from.charAt(i - 1);
    char b = to.charAt(j - 1);
    int best = Math.min(cost[i - 1][j], cost[i][j - 1]) + 1;
    best = Math.min(best, cost[i - 1][j - 1] + (a == b ? 0 : 1));
    boolean swapped = i > 1 && j > 1 && a == to.charAt(j - 2) && b == from.charAt(i - 2) && a != b;
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
