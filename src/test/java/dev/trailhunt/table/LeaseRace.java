package dev.trailhunt.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Two runs that want the same number in the same moment, again and again. */
final class LeaseRace {
  private LeaseRace() {}

  static void run(LeaseFolder one, LeaseFolder other, int times) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier ready = new CyclicBarrier(2);
    try {
      for (int number = 1; number <= times; number++) {
        Future<Boolean> first = threads.submit(claim(one, number, "one", ready)::call);
        Future<Boolean> second = threads.submit(claim(other, number, "other", ready)::call);

        assertThat(first.get()).as("number %d", number).isNotEqualTo(second.get());
        assertThat(one.holder(number).runId()).isEqualTo(first.get() ? "one" : "other");
        assertThat(other.look().number()).isEqualTo(number);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private interface Claim {
    boolean call() throws Exception;
  }

  private static Claim claim(LeaseFolder folder, long number, String run, CyclicBarrier ready) {
    LeaseHolder holder = LeaseHolder.here("nightly", run, Instant.EPOCH);
    return () -> {
      ready.await();
      return folder.claim(number, holder);
    };
  }
}
