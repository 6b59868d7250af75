package dev.trailhunt.run.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * The sample lake of the demo: six weeks of an invented company's CloudTrail, two accounts in three
 * regions, about a quarter of a million records, with real incident sequences in the last weeks and
 * the password changes of ordinary life all along.
 *
 * <p>It also holds what real lakes hold: records that arrive a day late or twice, events of one day
 * under the directory of the next, a file that breaks off inside a record, and digest files, which
 * are no logs.
 *
 * <p>The same seed and last day give the same files, byte for byte on the same Java runtime.
 */
public final class SampleLake {
  /** Names of the stories that are incidents; the others are ordinary life. */
  public static final Set<String> INCIDENTS =
      Story.INCIDENTS.stream().map(Story::name).collect(Collectors.toUnmodifiableSet());

  /** Delivery days in the lake. */
  public static final int DAYS = 42;

  /** One file in so many is followed a day later by records that were late. */
  private static final int LATE_ONE_IN = 250;

  private static final int LATE_RECORDS = 3;

  /** One file in so many repeats a record of the file before. */
  private static final int REPEAT_ONE_IN = 150;

  private static final int WHOLE_RECORDS_OF_TRUNCATED = 12;
  private static final int TRUNCATED_DAYS_BEFORE_LAST = 20;

  private final LocalDate firstDay;
  private final LocalDate lastDay;
  private final long seed;
  private final Deliveries deliveries;
  private final LakeWriter writer;
  private final SplittableRandom random;
  private long records;
  private long repeated;

  private SampleLake(Path folder, long seed, LocalDate lastDay) {
    this.firstDay = lastDay.minusDays(DAYS - 1L);
    this.lastDay = lastDay;
    this.seed = seed;
    this.deliveries = new Deliveries(firstDay, lastDay);
    this.random = new SplittableRandom(seed);
    this.writer = new LakeWriter(folder, random.split());
  }

  /**
   * Writes the sample lake.
   *
   * @param folder the lake's root, which gets the folder {@code AWSLogs}; made if absent
   * @param seed which of many equal companies it is
   * @param lastDay the last of 42 delivery days
   * @return what was written and what a run should find
   * @throws FileAlreadyExistsException if {@code folder} holds {@code AWSLogs} already
   * @throws IOException if a file cannot be written
   */
  public static SampleLakeContents write(Path folder, long seed, LocalDate lastDay)
      throws IOException {
    Path logs = folder.resolve("AWSLogs");
    if (Files.exists(logs)) {
      throw new FileAlreadyExistsException(
          logs.toString(), null, "a lake is there already; name another folder or remove it");
    }
    return new SampleLake(folder, seed, lastDay).write();
  }

  private SampleLakeContents write() throws IOException {
    for (Story story : Story.ALL) {
      story.tell(new Script(story.name(), seed, lastDay, deliveries));
    }
    for (String accountId : Company.ACCOUNTS) {
      for (String region : Company.REGIONS) {
        writeTrail(accountId, region);
      }
      writeDigest(accountId);
    }
    Path truncated = writeTruncated(Company.DEV, Company.AP_SOUTHEAST);
    return contents(truncated);
  }

  private void writeTrail(String accountId, String region) throws IOException {
    Traffic traffic = new Traffic(accountId, region, seed);
    byte[] repeatable = new byte[0];
    LogFile file = LogFile.holding(accountId, region, firstDay.atStartOfDay().minusMinutes(10));
    for (; !file.delivered().toLocalDate().isAfter(lastDay); file = file.next()) {
      List<byte[]> noteworthy = deliveries.of(file);
      int ordinary = traffic.count(file.slotStart(), !noteworthy.isEmpty());
      if (ordinary == 0) {
        continue;
      }
      RecordList content = new RecordList();
      addInterleaved(content, traffic, file.slotStart(), ordinary, noteworthy);
      addLate(content, traffic, file);
      if (repeatable.length > 0 && random.nextInt(REPEAT_ONE_IN) == 0) {
        content.add(repeatable);
        repeated++;
      }
      repeatable = render(traffic, file.slotStart());
      content.add(repeatable);
      records += content.size();
      writer.write(file, content.bytes());
    }
  }

  /** A trail's files are in no order of time, so noteworthy records lie anywhere. */
  private static void addInterleaved(
      RecordList content,
      Traffic traffic,
      LocalDateTime slot,
      int ordinary,
      List<byte[]> noteworthy) {
    int told = 0;
    for (int i = 0; i < ordinary; i++) {
      traffic.render(content.next(), slot);
      int due = (i + 1) * noteworthy.size() / ordinary;
      for (; told < due; told++) {
        content.add(noteworthy.get(told));
      }
    }
  }

  private void addLate(RecordList content, Traffic traffic, LogFile file) {
    boolean dayBeforeIsInLake = file.delivered().toLocalDate().isAfter(firstDay);
    if (dayBeforeIsInLake && random.nextInt(LATE_ONE_IN) == 0) {
      for (int i = 0; i < LATE_RECORDS; i++) {
        traffic.render(content.next(), file.slotStart().minusDays(1));
      }
    }
  }

  private Path writeTruncated(String accountId, String region) throws IOException {
    LocalDateTime time = lastDay.minusDays(TRUNCATED_DAYS_BEFORE_LAST).atTime(4, 0);
    Traffic traffic = new Traffic(accountId, region, seed + 1);
    LogFile file = LogFile.holding(accountId, region, time);
    RecordList whole = new RecordList();
    for (int i = 0; i < WHOLE_RECORDS_OF_TRUNCATED; i++) {
      traffic.render(whole.next(), time);
    }
    records += whole.size();
    return writer.writeTruncated(file, whole.bytes(), render(traffic, time));
  }

  /** Digests lie beside the logs and must not be read as such. */
  private void writeDigest(String accountId) throws IOException {
    String day = lastDay.toString();
    String path =
        String.join(
            "/",
            "AWSLogs",
            accountId,
            "CloudTrail-Digest",
            Company.US_EAST,
            day.replace('-', '/'),
            accountId
                + "_CloudTrail-Digest_us-east-1_company-trail_us-east-1_"
                + day.replace("-", "")
                + "T010000Z.json.gz");
    String content =
        Json.object(
                "awsAccountId",
                accountId,
                "digestStartTime",
                day + "T00:00:00Z",
                "digestEndTime",
                day + "T01:00:00Z",
                "digestS3Bucket",
                "company-trail-logs",
                "digestPublicKeyFingerprint",
                Ids.hex("fingerprint", 32),
                "digestSignatureAlgorithm",
                "SHA256withRSA")
            .toString();
    writer.writeOther(path, content);
  }

  private SampleLakeContents contents(Path truncated) {
    int alerts = deliveries.expected(Expected.ALERT);
    int excluded = deliveries.expected(Expected.EXCLUDED);
    return new SampleLakeContents(
        records,
        deliveries.identityEvents(),
        records - repeated - deliveries.repeated(),
        deliveries.distinctIdentityEvents(),
        writer.files(),
        writer.bytes(),
        truncated,
        alerts + excluded,
        alerts,
        excluded,
        deliveries.expected(Expected.OUT_OF_SCOPE),
        deliveries.planted());
  }

  private static byte[] render(Traffic traffic, LocalDateTime slot) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    traffic.render(record, slot);
    return record.toByteArray();
  }
}
