package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static dev.trailhunt.source.LakeWriter.gzip;
import static dev.trailhunt.source.LakeWriter.log;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.table.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes after its night: late files, other contents of known ones, nights that failed. */
class LateDataTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  @TempDir Path folder;
  private Bench bench;
  private Path file;

  @BeforeEach
  void aNight() {
    bench = new Bench(folder);
    file =
        bench.lake.accountTrail(
            ACCOUNT,
            REGION,
            DAY,
            call("set", "CreateLoginProfile", "alice", NOON),
            call("gone", "UpdateLoginProfile", "bob", NOON),
            "7");
    bench.nightly(DAY);
    assertThat(signals("set")).isEmpty();
    assertThat(bench.count(Tables.QUARANTINE)).isEqualTo(1);
  }

  @Test
  void aLateFileOfAnOldDateChangesTheVerdictsThatItBearsOn() throws IOException {
    Path late =
        bench.lake.accountTrail(
            ACCOUNT,
            REGION,
            DAY.minusDays(1),
            call("made", "CreateUser", "alice", NOON.minusSeconds(3600)),
            call("key", "CreateAccessKey", "alice", NOON.plusSeconds(60)));
    Files.setLastModifiedTime(late, FileTime.from(NOON.minusSeconds(90_000)));

    RunResult night = bench.nightly(DAY.plusDays(1));

    assertThat(night.ingest().orElseThrow().filesRead()).isEqualTo(1);
    assertThat(night.detect().orElseThrow().changed()).isEqualTo(2);
    assertThat(signals("set")).contains("user_created", "credential_added");
    assertThat(bench.rows(Tables.FINDINGS, "event_id", "revision").toString())
        .isEqualTo("[[gone,2], [set,2]]");
  }

  /** Who can write to the bucket cannot make unseen what was seen. */
  @Test
  void ofAReplacedFileEventsAreAsItSaysNowAndThoseItNoLongerHasAreKept() throws IOException {
    replace(
        call("set", "CreateLoginProfile", "mallory", NOON),
        call("new", "CreateAccessKey", "mallory", NOON.plusSeconds(60)));

    RunResult night = bench.nightly(DAY.plusDays(1));

    assertThat(night.ingest().orElseThrow().filesRead()).isEqualTo(1);
    assertThat(night.ingest().orElseThrow().activityReplaced()).isEqualTo(1);
    assertThat(bench.rows(Tables.ACTIVITY, "event_id").toString())
        .isEqualTo("[[gone], [new], [set]]");
    assertThat(bench.rows(Tables.FINDINGS, "event_id", "target_user").toString())
        .isEqualTo("[[gone,bob], [set,mallory]]");
    assertThat(signals("set")).contains("credential_added");
    assertThat(bench.count(Tables.QUARANTINE)).as("records that were unreadable").isZero();
    assertThat(bench.rows(Tables.FILES, "records", "identity_events", "malformed").toString())
        .isEqualTo("[[2,2,0]]");
  }

  @Test
  @Tag("full")
  void aNightThatFailedIsMadeUpFor() throws IOException {
    bench.lake.accountTrail(
        ACCOUNT, REGION, DAY.plusDays(1), call("missed", "CreateUser", "carol", NOON));
    Path broken =
        bench.lake.put(
            "AWSLogs/%s/CloudTrail/%s/2026/03/06/x.json.gz".formatted(ACCOUNT, REGION),
            "no gzip".getBytes(UTF_8));
    assertThatThrownBy(() -> bench.withMaxQuarantine(0).nightly(DAY.plusDays(2)))
        .isInstanceOf(JobException.class);
    Files.write(broken, gzip(log(call("mended", "CreateUser", "dave", NOON)).getBytes(UTF_8)));

    RunResult night = bench.nightly(DAY.plusDays(6));

    assertThat(night.ingest().orElseThrow().directories())
        .isEqualTo(new DateRange(DAY, DAY.plusDays(7)));
    assertThat(bench.rows(Tables.ACTIVITY, "event_id").toString())
        .isEqualTo("[[gone], [mended], [missed], [set]]");
  }

  private void replace(String... records) throws IOException {
    Files.write(file, gzip(log(records).getBytes(UTF_8)));
  }

  private List<String> signals(String eventId) {
    return bench.rows(Tables.FINDINGS, "event_id", "signals").stream()
        .filter(row -> row.getString(0).equals(eventId))
        .flatMap(row -> row.<String>getList(1).stream())
        .toList();
  }
}
