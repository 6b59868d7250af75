package dev.trailhunt.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.config.Settings;
import dev.trailhunt.source.LogFile;
import dev.trailhunt.source.Manifest;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChunkCutterTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  private final Configuration conf = new Configuration();
  private final ScratchFolder scratch = new ScratchFolder();

  @AfterEach
  void clean() {
    scratch.close();
  }

  @Test
  void cutsNothingOfNothing() {
    assertThat(cutter(2, 100).cut()).isEmpty();
  }

  @Test
  void cutsWhereThereAreEnoughFiles() {
    ChunkCutter cutter = cutter(2, 100);
    for (int i = 0; i < 5; i++) {
      cutter.add(file(i, 1), false);
    }

    List<LakePlan.Chunk> chunks = cutter.cut();

    assertThat(chunks).extracting(LakePlan.Chunk::files).containsExactly(2L, 2L, 1L);
    assertThat(chunks.get(1).deliveryDates())
        .isEqualTo(new DateRange(DAY.plusDays(2), DAY.plusDays(3)));
    assertThat(Manifest.read(conf, chunks.get(1).manifest()))
        .containsExactly(file(2, 1), file(3, 1));
  }

  @Test
  void cutsBeforeThereAreTooManyBytes() {
    ChunkCutter cutter = cutter(10, 100);
    for (int size : new int[] {60, 40, 1, 200, 5}) {
      cutter.add(file(0, size), false);
    }

    assertThat(cutter.cut()).extracting(LakePlan.Chunk::bytes).containsExactly(100L, 1L, 200L, 5L);
  }

  @Test
  void namesTheKnownFilesOfEachChunk() {
    ChunkCutter cutter = cutter(2, 100);
    cutter.add(file(0, 1), false);
    cutter.add(file(1, 1), true);
    cutter.add(file(2, 1), false);

    List<LakePlan.Chunk> chunks = cutter.cut();

    assertThat(chunks).extracting(LakePlan.Chunk::readsAnew).containsExactly(true, false);
    assertThat(Manifest.read(conf, chunks.get(0).known())).containsExactly(file(1, 1));
  }

  private ChunkCutter cutter(int files, long bytes) {
    return new ChunkCutter(scratch, conf, new Settings.Chunk(bytes, files));
  }

  private static LogFile file(int day, long size) {
    return new LogFile(
        "s3a://bucket/" + day,
        size,
        Instant.EPOCH,
        null,
        "111122223333",
        "us-east-1",
        DAY.plusDays(day));
  }
}
