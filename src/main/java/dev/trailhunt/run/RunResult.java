package dev.trailhunt.run;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a run ended.
 *
 * @param runId the row of the {@code runs} table
 * @param command {@code nightly}, {@code backfill}, {@code ingest}, {@code detect} or {@code
 *     maintain}
 * @param ingest what was read; empty when the command reads nothing
 * @param detect what was found; empty when the command judges nothing
 * @param warnings what the user should know although the run is done, each a sentence
 * @param elapsed wall time
 */
public record RunResult(
    String runId,
    String command,
    Optional<IngestResult> ingest,
    Optional<DetectResult> detect,
    List<String> warnings,
    Duration elapsed) {
  public RunResult {
    warnings = List.copyOf(warnings);
  }
}
