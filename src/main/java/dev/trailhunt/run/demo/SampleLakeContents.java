package dev.trailhunt.run.demo;

import java.nio.file.Path;
import java.util.List;

/**
 * What a sample lake holds, counted while it was written, so that a run's findings can be held
 * against it.
 *
 * <p>A record is counted once per file it lies in. The truncated file counts with the records that
 * lie whole before its break.
 *
 * @param records records in the log files, second deliveries included
 * @param identityEvents records of the identity keep-list among them, second deliveries included
 * @param distinctEvents distinct pairs of account and event id among the records
 * @param distinctIdentityEvents distinct pairs of account and event id among the identity events
 * @param files log files, the truncated one included, digest files not
 * @param bytes size of the log files as stored, compressed
 * @param truncatedFile the one log file that breaks off inside a record
 * @param triggers successful password creations and resets of an IAM user: alerts and excluded ones
 * @param alerts triggers that no built-in exclusion matches
 * @param excluded triggers that a built-in exclusion matches
 * @param outOfScope findings without an IAM user as target, which are no triggers
 * @param planted every finding that the lake should give and every near miss that should give none,
 *     in no particular order
 */
public record SampleLakeContents(
    long records,
    long identityEvents,
    long distinctEvents,
    long distinctIdentityEvents,
    int files,
    long bytes,
    Path truncatedFile,
    int triggers,
    int alerts,
    int excluded,
    int outOfScope,
    List<Planted> planted) {

  public SampleLakeContents {
    planted = List.copyOf(planted);
  }

  /** How many findings a run over the whole lake should write. */
  public int findings() {
    return triggers + outOfScope;
  }

  /**
   * One event that was written with an expectation.
   *
   * @param story the story it belongs to, such as {@code cli-to-console}
   * @param eventId its event id, unique in its account
   * @param accountId the account it was recorded in
   * @param expected the disposition that trigger and built-in exclusions give it, {@code alert},
   *     {@code excluded} or {@code out_of_scope}, or {@code nothing} where no finding may come of
   *     it. Whether an exclusion is earned or overridden is not looked at: an exclusion that
   *     matches counts as {@code excluded}.
   */
  public record Planted(String story, String eventId, String accountId, String expected) {}
}
