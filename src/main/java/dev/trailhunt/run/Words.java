package dev.trailhunt.run;

import java.util.List;

/** Lists in sentences. */
final class Words {
  private Words() {}

  /** {@code "1 file"}, {@code "2 files"}. */
  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** The first few, and how many more there are. */
  static String some(List<String> names, int most) {
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
  }
}
