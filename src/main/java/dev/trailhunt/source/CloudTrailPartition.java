package dev.trailhunt.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.spark.sql.connector.read.InputPartition;

/** The files of one task. */
record CloudTrailPartition(List<LogFile> files) implements InputPartition {
  /** What opening a file costs, in bytes of reading. */
  private static final long FILE_COST_BYTES = 256 << 10;

  /** Below this a partition is not worth its task. */
  private static final long LEAST_BYTES = 4 << 20;

  /** So many tasks for each core, that the last ones end together. */
  private static final int TASKS_PER_CORE = 3;

  private static final class Bin {
    private final List<LogFile> files = new ArrayList<>();
    private long cost;

    long cost() {
      return cost;
    }
  }

  /** Packs files into partitions of much the same cost, the largest file first. */
  static List<CloudTrailPartition> pack(List<LogFile> files, long partitionBytes, int cores) {
    if (files.isEmpty()) {
      return List.of();
    }
    long total = files.stream().mapToLong(CloudTrailPartition::cost).sum();
    long fair = Math.max(LEAST_BYTES, divided(total, (long) TASKS_PER_CORE * cores));
    long count =
        Math.min(files.size(), inWaves(divided(total, Math.min(partitionBytes, fair)), cores));
    PriorityQueue<Bin> bins = new PriorityQueue<>(Comparator.comparingLong(Bin::cost));
    for (int i = 0; i < count; i++) {
      bins.add(new Bin());
    }
    List<LogFile> largestFirst = new ArrayList<>(files);
    largestFirst.sort(Comparator.comparingLong(LogFile::size).reversed());
    for (LogFile file : largestFirst) {
      Bin least = bins.remove();
      least.files.add(file);
      least.cost += cost(file);
      bins.add(least);
    }
    return bins.stream().map(bin -> new CloudTrailPartition(bin.files)).toList();
  }

  /** No core waits while the last tasks run. */
  private static long inWaves(long tasks, int cores) {
    return tasks <= cores ? tasks : divided(tasks, cores) * cores;
  }

  /** Rounded up. */
  private static long divided(long whole, long part) {
    return (whole + part - 1) / part;
  }

  private static long cost(LogFile file) {
    return file.size() + FILE_COST_BYTES;
  }
}
