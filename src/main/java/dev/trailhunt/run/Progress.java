package dev.trailhunt.run;

import java.time.Duration;

/**
 * Told by a job how far it is. Called from the job's own thread, between and never within Spark
 * jobs.
 */
public interface Progress {
  /** A stage begins, in the words of the user: {@code "listing the lake"}. */
  void stage(String what);

  /**
   * So much of the lake is committed: told before the first chunk, if there is one, and after each.
   */
  void read(Read read);

  /**
   * How far the reading is.
   *
   * @param day the delivery day of the newest file committed, before there is one that of the first
   *     file due, as {@code YYYY-MM-DD}
   * @param filesDone log files committed by this run
   * @param filesDue log files this run found due
   * @param bytesDone compressed bytes committed by this run
   * @param bytesDue compressed bytes this run found due
   * @param elapsed since this run began to read
   */
  record Read(
      String day, long filesDone, long filesDue, long bytesDone, long bytesDue, Duration elapsed) {}

  /** Says nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void stage(String what) {}

        @Override
        public void read(Read read) {}
      };
}
