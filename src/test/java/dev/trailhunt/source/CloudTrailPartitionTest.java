package dev.trailhunt.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudTrailPartitionTest {
  private static final long MB = 1 << 20;

  @Test
  void packsNothing() {
    assertThat(CloudTrailPartition.pack(List.of(), 64 * MB, 2)).isEmpty();
  }

  @Test
  void losesNoFileAndSpreadsTheSize() {
    List<LogFile> files = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      files.add(file(i, (i % 10 + 1) * MB));
    }

    List<CloudTrailPartition> partitions = CloudTrailPartition.pack(files, 20 * MB, 2);

    assertThat(partitions.stream().flatMap(p -> p.files().stream()))
        .containsExactlyInAnyOrderElementsOf(files);
    assertThat(partitions).hasSize(12);
    assertThat(partitions)
        .allMatch(p -> p.files().stream().mapToLong(LogFile::size).sum() <= 22 * MB);
  }

  @Test
  void spreadsTinyFilesByTheirNumber() {
    List<LogFile> files = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      files.add(file(i, 100));
    }

    assertThat(CloudTrailPartition.pack(files, 64 * MB, 2))
        .hasSizeBetween(4, 8)
        .allMatch(p -> p.files().size() < 300);
  }

  @ParameterizedTest(name = "{0} files of 10 MB on {1} cores")
  @CsvSource({"100,2", "101,2", "100,7", "200,3"})
  void leavesNoCoreIdleWhileTheLastTasksRun(int count, int cores) {
    List<LogFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(file(i, 10 * MB));
    }

    assertThat(CloudTrailPartition.pack(files, 64 * MB, cores).size() % cores).isZero();
    assertThat(CloudTrailPartition.pack(files, 1024 * MB, cores)).hasSize(3 * cores);
  }

  @Test
  void givesALargeFileAPartition() {
    assertThat(
            CloudTrailPartition.pack(List.of(file(0, 500 * MB), file(1, 1)), 64 * MB, 1).stream()
                .map(p -> p.files().size()))
        .contains(1);
  }

  private static LogFile file(int number, long size) {
    return new LogFile(
        "f" + number, size, Instant.EPOCH, null, LakeWriter.ACCOUNT, "us-east-1", LakeWriter.DAY);
  }
}
