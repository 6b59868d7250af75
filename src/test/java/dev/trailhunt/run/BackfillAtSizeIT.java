package dev.trailhunt.run;

import static dev.trailhunt.run.Bench.ACCOUNT;
import static dev.trailhunt.run.Bench.REGION;
import static dev.trailhunt.run.Bench.call;
import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.FileColumns;
import dev.trailhunt.table.Tables.RunColumns;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backfill over many files, killed between two chunks and begun again. */
@Tag("full")
class BackfillAtSizeIT {
  private static final int FILES = 5_000;
  private static final int DAYS = 30;
  private static final int ONE_TRIGGER_IN = 50;
  private static final LocalDate FIRST = LocalDate.of(2026, 1, 15);
  private static final LocalDate LAST = FIRST.plusDays(DAYS - 1L);
  private static final Pattern PROGRESS =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d  (\\d+)/(\\d+) files.*");

  /** The smallest that a configuration can ask for. */
  private static final long CHUNK_BYTES = 1 << 20;

  /** Spark keeps some of what it planned and generated. */
  private static final long STEADY_BYTES = 64 << 20;

  @TempDir Path folder;

  /** So much is read, and so much of the heap is in use that no collection frees. */
  private record Told(Progress.Read read, long heap) {}

  @Test
  void goesOnAfterItsLastChunkAndEndsAsInOneGo() throws Exception {
    Bench bench = new Bench(folder).withChunks(new Settings.Chunk(CHUNK_BYTES, FILES));
    deliver(bench);

    long before = killAfterSecondChunk(bench);
    assertThat(bench.count(Tables.FILES)).isEqualTo(before).isBetween(2L, FILES - 1L);
    List<Told> told = resume(bench);

    assertThat(told).hasSizeGreaterThanOrEqualTo(4);
    assertThat(told.get(told.size() - 1).read().filesDone()).isEqualTo(FILES - before);
    long bytesDone = 0;
    Duration elapsed = Duration.ZERO;
    for (Told one : told) {
      assertThat(one.read().filesDue()).isEqualTo(FILES - before);
      assertThat(one.read().bytesDone()).isBetween(bytesDone + 1, bytesDone + CHUNK_BYTES);
      assertThat(one.read().elapsed()).isGreaterThan(elapsed);
      bytesDone = one.read().bytesDone();
      elapsed = one.read().elapsed();
    }
    assertThat(filesByRun(bench)).containsExactly(before, FILES - before);
    assertThat(bench.rows(Tables.RUNS, RunColumns.STARTED_AT, RunColumns.FILES_READ))
        .last()
        .extracting(row -> row.getLong(1))
        .as("files that the second run read")
        .isEqualTo(FILES - before);
    assertThat(told)
        .extracting(Told::heap)
        .as("bytes in use after each chunk")
        .allMatch(heap -> heap < told.get(0).heap() + STEADY_BYTES);

    Bench inOneGo = bench.withOtherWarehouse("whole").withChunks(Settings.Chunk.DEFAULT);
    inOneGo.backfill(FIRST, LAST);
    assertThat(bench.count(Tables.FINDINGS)).isEqualTo(FILES / ONE_TRIGGER_IN);
    assertThat(bench.contents()).isEqualTo(inOneGo.contents());
  }

  /** Files of calls that are not kept, among them some that are. */
  private static void deliver(Bench bench) {
    SplittableRandom random = new SplittableRandom(20260115);
    for (int file = 0; file < FILES; file++) {
      LocalDate day = FIRST.plusDays((long) file * DAYS / FILES);
      var time = day.atStartOfDay().toInstant(ZoneOffset.UTC).plusSeconds(file % 86_400);
      List<String> records = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        records.add(call("call-%d-%d".formatted(file, i), "ListRoles", noise(random), time));
      }
      if (file % ONE_TRIGGER_IN == 0) {
        String user = "user-" + file;
        records.add(call("create-" + file, "CreateUser", user, time));
        records.add(call("password-" + file, "CreateLoginProfile", user, time.plusSeconds(1)));
      }
      bench.lake.accountTrail(ACCOUNT, REGION, day, records.toArray(String[]::new));
    }
  }

  private static String noise(SplittableRandom random) {
    StringBuilder noise = new StringBuilder();
    for (int i = 0; i < 32; i++) {
      noise.append(Long.toHexString(random.nextLong()));
    }
    return noise.toString();
  }

  /** Of a process; the number of files that it said it had read. */
  private long killAfterSecondChunk(Bench bench) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            lake: {location: "%s"}
            warehouse: "%s"
            chunk: {bytes: %dMB}
            """
                .formatted(
                    bench.lake.location(),
                    folder.resolve("warehouse").toUri().toString(),
                    CHUNK_BYTES >> 20));
    RunToKill run =
        RunToKill.start(
            folder.resolve("killed.log"),
            "backfill",
            "--from",
            FIRST.toString(),
            "--to",
            LAST.toString(),
            "--config",
            config.toString());
    assertThat(run.await(() -> filesTold(run).size() == 2)).as("%s", run.said()).isTrue();
    assertThat(run.kill()).isTrue();
    assertThat(filesTold(run)).hasSize(2);
    return filesTold(run).get(1);
  }

  private static List<Long> filesTold(RunToKill run) {
    return run.said().stream()
        .map(PROGRESS::matcher)
        .filter(line -> line.matches() && line.group(2).equals(Integer.toString(FILES)))
        .map(line -> Long.valueOf(line.group(1)))
        .toList();
  }

  private static List<Told> resume(Bench bench) {
    List<Told> told = new ArrayList<>();
    JobContext context =
        bench.context(
            new Progress() {
              @Override
              public void stage(String what) {}

              @Override
              public void read(Read read) {
                if (read.filesDone() > 0) {
                  told.add(new Told(read, heapInUse()));
                }
              }
            });
    new BackfillJob(
            new JobContext(
                context.spark(),
                context.settings(),
                context.progress(),
                context.clock(),
                LeaseTerms.of(Duration.ZERO, true)),
            new DateRange(FIRST, LAST))
        .execute();
    return told;
  }

  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** How many files each run entered into the ledger, in the order of the runs. */
  private static List<Long> filesByRun(Bench bench) {
    return bench
        .warehouse
        .read(Tables.FILES)
        .groupBy(FileColumns.RUN_ID, FileColumns.READ_AT)
        .count()
        .orderBy(col(FileColumns.READ_AT))
        .collectAsList()
        .stream()
        .map((Row row) -> row.getLong(2))
        .toList();
  }
}
