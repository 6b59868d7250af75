package dev.trailhunt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.s3a.UnknownStoreException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3ProxyServerIT {
  @TempDir static Path folder;

  private static S3ProxyServer server;

  @BeforeAll
  static void start() {
    server = S3ProxyServer.start(folder);
    server.createBucket("lake");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void keepsWhatIsPut() throws IOException {
    try (FileSystem lake = open("lake", Map.of())) {
      put(lake, "AWSLogs/111122223333/one.json", "first");
      put(lake, "AWSLogs/111122223333/two.json", "second");

      assertThat(names(lake.listStatus(path("lake", "AWSLogs/111122223333"))))
          .containsExactlyInAnyOrder("one.json", "two.json");
      assertThat(names(lake.listStatus(path("lake", "AWSLogs")))).containsExactly("111122223333");
      try (var in = lake.open(path("lake", "AWSLogs/111122223333/two.json"))) {
        assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo("second");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a wrong secret, fs.s3a.secret.key",
    "a wrong key id, fs.s3a.access.key",
  })
  void refusesAWrongKey(String name, String option) throws IOException {
    try (FileSystem lake = open("lake", Map.of(option, "wrong"))) {
      assertThatThrownBy(() -> lake.listStatus(path("lake", "")))
          .isInstanceOf(AccessDeniedException.class);
    }
  }

  @Test
  void hasNoBucketThatWasNotMade() throws IOException {
    try (FileSystem nowhere = open("nowhere", Map.of())) {
      assertThatThrownBy(() -> nowhere.listStatus(path("nowhere", "AWSLogs")))
          .isInstanceOf(UnknownStoreException.class);
    }
  }

  @Test
  void hasNothingUnderAPrefixThatNoObjectHas() throws IOException {
    try (FileSystem lake = open("lake", Map.of())) {
      assertThatThrownBy(() -> lake.listStatus(path("lake", "nothing/here")))
          .isInstanceOf(FileNotFoundException.class);
    }
  }

  private static FileSystem open(String bucket, Map<String, String> overrides) throws IOException {
    Configuration configuration = new Configuration();
    server.hadoopOptions().forEach(configuration::set);
    overrides.forEach(configuration::set);
    return FileSystem.newInstance(URI.create("s3a://" + bucket), configuration);
  }

  private static void put(FileSystem fs, String key, String text) throws IOException {
    try (OutputStream out = fs.create(path(fs.getUri().getHost(), key))) {
      out.write(text.getBytes(UTF_8));
    }
  }

  private static org.apache.hadoop.fs.Path path(String bucket, String key) {
    return new org.apache.hadoop.fs.Path("s3a://" + bucket + "/" + key);
  }

  private static String[] names(FileStatus[] statuses) {
    return Arrays.stream(statuses).map(status -> status.getPath().getName()).toArray(String[]::new);
  }
}
