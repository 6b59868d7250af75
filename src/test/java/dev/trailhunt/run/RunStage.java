package dev.trailhunt.run;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The stages of a nightly in their order, as it tells them. */
enum RunStage {
  LISTING("listing the lake"),
  PREPARING("preparing the tables"),
  LOOKING_UP("looking up what was read before"),
  READING("reading "),
  COMMITTING_ACTIVITY("committing activity"),
  COMMITTING_QUARANTINE("committing quarantine"),
  COMMITTING_FILES("committing files"),
  DERIVING("deriving identity changes"),
  JUDGING("judging "),
  ENDING("looking for missing logs");

  /** Those of {@code detect}. */
  static final Set<RunStage> OF_DETECT = EnumSet.of(PREPARING, DERIVING, JUDGING);

  private final String begin;

  RunStage(String begin) {
    this.begin = begin;
  }

  /** The stage that a line tells, if it tells one. */
  static Optional<RunStage> of(String line) {
    return Arrays.stream(values()).filter(stage -> line.startsWith(stage.begin)).findFirst();
  }

  /** The stage told last. */
  static Optional<RunStage> lastOf(List<String> lines) {
    return lines.stream().flatMap(line -> of(line).stream()).reduce((before, last) -> last);
  }
}
