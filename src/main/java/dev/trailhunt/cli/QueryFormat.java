package dev.trailhunt.cli;

import java.util.Locale;

/** How a query's rows are written. */
enum QueryFormat {
  TABLE,
  JSON,
  CSV;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
