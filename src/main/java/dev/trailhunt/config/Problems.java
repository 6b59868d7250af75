package dev.trailhunt.config;

import dev.trailhunt.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that the user hears it all at once. */
final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String where, String what) {
    found.add(new Problem(where, what));
  }

  /** Does nothing if nothing is wrong. */
  void throwIfAny() {
    if (!found.isEmpty()) {
      throw failure();
    }
  }

  ConfigException failure() {
    return new ConfigException(found);
  }
}
