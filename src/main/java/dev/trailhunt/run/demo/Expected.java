package dev.trailhunt.run.demo;

import java.util.Locale;

/** What trigger and built-in exclusions should make of an event. */
enum Expected {
  ALERT,
  EXCLUDED,
  OUT_OF_SCOPE,
  NOTHING;

  /** The finding's disposition, or {@code nothing}. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
