package dev.trailhunt.run.demo;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A log file of a trail. CloudTrail delivers here what happened in ten minutes five minutes after
 * these are over, so an event is 5 to 15 minutes old when it arrives.
 *
 * @param accountId the account
 * @param region the region
 * @param delivered when the file is delivered, UTC
 */
record LogFile(String accountId, String region, LocalDateTime delivered)
    implements Comparable<LogFile> {
  static final int SLOT_MINUTES = 10;

  private static final int DELAY_MINUTES = 5;
  private static final int UNIQUE_LENGTH = 16;
  private static final DateTimeFormatter FOLDER =
      DateTimeFormatter.ofPattern("uuuu/MM/dd", Locale.ROOT);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm'Z'", Locale.ROOT);
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final Comparator<LogFile> ORDER =
      Comparator.comparing(LogFile::accountId)
          .thenComparing(LogFile::region)
          .thenComparing(LogFile::delivered);

  /** The file that an event at {@code time} is delivered in. */
  static LogFile holding(String accountId, String region, LocalDateTime time) {
    LocalDateTime slot =
        time.withMinute(time.getMinute() / SLOT_MINUTES * SLOT_MINUTES).withSecond(0);
    return new LogFile(accountId, region, slot.plusMinutes(SLOT_MINUTES + DELAY_MINUTES));
  }

  /** The beginning of the ten minutes that the file covers. */
  LocalDateTime slotStart() {
    return delivered.minusMinutes(SLOT_MINUTES + DELAY_MINUTES);
  }

  /** The file of the next ten minutes. */
  LogFile next() {
    return new LogFile(accountId, region, delivered.plusMinutes(SLOT_MINUTES));
  }

  /** The file that is delivered a day after this one. */
  LogFile aDayLater() {
    return new LogFile(accountId, region, delivered.plusDays(1));
  }

  /** The file's path in the lake; two files of the same minute differ in their last 16 letters. */
  String path(SplittableRandom random) {
    StringBuilder unique = new StringBuilder(UNIQUE_LENGTH);
    for (int i = 0; i < UNIQUE_LENGTH; i++) {
      unique.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return String.join(
        "/",
        "AWSLogs",
        accountId,
        "CloudTrail",
        region,
        FOLDER.format(delivered),
        String.join("_", accountId, "CloudTrail", region, MINUTE.format(delivered), unique)
            + ".json.gz");
  }

  @Override
  public int compareTo(LogFile other) {
    return ORDER.compare(this, other);
  }
}
