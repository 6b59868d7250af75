package dev.trailhunt.run;

import java.time.LocalDate;

/** Days from {@code from} to {@code to}, both inclusive, UTC. */
public record DateRange(LocalDate from, LocalDate to) {
  public DateRange {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("range ends on " + to + ", before it begins on " + from);
    }
  }

  @Override
  public String toString() {
    return from.equals(to) ? from.toString() : from + " to " + to;
  }
}
