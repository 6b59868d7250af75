package dev.trailhunt.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestTest {
  private final Configuration conf = new Configuration();
  @TempDir Path directory;

  @Test
  void givesBackWhatItWasGiven() {
    String uri = directory.resolve("m.gz").toUri().toString();
    List<LogFile> files =
        List.of(file("s3a://bucket/a \"b\"\n%20é.json.gz", "\"tag\""), file("file:/x.json", null));

    Manifest.write(conf, uri, List.of());
    assertThat(Manifest.read(conf, uri)).isEmpty();
    Manifest.write(conf, uri, files);
    assertThat(Manifest.read(conf, uri)).isEqualTo(files);
  }

  @Test
  void refusesWhatIsNoManifest() throws IOException {
    Path path = directory.resolve("m.gz");
    Files.write(path, LakeWriter.gzip("{}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));

    assertThatThrownBy(() -> Manifest.read(conf, path.toUri().toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Line 1");
  }

  @Test
  void saysWhichManifestIsMissing() {
    assertThatThrownBy(() -> Manifest.read(conf, directory.resolve("none").toUri().toString()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("none");
  }

  private static LogFile file(String path, @org.jspecify.annotations.Nullable String etag) {
    return new LogFile(
        path,
        12,
        Instant.parse("2025-03-14T01:02:03.456Z"),
        etag,
        LakeWriter.ACCOUNT,
        LakeWriter.REGION,
        LakeWriter.DAY);
  }
}
