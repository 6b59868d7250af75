package dev.trailhunt.table;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The leases of a warehouse, numbered from 1: the one of the highest number counts. Each is an
 * object that nothing changes, {@code 0000000000000000007}; beside it lie {@code .heartbeat}, which
 * its holder writes again and again, and {@code .released}. Who gets the next number holds the
 * lease, and whoever had it before can see that. A run that waits is there as {@code waiting-…},
 * each time that it waits under another name.
 */
final class LeaseFolder {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseFolder.class);
  private static final Pattern LEASE = Pattern.compile("(\\d{19})(\\..*)?");
  private static final String HEARTBEAT = ".heartbeat";
  private static final String RELEASED = ".released";
  private static final String WAITING = "waiting-";

  private final String place;
  private final LeaseObjects objects;

  /**
   * @param place of the warehouse, for messages
   */
  LeaseFolder(String place, LeaseObjects objects) {
    this.place = place;
    this.objects = objects;
  }

  /**
   * The folder at a moment.
   *
   * @param number of the lease that counts; 0 when there never was one
   * @param isHeld whether it was not released
   * @param lastSign when its holder last gave a sign of life, by the store's clock
   * @param waiting runs that wait, by name, each with when it last said so, by the store's clock
   */
  record Sight(long number, boolean isHeld, Instant lastSign, SortedMap<String, Instant> waiting) {
    /** Those of the waiting that were alive a while before the holder's last sign of life. */
    Set<String> alive(Duration stale) {
      return waiting.entrySet().stream()
          .filter(run -> run.getValue().plus(stale).isAfter(lastSign))
          .map(Map.Entry::getKey)
          .collect(Collectors.toSet());
    }

    /** The ids of the runs that wait. */
    Set<String> waitingRuns() {
      return waiting.keySet().stream()
          .map(name -> name.substring(WAITING.length()).replaceFirst("-\\d+$", ""))
          .collect(Collectors.toSet());
    }
  }

  Sight look() {
    return tried(() -> sight(objects.list()));
  }

  private static Sight sight(SortedMap<String, Instant> names) {
    long highest =
        names.keySet().stream()
            .map(LEASE::matcher)
            .filter(lease -> lease.matches() && lease.group(2) == null)
            .mapToLong(lease -> Long.parseLong(lease.group(1)))
            .max()
            .orElse(0);
    Instant taken = names.getOrDefault(name(highest), Instant.EPOCH);
    Instant beat = names.getOrDefault(name(highest) + HEARTBEAT, taken);
    SortedMap<String, Instant> waiting = new TreeMap<>(names);
    waiting.keySet().removeIf(name -> !name.startsWith(WAITING));
    return new Sight(
        highest,
        highest > 0 && !names.containsKey(name(highest) + RELEASED),
        beat.isAfter(taken) ? beat : taken,
        waiting);
  }

  /** Takes a number; false when another was quicker. */
  boolean claim(long number, LeaseHolder holder) {
    return tried(() -> objects.create(name(number), holder.toJson()));
  }

  /** Who holds or held the lease of a number. */
  LeaseHolder holder(long number) {
    return LeaseHolder.fromJson(tried(() -> objects.read(name(number))).orElse(""));
  }

  void beat(long number, LeaseHolder holder) {
    put(name(number) + HEARTBEAT, holder);
  }

  void release(long number, LeaseHolder holder) {
    put(name(number) + RELEASED, holder);
  }

  /** A name to wait under. */
  static String announcement(LeaseHolder waiting) {
    return WAITING + waiting.runId() + "-" + System.nanoTime();
  }

  /** Says that a run waits. */
  void announce(String announcement, LeaseHolder waiting) {
    put(announcement, waiting);
  }

  void withdraw(String announcement) {
    tidied(() -> objects.delete(announcement));
  }

  /** Removes what is left of leases before one, and of runs that died while they waited. */
  void clean(long number, Duration stale) {
    tidied(
        () -> {
          SortedMap<String, Instant> names = objects.list();
          Instant now = sight(names).lastSign();
          for (var entry : names.entrySet()) {
            Matcher lease = LEASE.matcher(entry.getKey());
            boolean isOver = lease.matches() && Long.parseLong(lease.group(1)) < number;
            boolean isDead =
                entry.getKey().startsWith(WAITING) && entry.getValue().plus(stale).isBefore(now);
            if (isOver || isDead) {
              objects.delete(entry.getKey());
            }
          }
        });
  }

  /** Of the warehouse, for messages. */
  String place() {
    return place;
  }

  boolean isAtomic() {
    return objects.isAtomic();
  }

  private void put(String name, LeaseHolder holder) {
    tried(
        () -> {
          objects.put(name, holder.toJson());
          return name;
        });
  }

  private static String name(long number) {
    return "%019d".formatted(number);
  }

  private interface Access<T> {
    T get() throws IOException;
  }

  private interface Tidying {
    void run() throws IOException;
  }

  /** What is left over does no harm, and a lease that is ours must not fail for it. */
  private void tidied(Tidying tidying) {
    try {
      tidying.run();
    } catch (IOException e) {
      LOG.warn("{}: what is left of earlier leases could not be deleted", place, e);
    }
  }

  private <T> T tried(Access<T> access) {
    try {
      return access.get();
    } catch (IOException e) {
      throw TableException.unreachable(place, e);
    }
  }
}
