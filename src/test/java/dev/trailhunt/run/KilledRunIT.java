package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nightlies as processes of their own, killed without warning. */
@Tag("full")
class KilledRunIT {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 4);
  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");
  private static final int KILLS = 8;

  @TempDir Path folder;

  @Test
  void theTablesEndAsIfTheRunHadNeverBeenKilled() throws Exception {
    Bench reference = new Bench(folder);
    for (int i = 0; i < 40; i++) {
      reference.lake.accountTrail(
          ACCOUNT,
          REGION,
          DAY,
          call("create-" + i, "CreateUser", "user-" + i, NOON.plusSeconds(i)),
          call("password-" + i, "CreateLoginProfile", "user-" + i, NOON.plusSeconds(i + 1)));
    }
    long begin = System.nanoTime();
    assertThat(nightly(folder.resolve("timed")).waitFor()).isZero();
    long whole = (System.nanoTime() - begin) / 1_000_000;
    reference.nightly(DAY);
    Map<String, ?> expected = reference.contents();

    Random random = new Random(20260304);
    Bench killed = reference.withOtherWarehouse("killed");
    int died = 0;
    for (int i = 0; i < KILLS; i++) {
      Process run = nightly(folder.resolve("killed"), "--break-lease");
      if (!run.waitFor(whole / 5 + random.nextLong(whole), TimeUnit.MILLISECONDS)) {
        run.destroyForcibly().waitFor();
        died++;
      }
    }
    assertThat(nightly(folder.resolve("killed"), "--break-lease").waitFor()).isZero();

    assertThat(died).as("runs that were killed").isPositive();
    assertThat(killed.contents()).isEqualTo(expected);
  }

  @Test
  void aRunThatIsEndedGivesTheLeaseUpAndOneThatIsKilledKeepsItUntilItIsLongDead() throws Exception {
    Bench bench = new Bench(folder);
    bench.lake.accountTrail(
        ACCOUNT, REGION, DAY, call("password", "CreateLoginProfile", "alice", NOON));
    Path ended = folder.resolve("ended");
    Process run = nightly(ended);
    awaitLease(run, ended);
    run.destroy();
    run.waitFor();

    assertThat(nightly(ended, "--wait", "0s").waitFor()).isZero();

    Path killed = folder.resolve("killed");
    Process other = nightly(killed);
    awaitLease(other, killed);
    other.destroyForcibly().waitFor();

    assertThat(nightly(killed, "--wait", "0s").waitFor()).isEqualTo(1);
    assertThat(Files.readString(log())).contains("is being written by nightly on ");
    File[] leases = killed.resolve("warehouse/_lease").toFile().listFiles();
    for (File lease : leases) {
      assertThat(lease.setLastModified(Instant.now().minusSeconds(3600).toEpochMilli())).isTrue();
    }
    assertThat(nightly(killed, "--wait", "0s").waitFor()).isZero();
    assertThat(bench.withOtherWarehouse("killed").contents())
        .isEqualTo(bench.withOtherWarehouse("ended").contents());
  }

  private static void awaitLease(Process run, Path home) throws InterruptedException {
    while (!Files.exists(home.resolve("warehouse/_lease/0000000000000000001"))) {
      assertThat(run.waitFor(20, TimeUnit.MILLISECONDS)).as("has ended").isFalse();
    }
  }

  private Path log() {
    return folder.resolve("runs.log");
  }

  private Process nightly(Path home, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "nightly",
                "--date",
                DAY.toString(),
                "--lake",
                folder.resolve("lake").toUri().toString(),
                "--warehouse",
                home.resolve("warehouse").toUri().toString()));
    arguments.addAll(List.of(more));
    return TrailhuntProcess.start(log(), arguments.toArray(String[]::new));
  }
}
