package dev.trailhunt.run;

import java.util.List;

/** Lists in sentences. */
final class Words {
  private Words() {}

  /** The first few, and how many more there are. */
  static String some(List<String> names, int most) {
    return names.size() <= most
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, most)) + " and " + (names.size() - most) + " more";
  }
}
