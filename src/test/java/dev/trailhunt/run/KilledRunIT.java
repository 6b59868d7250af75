package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
      Process run = nightly(folder.resolve("killed"));
      if (!run.waitFor(whole / 5 + random.nextLong(whole), TimeUnit.MILLISECONDS)) {
        run.destroyForcibly().waitFor();
        died++;
      }
    }
    assertThat(nightly(folder.resolve("killed")).waitFor()).isZero();

    assertThat(died).as("runs that were killed").isPositive();
    assertThat(killed.contents()).isEqualTo(expected);
  }

  private Process nightly(Path home) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens") || argument.startsWith("-Xmx"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            "dev.trailhunt.cli.Trailhunt",
            "nightly",
            "--date",
            DAY.toString(),
            "--lake",
            folder.resolve("lake").toUri().toString(),
            "--warehouse",
            home.resolve("warehouse").toUri().toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(folder.toFile(), "runs.log")))
        .start();
  }
}
