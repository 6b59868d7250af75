package dev.trailhunt.run;

import java.util.Optional;

/** Placeholder of the contract; being written. */
public final class TriageJob {
  /**
   * An analyst's decision.
   *
   * @param findingId the finding's id, or enough of its beginning to name one finding
   * @param status {@code open}, {@code acknowledged} or {@code closed}
   * @param who who decided
   */
  public record Decision(
      String findingId,
      String status,
      Optional<String> verdict,
      Optional<String> assignee,
      Optional<String> note,
      String who) {}

  public TriageJob(JobContext context, Decision decision) {}

  /** Appends the decision and returns the finding's whole id. */
  public String execute() {
    throw new UnsupportedOperationException();
  }
}
