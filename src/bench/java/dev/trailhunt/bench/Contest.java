package dev.trailhunt.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * Contenders for the same work, run in turn so that a slow spell of the machine hits all, the first
 * of them the measure of the others.
 */
final class Contest {
  private final PrintStream out;
  private final String title;
  private final double megabytes;
  private final Map<String, Contender> contenders = new LinkedHashMap<>();

  private static final class Contender {
    private final Callable<?> work;
    private final int most;
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();

    Contender(Callable<?> work, int most) {
      this.work = work;
      this.most = most;
    }
  }

  Contest(PrintStream out, String title, long textBytes) {
    this.out = out;
    this.title = title;
    this.megabytes = textBytes / 1e6;
  }

  Contest add(String name, Callable<?> work) {
    return add(name, Integer.MAX_VALUE, work);
  }

  /** A contender that takes so long that it runs so many times at most, warm-up included. */
  Contest add(String name, int most, Callable<?> work) {
    contenders.put(name, new Contender(work, most));
    return this;
  }

  /** Runs all so many times, and as often before without counting. */
  Contest run(int warmUps, int runs) throws Exception {
    for (int i = 0; i < warmUps + runs; i++) {
      for (Contender contender : contenders.values()) {
        int first = Math.max(0, warmUps + runs - contender.most);
        if (i >= first) {
          time(contender, i >= warmUps || contender.most == 1);
        }
      }
    }
    return this;
  }

  private static void time(Contender contender, boolean counts) throws Exception {
    long wall = System.nanoTime();
    long cpu = cpu();
    contender.work.call();
    double cpuSeconds = (cpu() - cpu) / 1e9;
    double seconds = (System.nanoTime() - wall) / 1e9;
    if (counts) {
      contender.seconds.add(seconds);
      contender.cpu.add(cpuSeconds);
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** Prints medians, and how often the first's each is. */
  void print() {
    double measure = median(contenders.values().iterator().next().seconds);
    double measureCpu = median(contenders.values().iterator().next().cpu);
    out.printf("%n%s%n", title);
    out.printf("  %-48s %9s %9s %8s %9s %9s%n", "", "seconds", "MB/s", "×", "CPU s", "× CPU");
    contenders.forEach(
        (name, contender) -> {
          double seconds = median(contender.seconds);
          double cpu = median(contender.cpu);
          out.printf(
              "  %-48s %9.2f %9.0f %8.2f %9.2f %9.2f%n",
              name, seconds, megabytes / seconds, seconds / measure, cpu, cpu / measureCpu);
        });
    out.flush();
  }

  static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
  }
}
