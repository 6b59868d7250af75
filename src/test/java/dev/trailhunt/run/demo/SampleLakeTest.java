package dev.trailhunt.run.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trailhunt.run.demo.SampleLakeContents.Planted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SampleLakeTest {
  private static final long SEED = 20;
  private static final LocalDate LAST_DAY = LocalDate.of(2026, 11, 22);
  private static final Pattern PATH =
      Pattern.compile(
          "AWSLogs/(\\d{12})/CloudTrail/([a-z0-9-]+)/(\\d{4})/(\\d\\d)/(\\d\\d)/"
              + "\\1_CloudTrail_\\2_(\\3\\4\\5T\\d{4})Z_[A-Za-z0-9]{16}\\.json\\.gz");
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT);
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT);

  @TempDir static Path folder;

  private static SampleLakeContents contents;

  private static final Map<String, Integer> eventNames = new HashMap<>();
  private static final Set<String> identityTypes = new TreeSet<>();
  private static final Map<String, JsonNode> noteworthy = new HashMap<>();
  private static final Set<String> ids = new HashSet<>();
  private static final List<Path> unreadable = new ArrayList<>();
  private static final List<Duration> delays = new ArrayList<>();
  private static final Set<LocalDate> days = new TreeSet<>();
  private static final Set<String> trails = new TreeSet<>();
  private static long records;
  private static long identityEvents;
  private static long underNextDay;

  @BeforeAll
  static void writeAndRead(TestReporter reporter) throws IOException {
    long start = System.nanoTime();
    contents = SampleLake.write(folder, SEED, LAST_DAY);
    reporter.publishEntry("written in ms", Long.toString((System.nanoTime() - start) / 1_000_000));
    for (Path file : LakeContentReader.logFiles(folder)) {
      if (!LakeContentReader.read(file, SampleLakeTest::take)) {
        unreadable.add(file);
      }
    }
  }

  private static void take(Path file, JsonNode record) {
    Matcher path = pathOf(file);
    LocalDateTime delivered = LocalDateTime.parse(path.group(6), MINUTE);
    LocalDateTime time = LocalDateTime.parse(record.required("eventTime").textValue(), SECOND);
    String name = record.required("eventName").textValue();
    String service = record.required("eventSource").textValue().replace(".amazonaws.com", "");
    assertThat(record.path("recipientAccountId").textValue()).isEqualTo(path.group(1));
    assertThat(record.path("awsRegion").textValue()).isEqualTo(path.group(2));
    records++;
    days.add(delivered.toLocalDate());
    trails.add(path.group(1) + " " + path.group(2));
    delays.add(Duration.between(time, delivered));
    eventNames.merge(name, 1, Integer::sum);
    identityTypes.add(record.path("userIdentity").path("type").textValue());
    ids.add(key(record));
    if (!time.toLocalDate().equals(delivered.toLocalDate())) {
      underNextDay++;
    }
    boolean identity = KeepList.keeps(service, name);
    identityEvents += identity ? 1 : 0;
    if (identity || name.endsWith("LoginProfile") || isAttacker(record)) {
      noteworthy.put(key(record), record);
    }
  }

  @Test
  void countsAreTrue() throws IOException {
    List<Path> files = LakeContentReader.logFiles(folder);
    long bytes = 0;
    for (Path file : files) {
      bytes += Files.size(file);
    }
    assertThat(contents.records()).isEqualTo(records);
    assertThat(contents.identityEvents()).isEqualTo(identityEvents);
    assertThat(contents.distinctEvents()).isEqualTo(ids.size());
    assertThat(contents.distinctIdentityEvents())
        .isEqualTo(noteworthy.values().stream().filter(SampleLakeTest::isIdentityEvent).count());
    assertThat(contents.files()).isEqualTo(files.size());
    assertThat(contents.bytes()).isEqualTo(bytes);
  }

  @Test
  void isSixWeeksOfMostlyOrdinaryTraffic() {
    assertThat(records).isGreaterThanOrEqualTo(200_000);
    assertThat(identityEvents * 100).isLessThanOrEqualTo(records * 2);
    assertThat(days).hasSize(SampleLake.DAYS);
    assertThat(Collections.max(days)).isEqualTo(LAST_DAY);
    assertThat(trails).hasSize(6);
    assertThat(eventNames).hasSizeGreaterThan(60);
    assertThat(Collections.max(eventNames.values())).isLessThan((int) (records / 5));
    assertThat(identityTypes)
        .contains("AWSService", "AssumedRole", "IAMUser", "IdentityCenterUser", "Root");
  }

  @Test
  void deliveryIsLateAndDoubledAsInRealLakes() {
    Duration day = Duration.ofDays(1);
    assertThat(delays).allMatch(delay -> delay.compareTo(Duration.ofMinutes(5)) > 0);
    assertThat(delays).anyMatch(delay -> delay.compareTo(day) > 0);
    assertThat(delays.stream().filter(delay -> delay.toMinutes() <= 15).count())
        .isGreaterThan(records * 99 / 100);
    assertThat(underNextDay).isPositive();
    assertThat(records).isGreaterThan(ids.size());
  }

  @Test
  void oneFileBreaksOffInsideARecord() {
    assertThat(unreadable).containsExactly(contents.truncatedFile());
  }

  @Test
  void digestsLieBesideTheLogs() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .filter(file -> file.toString().contains("-Digest")))
          .hasSize(2);
    }
  }

  @Test
  void everyFindingIsExpectedAndEveryExpectedFindingIsThere() {
    Map<String, String> expected =
        contents.planted().stream()
            .filter(planted -> !planted.expected().equals("nothing"))
            .collect(Collectors.toMap(SampleLakeTest::key, Planted::expected));
    Map<String, String> findings = new HashMap<>();
    noteworthy.forEach(
        (key, record) -> {
          if (isPasswordSet(record)) {
            findings.put(key, disposition(record));
          }
        });
    assertThat(findings).isEqualTo(expected);
    assertThat(Collections.frequency(findings.values(), "alert")).isEqualTo(contents.alerts());
    assertThat(Collections.frequency(findings.values(), "excluded")).isEqualTo(contents.excluded());
    assertThat(Collections.frequency(findings.values(), "out_of_scope"))
        .isEqualTo(contents.outOfScope());
    assertThat(contents.triggers()).isEqualTo(contents.alerts() + contents.excluded());
    assertThat(contents.findings()).isEqualTo(findings.size());
  }

  @Test
  void nearMissesAreInTheLake() {
    assertThat(contents.planted().stream().filter(p -> p.expected().equals("nothing")))
        .isNotEmpty()
        .allMatch(planted -> noteworthy.containsKey(key(planted)));
  }

  static List<Arguments> incidents() {
    return List.of(
        argumentSet(
            "1 cli to console",
            List.of("203.0.113.24"),
            "GetCallerIdentity ListUsers UpdateLoginProfile UpdateLoginProfile! ConsoleLogin"
                + " CreateUser CreateAccessKey AttachUserPolicy CreateLoginProfile"
                + " RequestServiceQuotaIncrease RunInstances!"),
        argumentSet(
            "2 leaked key returns",
            List.of("203.0.113.51", "2001:db8:bad:7::2"),
            "GetSendQuota ListIdentities GetAccountSendingEnabled"
                + " ListUsers CreateUser CreateLoginProfile AttachUserPolicy"
                + " ConsoleLogin ListIdentities DescribeInstances".repeat(4)
                + " ConsoleLogin CreateUser CreateAccessKey CreateAccessKey UpdateLoginProfile"
                + " ConsoleLogin UpdateAccessKey DeleteAccessKey DeleteUser"),
        argumentSet(
            "3 outside role",
            List.of("203.0.113.87", "203.0.113.190"),
            "GetFederationToken GetSigninToken ConsoleLogin CreateRole AttachRolePolicy SwitchRole"
                + " CreateUser CreateLoginProfile AttachUserPolicy ConsoleLogin ConsoleLogin"),
        argumentSet(
            "4 probed passwords",
            List.of("203.0.113.133"),
            "ListBuckets ListUsers"
                + " GetLoginProfile".repeat(2)
                + " GetLoginProfile!".repeat(5)
                + " CreateLoginProfile".repeat(2)
                + " ConsoleLogin CreateKeyPair RunInstances".repeat(2)),
        argumentSet(
            "5 throwaway name",
            List.of("203.0.113.9"),
            "CreateUser CreatePolicy AttachUserPolicy CreateAccessKey CreateLoginProfile"
                + " ListFoundationModels"),
        argumentSet(
            "6 one key, many addresses",
            List.of(
                "203.0.113.61", "203.0.113.62", "203.0.113.148", "203.0.113.201", "203.0.113.230"),
            "ListBuckets CreateUser AttachUserPolicy AddUserToGroup CreateLoginProfile!"
                + " CreateLoginProfile ConsoleLogin"),
        argumentSet(
            "7 hidden behind automation",
            List.of("203.0.113.175"),
            "CreateUser CreateLoginProfile ConsoleLogin"),
        argumentSet(
            "8 captured MFA",
            List.of("203.0.113.214"),
            "ConsoleLogin UpdateLoginProfile DeactivateMFADevice CreateVirtualMFADevice"
                + " EnableMFADevice ConsoleLogin DescribeOrganization"));
  }

  /** Calls in the order of their time, a failed one with an exclamation mark. */
  @ParameterizedTest
  @MethodSource("incidents")
  void incidentHappensInOrder(List<String> addresses, String calls) {
    String happened =
        noteworthy.values().stream()
            .filter(record -> addresses.contains(record.path("sourceIPAddress").textValue()))
            .sorted(Comparator.comparing(record -> record.path("eventTime").textValue()))
            .map(record -> record.path("eventName").textValue() + (failed(record) ? "!" : ""))
            .collect(Collectors.joining(" "));
    assertThat(happened).isEqualTo(calls);
  }

  @Test
  void hostileStringsAreWrittenAsTheyAre() {
    assertThat(noteworthy.values().stream().map(record -> record.path("userAgent").textValue()))
        .contains("\"><script>alert(1)</script>")
        .anyMatch(agent -> agent.startsWith("=HYPERLINK("))
        .anyMatch(agent -> agent.startsWith("\u001b[31m"));
  }

  @Test
  void sameSeedGivesTheSameBytesAndAnotherSeedOthers(@TempDir Path other)
      throws IOException, NoSuchAlgorithmException {
    SampleLakeContents again = SampleLake.write(other.resolve("same"), SEED, LAST_DAY);
    SampleLake.write(other.resolve("different"), SEED + 1, LAST_DAY);
    assertThat(again.planted()).isEqualTo(contents.planted());
    assertThat(digest(other.resolve("same"))).isEqualTo(digest(folder));
    assertThat(digest(other.resolve("different"))).isNotEqualTo(digest(folder));
  }

  @Test
  void refusesAFolderThatHoldsALake() {
    assertThatThrownBy(() -> SampleLake.write(folder, SEED, LAST_DAY))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("AWSLogs");
  }

  private static boolean isPasswordSet(JsonNode record) {
    String name = record.path("eventName").textValue();
    return record.path("eventSource").textValue().equals("iam.amazonaws.com")
        && (name.equals("CreateLoginProfile") || name.equals("UpdateLoginProfile"))
        && !failed(record);
  }

  private static String disposition(JsonNode record) {
    JsonNode identity = record.path("userIdentity");
    boolean named = record.path("requestParameters").hasNonNull("userName");
    if (!named && !identity.path("type").textValue().equals("IAMUser")) {
      return "out_of_scope";
    }
    String issuer = identity.path("sessionContext").path("sessionIssuer").path("arn").asText();
    boolean automation =
        Stream.of(record.path("userAgent").textValue(), issuer)
            .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains("terraform"));
    boolean service =
        identity.path("type").textValue().equals("AWSService")
            || record.path("sourceIPAddress").textValue().equals("cloudformation.amazonaws.com");
    return automation || service ? "excluded" : "alert";
  }

  private static boolean failed(JsonNode record) {
    return record.hasNonNull("errorCode") || record.hasNonNull("errorMessage");
  }

  private static boolean isAttacker(JsonNode record) {
    String address = record.path("sourceIPAddress").textValue();
    return address.startsWith("203.0.113.") || address.startsWith("2001:db8:bad:");
  }

  private static boolean isIdentityEvent(JsonNode record) {
    return KeepList.keeps(
        record.path("eventSource").textValue().replace(".amazonaws.com", ""),
        record.path("eventName").textValue());
  }

  private static String key(JsonNode record) {
    return record.path("recipientAccountId").textValue()
        + " "
        + record.required("eventID").textValue();
  }

  private static String key(Planted planted) {
    return planted.accountId() + " " + planted.eventId();
  }

  private static Matcher pathOf(Path file) {
    String path = folder.relativize(file).toString().replace('\\', '/');
    Matcher matcher = PATH.matcher(path);
    assertThat(matcher.matches()).as(path).isTrue();
    return matcher;
  }

  private static String digest(Path root) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file));
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
