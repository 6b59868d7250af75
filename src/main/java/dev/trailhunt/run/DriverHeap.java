package dev.trailhunt.run;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/** The heap of this process, which is the driver. */
final class DriverHeap {
  private DriverHeap() {}

  /**
   * The bytes that were in use when the last garbage collection had ended: nearer to what is needed
   * than what is in use at a moment. A collection of young objects alone leaves old garbage in it.
   * Empty where nothing has been collected yet.
   */
  static Optional<Long> afterLastCollection() {
    return ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class).stream()
        .map(GarbageCollectorMXBean::getLastGcInfo)
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(GcInfo::getEndTime))
        .map(DriverHeap::heapAfter);
  }

  private static long heapAfter(GcInfo collection) {
    var after = collection.getMemoryUsageAfterGc();
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getName)
        .filter(after::containsKey)
        .mapToLong(pool -> after.get(pool).getUsed())
        .sum();
  }
}
