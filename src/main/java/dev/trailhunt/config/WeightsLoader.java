package dev.trailhunt.config;

import dev.trailhunt.config.Settings.Bands;
import dev.trailhunt.config.Settings.Weights;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes weights of their file. Every problem is reported. */
final class WeightsLoader {
  private static final int MAX_SCORE = 100;

  private final Section root;
  private final Problems problems;
  private final Checks checks;

  private WeightsLoader(Section root, Problems problems) {
    this.root = root;
    this.problems = problems;
    this.checks = new Checks(problems);
  }

  /** What the file says; without what is wrong in it. */
  static Weights load(ConfigText file, Problems problems) {
    return YamlReader.read(file.name(), file.text(), problems)
        .map(document -> Section.root(file.name(), document, problems))
        .map(root -> root.allowing(Set.of("base", "bands", "factors")))
        .map(root -> new WeightsLoader(root, problems).weights())
        .orElse(Weights.DEFAULT);
  }

  private Weights weights() {
    return new Weights(number(root, "base", 0), bands(), factors());
  }

  private Optional<Bands> bands() {
    if (!root.hasValue("bands")) {
      return Optional.empty();
    }
    Section section = root.section("bands").allowing(Set.of("low", "medium", "high"));
    Optional<Integer> low = band(section, "low");
    Optional<Integer> medium = band(section, "medium");
    Optional<Integer> high = band(section, "high");
    if (low.isEmpty() || medium.isEmpty() || high.isEmpty()) {
      return Optional.empty();
    }
    if (low.get() >= medium.get() || medium.get() >= high.get() || high.get() == MAX_SCORE) {
      problems.add(section.where(), "bands: must rise from low to high and end below 100");
    }
    return Optional.of(new Bands(low.get(), medium.get(), high.get()));
  }

  private Optional<Integer> band(Section section, String key) {
    return section
        .required(key)
        .flatMap(text -> checks.integer(section.path(key), text, 0, MAX_SCORE));
  }

  private SortedMap<String, Integer> factors() {
    Section section = root.section("factors").allowing(Set.copyOf(Weights.FACTORS));
    SortedMap<String, Integer> points = new TreeMap<>();
    for (String factor : Weights.FACTORS) {
      number(section, factor, -MAX_SCORE).ifPresent(value -> points.put(factor, value));
    }
    return points;
  }

  private Optional<Integer> number(Section section, String key, int least) {
    return section
        .text(key)
        .flatMap(text -> checks.integer(section.path(key), text, least, MAX_SCORE));
  }
}
