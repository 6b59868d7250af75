package dev.trailhunt.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.config.LeaseTerms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseTest {
  private static final Instant START = Instant.parse("2026-03-04T02:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(10);

  private final List<String> told = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService otherRuns = Executors.newCachedThreadPool();

  @TempDir Path warehouse;

  @AfterEach
  void endTheOtherRuns() {
    otherRuns.shutdownNow();
  }

  private static LeaseTerms waiting(Duration limit) {
    return new LeaseTerms(limit, false, Duration.ofMillis(20), LONG, Duration.ofMillis(10));
  }

  private static LeaseTerms breaking() {
    return patient(Duration.ZERO, true);
  }

  /** Of a run that leaves others time to come in. */
  private static LeaseTerms patient(Duration limit, boolean breakHeld) {
    return new LeaseTerms(limit, breakHeld, Duration.ofMillis(20), LONG, Duration.ofSeconds(2));
  }

  private static LeaseHolder run(String command, String id) {
    return LeaseHolder.here(command, id, START);
  }

  private Path objects() {
    return warehouse.resolve("_lease");
  }

  private LeaseFolder folder() {
    return new LeaseFolder("the warehouse", new LeaseObjects.OnDisk(objects()));
  }

  private Lease take(String run, LeaseTerms terms) {
    return HeldLease.take(folder(), run("nightly", run), terms, told::add);
  }

  private Lease take(String run) {
    return take(run, waiting(Duration.ZERO));
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> files = Files.list(objects())) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static String number(int number) {
    return "%019d".formatted(number);
  }

  private void age(String name) throws IOException {
    Files.setLastModifiedTime(
        objects().resolve(name), FileTime.from(Instant.now().minus(Duration.ofHours(1))));
  }

  /** The other run has looked, and waits. */
  private void awaitAnnouncement(String run) throws Exception {
    while (names().stream().noneMatch(name -> name.startsWith("waiting-" + run))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneRunAfterTheOtherHasIt() throws Exception {
    try (Lease lease = take("a")) {
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
      assertThat(lease.warnings()).isEmpty();
      while (!names().contains(number(1) + ".heartbeat")) {
        Thread.onSpinWait();
      }
    }
    assertThat(names()).contains(number(1), number(1) + ".released");
    Lease ended = take("b");
    ended.close();

    try (Lease lease = take("c")) {
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
      assertThat(names()).contains(number(3)).doesNotContain(number(1), number(2));
    }
    assertThatThrownBy(() -> ended.commit(() -> "too late"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(told).isEmpty();
  }

  @Test
  void whatIsHeldIsRefusedWithAllThatHelps() throws Exception {
    try (Lease lease = take("a")) {
      assertThatThrownBy(() -> take("b"))
          .isInstanceOf(LeaseException.class)
          .hasMessageContainingAll(
              "the warehouse",
              "nightly on ",
              "process " + ProcessHandle.current().pid(),
              "run a",
              "since 2026-03-04T02:00:00Z",
              "last sign of life 20",
              "--wait",
              "--break-lease");

      assertThat(names()).noneMatch(name -> name.startsWith("waiting"));
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
    }
  }

  @Test
  void whoWaitsGetsItWhenItIsReleased() throws Exception {
    Future<String> second;
    try (Lease lease = take("a")) {
      second =
          otherRuns.submit(
              () -> {
                try (Lease own = take("b", waiting(LONG))) {
                  return own.commit(() -> "written by b");
                }
              });
      awaitAnnouncement("b");
      assertThat(lease.waiting()).contains(Set.of("b"));
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
      assertThat(second).isNotDone();
    }

    assertThat(second.get()).isEqualTo("written by b");
    assertThat(told)
        .singleElement()
        .asString()
        .startsWith("waiting for nightly on ")
        .contains("run a", "at most 600s");
    assertThat(names()).noneMatch(name -> name.startsWith("waiting"));
  }

  @Test
  void aDeadOneIsTakenOver() throws Exception {
    folder().claim(1, run("backfill", "dead"));
    age(number(1));

    try (Lease lease = take("b")) {
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
      assertThat(lease.warnings())
          .singleElement()
          .asString()
          .contains("taken from backfill on ", "run dead", "last sign of life 20");
    }
  }

  /** Of a machine that slept, the one run may wake before the other. */
  @Test
  void aSilentOneThatGivesASignOfLifeIsNotDead() throws Exception {
    folder().claim(1, run("backfill", "slept"));
    age(number(1));
    Future<Lease> second =
        otherRuns.submit(
            () ->
                take(
                    "b",
                    new LeaseTerms(
                        Duration.ZERO, false, Duration.ofHours(1), LONG, Duration.ofMillis(10))));
    awaitAnnouncement("b");
    folder().beat(1, run("backfill", "slept"));

    assertThatThrownBy(second::get).hasCauseInstanceOf(LeaseException.class);
  }

  @Test
  void aRunThatDiedWhileItTookTheLeaseIsNobodyKnown() throws Exception {
    Files.createDirectories(objects());
    Files.createFile(objects().resolve(number(1)));

    assertThatThrownBy(() -> take("b"))
        .isInstanceOf(LeaseException.class)
        .hasMessageContaining("unknown on unknown");
  }

  @Test
  void whoseLeaseIsTakenOverCommitsNothingMore() throws Exception {
    List<String> committed = new ArrayList<>();
    Lease paused = take("a");
    paused.commit(() -> committed.add("a"));

    try (Lease lease = take("b", breaking())) {
      assertThat(lease.warnings()).singleElement().asString().contains("taken from", "run a");
      lease.commit(() -> committed.add("b"));
      assertThatThrownBy(() -> paused.commit(() -> committed.add("a once more")))
          .isInstanceOf(LeaseException.class)
          .hasMessageContaining("taken over by nightly on ")
          .hasMessageContaining("run b");
      paused.close();
      lease.commit(() -> committed.add("b"));
    }

    assertThat(committed).containsExactly("a", "b", "b");
  }

  @Test
  void oneOfTwoThatTryAtOnceGetsTheNumber() throws Exception {
    LeaseRace.run(folder(), folder(), 100);
  }

  @Test
  void wayIsGivenToAllRunsThatWait() throws Exception {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    try (Lease lease = take("a", patient(LONG, false))) {
      lease.commit(() -> order.add("a"));
      lease.giveWay();
      lease.commit(() -> order.add("a"));
      assertThat(names()).contains(number(1)).doesNotContain(number(2));

      Future<Boolean> second = otherRuns.submit(() -> writes("b", order));
      awaitAnnouncement("b");
      Future<Boolean> third = otherRuns.submit(() -> writes("c", order));
      awaitAnnouncement("c");
      lease.giveWay();
      lease.commit(() -> order.add("a"));
      assertThat(second.get()).isTrue();
      assertThat(third.get()).isTrue();
    }

    assertThat(order.subList(0, 2)).containsOnly("a");
    assertThat(order.subList(2, 4)).containsExactlyInAnyOrder("b", "c");
    assertThat(order.get(4)).isEqualTo("a");
    assertThat(told).contains("letting a waiting run in");
  }

  private boolean writes(String run, List<String> order) {
    try (Lease own = take(run, waiting(LONG))) {
      return own.commit(() -> order.add(run));
    }
  }

  @Test
  void aRunThatDiedWaitingIsNotLetIn() throws Exception {
    try (Lease lease = take("a")) {
      folder().announce("waiting-dead", run("nightly", "dead"));
      age("waiting-dead");

      lease.giveWay();

      assertThat(told).isEmpty();
      assertThat(names()).contains(number(1)).doesNotContain(number(2));
    }
    take("b").close();
    assertThat(names()).doesNotContain("waiting-dead");
  }

  /** What broke in with {@code --break-lease} does not do so again when it has given way. */
  @Test
  void whoGivesWayWaitsItsTurn() throws Exception {
    folder().claim(1, run("backfill", "dead"));
    try (Lease lease = take("a", patient(Duration.ZERO, true))) {
      CountDownLatch refused = new CountDownLatch(1);
      Future<Boolean> second =
          otherRuns.submit(
              () -> {
                try (Lease own = take("b", waiting(LONG))) {
                  refused.await();
                  return own.commit(() -> true);
                }
              });
      awaitAnnouncement("b");

      assertThatThrownBy(lease::giveWay)
          .isInstanceOf(LeaseException.class)
          .hasMessageContaining("run b");

      refused.countDown();
      assertThat(second.get()).isTrue();
    }
  }
}
