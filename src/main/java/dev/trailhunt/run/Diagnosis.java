package dev.trailhunt.run;

import java.util.List;
import java.util.Optional;

/**
 * What a doctor found.
 *
 * @param checks in the order they were made; what rests on one that failed was not made
 */
public record Diagnosis(List<Check> checks) {
  public Diagnosis {
    checks = List.copyOf(checks);
  }

  /** How a check ended. */
  public enum Outcome {
    OK,
    /** A run works, but does or sees less than it could. */
    WARN,
    /** A run fails, or its results are wrong. */
    FAIL
  }

  /**
   * One check.
   *
   * @param name what was looked at
   * @param found what there is, in words
   * @param advice what to do; empty when there is nothing to do
   * @param failure what kept it from looking, in place of what was found
   */
  public record Check(
      String name,
      Outcome outcome,
      String found,
      Optional<String> advice,
      Optional<Exception> failure) {
    static Check of(String name, Answer answer) {
      return new Check(name, answer.outcome(), answer.found(), answer.advice(), Optional.empty());
    }

    static Check failed(String name, Exception failure) {
      return new Check(name, Outcome.FAIL, "", Optional.empty(), Optional.of(failure));
    }
  }

  /** What a look at something gives. */
  record Answer(Outcome outcome, String found, Optional<String> advice) {
    static Answer ok(String found) {
      return new Answer(Outcome.OK, found, Optional.empty());
    }

    static Answer warn(String found, String advice) {
      return new Answer(Outcome.WARN, found, Optional.of(advice));
    }

    static Answer fail(String found, String advice) {
      return new Answer(Outcome.FAIL, found, Optional.of(advice));
    }
  }

  /** Whether a check failed; warnings do not count. */
  public boolean hasFailed() {
    return checks.stream().anyMatch(check -> check.outcome() == Outcome.FAIL);
  }
}
