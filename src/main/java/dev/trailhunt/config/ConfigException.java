package dev.trailhunt.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used, with every problem that was found in it. */
public final class ConfigException extends RuntimeException {
  private final List<Problem> problems;

  /**
   * One thing that is wrong.
   *
   * @param where file and line, {@code "trailhunt.yaml:12"}, or the command line's flag
   * @param what the key and what is wrong with it
   */
  public record Problem(String where, String what) {
    @Override
    public String toString() {
      return where + ": " + what;
    }
  }

  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** At least one, in the order of the file. */
  public List<Problem> problems() {
    return problems;
  }
}
