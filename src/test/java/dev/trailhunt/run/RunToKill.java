package dev.trailhunt.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A run as a process of its own that is watched, and killed without warning. */
final class RunToKill {
  private static final int BY_SIGKILL = 128 + 9;
  private static final int MILLIS_BETWEEN_LOOKS = 2;

  private final Process process;
  private final Path log;

  private RunToKill(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a run.
   *
   * @param log gets what it prints, and nothing else
   */
  static RunToKill start(Path log, String... arguments) throws IOException {
    return new RunToKill(TrailhuntProcess.start(log, arguments), log);
  }

  /** Waits until something holds; whether that was before the run ended. */
  boolean await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      if (process.waitFor(MILLIS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
        return false;
      }
    }
    return true;
  }

  /** Waits until it tells that a stage begins; whether it did. */
  boolean await(RunStage stage) throws InterruptedException {
    return await(
        () -> said().stream().anyMatch(line -> RunStage.of(line).equals(Optional.of(stage))));
  }

  /** Kills it after a while; whether it was still alive then. */
  boolean killAfter(Duration delay) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(delay.toNanos());
    return kill();
  }

  /** Kills it; whether it was still alive. */
  boolean kill() throws InterruptedException {
    process.destroyForcibly();
    return process.waitFor() == BY_SIGKILL;
  }

  /** The stage that it has told last. */
  Optional<RunStage> stage() {
    return RunStage.lastOf(said());
  }

  /** The lines that it has printed. */
  List<String> said() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
