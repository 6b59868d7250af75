package dev.trailhunt.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.S3ProxyServer;
import dev.trailhunt.config.LeaseTerms;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases in a bucket, through two clients that know nothing of each other. */
class LeaseOnS3IT {
  private static final Duration LONG = Duration.ofMinutes(10);

  @TempDir static Path serverFolder;
  private static S3ProxyServer server;
  private static FileSystem oneClient;
  private static FileSystem otherClient;

  @BeforeAll
  static void start() throws Exception {
    server = S3ProxyServer.start(serverFolder);
    server.createBucket("hunt");
    oneClient = newClient();
    otherClient = newClient();
  }

  private static FileSystem newClient() throws Exception {
    Configuration conf = new Configuration();
    server.hadoopOptions().forEach(conf::set);
    return FileSystem.newInstance(URI.create("s3a://hunt/"), conf);
  }

  @AfterAll
  static void stop() throws Exception {
    oneClient.close();
    otherClient.close();
    server.close();
  }

  private static LeaseFolder folder(FileSystem client, String warehouse) {
    String location = "s3a://hunt/" + warehouse;
    return new LeaseFolder(
        location,
        new LeaseObjects.InStore(client, new org.apache.hadoop.fs.Path(location, "_lease")));
  }

  private static LeaseTerms terms(boolean breakHeld) {
    return new LeaseTerms(
        Duration.ZERO, breakHeld, Duration.ofSeconds(1), LONG, Duration.ofMillis(10));
  }

  private static Lease take(FileSystem client, String warehouse, String run, boolean breakHeld) {
    return HeldLease.take(
        folder(client, warehouse),
        LeaseHolder.here("nightly", run, Instant.now()),
        terms(breakHeld),
        told -> {});
  }

  @Test
  void oneOfTwoThatTryAtOnceGetsTheNumber() throws Exception {
    LeaseRace.run(folder(oneClient, "race"), folder(otherClient, "race"), 50);
  }

  @Test
  void oneRunAfterTheOtherHasItAndACommitAsksForOneListing() {
    try (Lease lease = take(oneClient, "turns", "a", false)) {
      assertThat(lease.warnings()).as("is made conditionally").isEmpty();
      assertThatThrownBy(() -> take(otherClient, "turns", "b", false))
          .isInstanceOf(LeaseException.class)
          .hasMessageContaining("run a");

      int before = listings();
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
      assertThat(listings() - before).isEqualTo(1);
    }
    try (Lease lease = take(otherClient, "turns", "b", false)) {
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
      assertThat(lease.warnings()).isEmpty();
    }
    assertThat(folder(oneClient, "turns").look())
        .satisfies(sight -> assertThat(sight.number()).isEqualTo(2))
        .satisfies(sight -> assertThat(sight.isHeld()).isFalse())
        .satisfies(sight -> assertThat(sight.waiting()).isEmpty());
  }

  private static int listings() {
    return (int)
        server.requests().stream()
            .filter(S3ProxyServer.Request::isList)
            .filter(request -> String.valueOf(request.uri().getQuery()).contains("turns"))
            .count();
  }

  @Test
  void whoseLeaseIsTakenOverCommitsNothingMore() {
    try (Lease paused = take(oneClient, "broken", "a", false);
        Lease lease = take(otherClient, "broken", "b", true)) {
      assertThat(lease.warnings()).singleElement().asString().contains("taken from", "run a");
      assertThatThrownBy(() -> paused.commit(() -> List.of()))
          .isInstanceOf(LeaseException.class)
          .hasMessageContaining("run b");
      assertThat(lease.<String>commit(() -> "done")).isEqualTo("done");
    }
  }
}
