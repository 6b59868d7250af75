package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.zip.GZIPOutputStream;

/** Writes CloudTrail lakes into a directory, in the layouts of AWS. */
public final class LakeWriter {
  public static final String ACCOUNT = "111122223333";
  public static final String OTHER_ACCOUNT = "444455556666";
  public static final String REGION = "us-east-1";
  public static final String ORGANISATION = "o-exampleorg1";
  public static final LocalDate DAY = LocalDate.of(2025, 3, 14);

  private static final DateTimeFormatter FOLDER = DateTimeFormatter.ofPattern("yyyy/MM/dd");
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd");

  private final Path root;
  private int files;

  public LakeWriter(Path root) {
    this.root = root;
  }

  /** The location of the lake, as a URI. */
  public String location() {
    return root.toUri().toString();
  }

  /** A log file of an account's trail. */
  public Path accountTrail(String account, String region, LocalDate day, String... records) {
    return put("AWSLogs/" + logPath(account, region, day), gzip(log(records).getBytes(UTF_8)));
  }

  /** A log file of an organisation's trail. */
  public Path organisationTrail(String account, String region, LocalDate day, String... records) {
    return put(
        "AWSLogs/" + ORGANISATION + "/" + logPath(account, region, day),
        gzip(log(records).getBytes(UTF_8)));
  }

  /** A log file of Control Tower's trail. */
  public Path controlTower(String account, String region, LocalDate day, String... records) {
    return put(
        ORGANISATION + "/AWSLogs/" + ORGANISATION + "/" + logPath(account, region, day),
        gzip(log(records).getBytes(UTF_8)));
  }

  /** A file of {@link #ACCOUNT}, {@link #REGION} and {@link #DAY} with the given bytes. */
  public Path file(String name, byte[] bytes) {
    return put(
        "AWSLogs/%s/CloudTrail/%s/%s/%s".formatted(ACCOUNT, REGION, DAY.format(FOLDER), name),
        bytes);
  }

  /** Any file. */
  public Path put(String path, byte[] bytes) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The path below {@code AWSLogs} of a new log file. */
  public String logPath(String account, String region, LocalDate day) {
    return "%s/CloudTrail/%s/%s/%s_CloudTrail_%s_%sT0005Z_%016d.json.gz"
        .formatted(
            account, region, day.format(FOLDER), account, region, day.format(STAMP), files++);
  }

  /** The text of a log file. */
  public static String log(String... records) {
    return "{\"Records\":[" + String.join(",", records) + "]}";
  }

  /** A small record, delivered on {@link #DAY}. */
  public static String record(String id, String source, String name) {
    return record(id, source, name, "");
  }

  /**
   * A small record, delivered on {@link #DAY}.
   *
   * @param more further fields, each with a comma before it
   */
  public static String record(String id, String source, String name, String more) {
    return """
        {"eventVersion":"1.11","eventTime":"2025-03-14T00:01:02Z","eventSource":"%s",\
        "eventName":"%s","awsRegion":"us-east-1","eventID":"%s"%s}"""
        .formatted(source, name, id, more);
  }

  /** A record of an administrator who gives alice a password, at noon of 2026-03-04. */
  public static String passwordGiven(String id) {
    return """
        {"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAADMINEXAMPLE00001",\
        "arn":"arn:aws:iam::111122223333:user/admin","accountId":"111122223333","userName":"admin"},\
        "eventTime":"2026-03-04T12:00:00Z","eventSource":"iam.amazonaws.com",\
        "eventName":"CreateLoginProfile","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.10",\
        "requestParameters":{"userName":"alice"},"eventID":"%s","recipientAccountId":"111122223333"}"""
        .formatted(id);
  }

  /** A member of gzip. */
  public static byte[] gzip(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
