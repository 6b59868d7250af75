package dev.trailhunt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.cli.Trailhunt;
import dev.trailhunt.source.CloudTrailDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What the build puts into the jar for clusters. */
class JobJarIT {
  private static final long MOST_BYTES = 10 << 20;

  private static List<String> entries() throws IOException {
    try (JarFile jar = new JarFile(JobJar.path().toFile())) {
      return jar.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName).toList();
    }
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(JobJar.path().toFile());
        InputStream in = jar.getInputStream(jar.getEntry(entry))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void everyClassIsOursOrUnderANameOfOurs() throws IOException {
    assertThat(entries().stream().filter(name -> name.endsWith(".class")))
        .isNotEmpty()
        .allMatch(
            name -> name.replaceFirst("^META-INF/versions/\\d+/", "").startsWith("dev/trailhunt/"));
    assertThat(entries())
        .noneMatch(name -> name.startsWith("org/apache/"))
        .noneMatch(name -> name.startsWith("com/fasterxml/"))
        .noneMatch(name -> name.startsWith("software/amazon/"))
        .noneMatch(name -> name.startsWith("scala/"))
        .noneMatch(name -> name.startsWith("org/slf4j/"));
  }

  @Test
  void itBringsTheLibrariesAndLittleElse() throws IOException {
    assertThat(entries())
        .contains(
            "dev/trailhunt/shaded/picocli/CommandLine.class",
            "dev/trailhunt/shaded/snakeyaml/Yaml.class",
            "dev/trailhunt/shaded/progressbar/ProgressBar.class",
            "dev/trailhunt/shaded/maxmind/Reader.class",
            "dev/trailhunt/shaded/commons/csv/CSVPrinter.class");
    assertThat(Files.size(JobJar.path())).isLessThan(MOST_BYTES);
  }

  @Test
  void sparkFindsTheSourceInIt() throws IOException {
    assertThat(entries().stream().filter(name -> name.startsWith("META-INF/services/")))
        .containsExactly("META-INF/services/org.apache.spark.sql.sources.DataSourceRegister");
    assertThat(text("META-INF/services/org.apache.spark.sql.sources.DataSourceRegister").strip())
        .isEqualTo(CloudTrailDataSource.class.getName());
  }

  @Test
  void itIsStartedByItsMainClassAndKnowsItsVersion() throws IOException {
    Properties version = new Properties();
    try (JarFile jar = new JarFile(JobJar.path().toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS))
          .isEqualTo(Trailhunt.class.getName());
      version.load(jar.getInputStream(jar.getEntry("dev/trailhunt/cli/version.properties")));
    }
    assertThat(JobJar.path())
        .hasFileName("trailhunt-" + version.getProperty("version") + "-job.jar");
    assertThat(entries()).contains("dev/trailhunt/notebooks/hunt.sql");
  }

  @Test
  void theLicencesOfTheLibrariesAreKept() throws IOException {
    assertThat(text("META-INF/LICENSE.txt")).contains("Apache License");
    assertThat(text("META-INF/NOTICE")).contains("Apache Commons CSV", "Apache Commons IO");
  }
}
