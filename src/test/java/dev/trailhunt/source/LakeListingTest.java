package dev.trailhunt.source;

import static dev.trailhunt.source.LakeWriter.ACCOUNT;
import static dev.trailhunt.source.LakeWriter.DAY;
import static dev.trailhunt.source.LakeWriter.ORGANISATION;
import static dev.trailhunt.source.LakeWriter.OTHER_ACCOUNT;
import static dev.trailhunt.source.LakeWriter.REGION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LakeListingTest {
  private static final byte[] NOTHING = {};
  private static final LocalDate FIRST = LocalDate.of(2013, 1, 1);
  private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

  @TempDir Path directory;
  private final Configuration conf = WatchedFileSystem.configuration();
  private LakeWriter lake;

  @BeforeEach
  void startLake() {
    lake = new LakeWriter(directory);
  }

  @Test
  void theOverviewIsThatOfTheFolders() {
    lake.accountTrail(ACCOUNT, REGION, LocalDate.of(2024, 12, 31));
    lake.accountTrail(ACCOUNT, "eu-west-1", LocalDate.of(2025, 1, 2));
    lake.accountTrail(OTHER_ACCOUNT, REGION, LocalDate.of(2025, 11, 30));
    lake.put("AWSLogs/%s/CloudTrail/%s/2026/x.json".formatted(ACCOUNT, REGION), NOTHING);

    LakeListing.Overview overview =
        new LakeListing(new LakeSelection(lake.location(), List.of(), List.of()), conf).overview();

    assertThat(overview.accounts()).containsExactly(ACCOUNT, OTHER_ACCOUNT);
    assertThat(overview.regions()).containsExactly("eu-west-1", REGION);
    assertThat(overview.folders()).isEqualTo(3);
    assertThat(overview.first()).hasValue(LocalDate.of(2024, 12, 31));
    assertThat(overview.last()).hasValue(LocalDate.of(2025, 11, 30));
  }

  @Test
  void theOverviewOfASelectionThatLeavesNothingHasNoDay() {
    lake.accountTrail(ACCOUNT, REGION, DAY);

    assertThat(
            new LakeListing(
                    new LakeSelection(lake.location(), List.of(), List.of("eu-west-1")), conf)
                .overview()
                .last())
        .isEmpty();
  }

  @ParameterizedTest(name = "{0} from {1}")
  @CsvSource({
    "AWSLogs/111122223333, ''",
    "AWSLogs/111122223333, AWSLogs",
    "AWSLogs/111122223333, AWSLogs/111122223333",
    "some/prefix/AWSLogs/111122223333, ''",
    "some/prefix/AWSLogs/111122223333, some/prefix",
    "AWSLogs/o-exampleorg1/111122223333, ''",
    "AWSLogs/o-exampleorg1/111122223333, AWSLogs",
    "AWSLogs/o-exampleorg1/111122223333, AWSLogs/o-exampleorg1",
    "AWSLogs/o-exampleorg1/111122223333, AWSLogs/o-exampleorg1/111122223333",
    "o-exampleorg1/AWSLogs/o-exampleorg1/111122223333, ''",
    "o-exampleorg1/AWSLogs/o-exampleorg1/111122223333, o-exampleorg1",
    "o-exampleorg1/AWSLogs/o-exampleorg1/111122223333, o-exampleorg1/AWSLogs",
    "prefix/o-exampleorg1/AWSLogs/o-exampleorg1/111122223333, ''",
  })
  void findsEveryLayout(String account, String location) {
    lake.put(account + "/CloudTrail/ap-central-2r/2025/03/14/x.json.gz", new byte[5]);

    List<LogFile> files = list(directory.resolve(location).toUri().toString(), DAY, DAY).files();

    assertThat(files).hasSize(1);
    LogFile file = files.get(0);
    assertThat(file.path()).startsWith("file:/").endsWith("/2025/03/14/x.json.gz");
    assertThat(file.account()).isEqualTo(ACCOUNT);
    assertThat(file.region()).isEqualTo("ap-central-2r");
    assertThat(file.deliveryDate()).isEqualTo(DAY);
    assertThat(file.size()).isEqualTo(5);
    assertThat(file.modifiedAt()).isAfter(Instant.parse("2020-01-01T00:00:00Z"));
  }

  @Test
  void findsLayoutsBesideEachOther() {
    lake.accountTrail(ACCOUNT, REGION, DAY);
    lake.organisationTrail(OTHER_ACCOUNT, REGION, DAY);
    lake.controlTower("777788889999", REGION, DAY);

    assertThat(list(lake.location(), DAY, DAY).files())
        .extracting(LogFile::account)
        .containsExactlyInAnyOrder(ACCOUNT, OTHER_ACCOUNT, "777788889999");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2025/03/14/x.json.gz",
        "AWSLogs/111122223333/CloudTrail-Insight/us-east-1/2025/03/14/x.json.gz",
        "AWSLogs/111122223333/CloudTrail-Aggregated/us-east-1/2025/03/14/x.json.gz",
        "AWSLogs/111122223333/Config/us-east-1/2025/3/14/x.json.gz",
        "AWSLogs/111122223333/elasticloadbalancing/us-east-1/2025/03/14/x.json.gz",
        "AWSLogs/111122223333/vpcflowlogs/us-east-1/2025/03/14/x.json.gz",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2025/03/32/x.json.gz",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2025/03/x.json.gz",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2025/03/14/x.csv",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2025/03/14/_x.json.gz",
        "AWSLogs/111122223333/CloudTrail/us-east-1/2025/03/14/.x.json.gz",
        "AWSLogs/11112222333/CloudTrail/us-east-1/2025/03/14/x.json.gz",
      })
  void neverReads(String path) {
    lake.accountTrail(ACCOUNT, REGION, DAY);
    lake.put(path, NOTHING);

    assertThat(list(lake.location(), FIRST, LAST).files()).hasSize(1);
    assertThat(WatchedFileSystem.listed())
        .noneMatch(p -> p.matches(".*/(CloudTrail-.*|Config|elastic.*|vpc.*|11112222333(/.*)?)"));
  }

  @Test
  void sortsByDateThenPath() {
    lake.accountTrail(OTHER_ACCOUNT, REGION, DAY.plusDays(1));
    lake.accountTrail(OTHER_ACCOUNT, REGION, DAY);
    lake.accountTrail(ACCOUNT, REGION, DAY);

    assertThat(list(lake.location(), FIRST, LAST).files())
        .extracting(file -> file.account() + " " + file.deliveryDate())
        .containsExactly(
            ACCOUNT + " 2025-03-14", OTHER_ACCOUNT + " 2025-03-14", OTHER_ACCOUNT + " 2025-03-15");
  }

  @Test
  void listsEachLevelAndEachExistingDayOnce() {
    for (String region : List.of("us-east-1", "eu-west-1")) {
      for (int day : new int[] {2, 5, 9, 20}) {
        lake.accountTrail(ACCOUNT, region, LocalDate.of(2025, 3, day));
      }
    }

    LakeListing.Listing listing =
        list(lake.location(), LocalDate.of(2025, 3, 1), LocalDate.of(2025, 3, 10));

    assertThat(listing.files()).hasSize(6);
    // The root, AWSLogs, the account, its regions; for each region its years, a year, a month, and
    // three days.
    assertThat(listing.listCalls()).isEqualTo(4 + 2 * (3 + 3));
    assertThat(WatchedFileSystem.listed()).hasSize(16).doesNotHaveDuplicates();
  }

  @Test
  void listsNothingThatDoesNotExist() {
    lake.accountTrail(ACCOUNT, REGION, LocalDate.of(2024, 12, 31));
    lake.accountTrail(ACCOUNT, "eu-west-1", LocalDate.of(2019, 7, 1));
    lake.put("AWSLogs/" + OTHER_ACCOUNT + "/Config/x.json.gz", NOTHING);

    LakeListing.Listing listing =
        list(lake.location(), LocalDate.of(2024, 12, 31), LocalDate.of(2025, 1, 2));

    assertThat(listing.files()).hasSize(1);
    // The root, AWSLogs, two accounts, the regions of one; the years of two regions; one year, its
    // month and its day.
    assertThat(listing.listCalls()).isEqualTo(5 + 2 + 3);
    assertThat(WatchedFileSystem.listed())
        .allSatisfy(path -> assertThat(Path.of(path)).isDirectory());
  }

  @Test
  void listsNothingThatTheSelectionRulesOut() {
    lake.accountTrail(ACCOUNT, REGION, DAY);
    lake.accountTrail(ACCOUNT, "eu-west-1", DAY);
    lake.accountTrail(OTHER_ACCOUNT, REGION, DAY);
    LakeSelection selection =
        new LakeSelection(lake.location(), List.of(ACCOUNT), List.of("eu-west-1"));

    List<LogFile> files = new LakeListing(selection, conf).list(DAY, DAY).files();

    assertThat(files).extracting(LogFile::region).containsExactly("eu-west-1");
    assertThat(WatchedFileSystem.listed())
        .noneMatch(path -> path.contains(OTHER_ACCOUNT) || path.contains("us-east-1"));
  }

  @Test
  void findsNothingOnDaysWithoutLogs() {
    lake.accountTrail(ACCOUNT, REGION, DAY);

    assertThat(list(lake.location(), DAY.plusYears(1), DAY.plusYears(1)).files()).isEmpty();
  }

  @Test
  void saysThatTheLocationIsMissing() {
    assertThatThrownBy(() -> list(directory.resolve("none").toUri().toString(), DAY, DAY))
        .isInstanceOf(LakeNotFoundException.class)
        .hasMessageContaining("There is nothing at")
        .hasMessageContaining("none");
  }

  @Test
  void saysWhatItLookedForAndSaw() {
    for (String name : List.of("a\u001b[31m", "b", "c", "d", "e", "f", "g")) {
      lake.put(name + "/file", NOTHING);
    }

    assertThatThrownBy(() -> list(lake.location(), DAY, DAY))
        .isInstanceOf(LakeNotFoundException.class)
        .hasMessageContaining("AWSLogs/<account>/CloudTrail")
        .hasMessageContaining("'a\\u{1b}[31m', 'b', 'c', 'd', 'e' and 2 more");
  }

  @Test
  void saysThatNoAccountHasTrailLogs() {
    lake.put("AWSLogs/%s/%s/Config/x.json.gz".formatted(ORGANISATION, ACCOUNT), NOTHING);

    assertThatThrownBy(() -> list(lake.location(), DAY, DAY))
        .isInstanceOf(LakeNotFoundException.class)
        .hasMessageContaining("its account folders are '111122223333' and hold 'Config'");
  }

  @Test
  void saysThatAnAccountIsMissing() {
    assertThatThrownBy(() -> list(directory.resolve(ACCOUNT).toUri().toString(), DAY, DAY))
        .isInstanceOf(LakeNotFoundException.class)
        .hasMessageContaining("There is nothing at");
  }

  @Test
  void saysThatTheLocationIsAFile() {
    Path file = lake.accountTrail(ACCOUNT, REGION, DAY);

    assertThatThrownBy(() -> list(file.toUri().toString(), DAY, DAY))
        .isInstanceOf(LakeNotFoundException.class)
        .hasMessageContaining("saw a file");
  }

  @Test
  void saysThatThereAreFilesAlone() {
    Path day = lake.accountTrail(ACCOUNT, REGION, DAY).getParent();

    assertThatThrownBy(() -> list(day.toUri().toString(), DAY, DAY))
        .isInstanceOf(LakeNotFoundException.class)
        .hasMessageContaining("saw no folder but files such as '111122223333_CloudTrail_");
  }

  @Test
  void failsWhenADayIsRefused() {
    lake.accountTrail(ACCOUNT, "sa-denied-1", DAY);

    assertThatThrownBy(() -> list(lake.location(), DAY, DAY))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("was refused");
  }

  private LakeListing.Listing list(String location, LocalDate from, LocalDate to) {
    return new LakeListing(new LakeSelection(location, List.of(), List.of()), conf).list(from, to);
  }
}
