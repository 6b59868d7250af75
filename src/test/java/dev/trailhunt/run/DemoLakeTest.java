package dev.trailhunt.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.table.Warehouse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoLakeTest {
  @TempDir Path dir;

  @Test
  void aFolderOfSomethingElseIsLeftAlone() throws Exception {
    Path precious = Files.writeString(dir.resolve("precious"), "mine");

    assertThatThrownBy(() -> DemoLake.in(dir))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.kind()).isEqualTo(JobException.Kind.USAGE))
        .hasMessageContaining(dir + " holds something that no demo made");
    assertThat(precious).hasContent("mine");
    assertThat(DemoLake.lake(dir)).doesNotExist();
  }

  @Test
  void whereNoFolderCanBeIsSaid() throws Exception {
    Path file = Files.writeString(dir.resolve("file"), "");

    assertThatThrownBy(() -> DemoLake.in(file.resolve("demo")))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.kind()).isEqualTo(JobException.Kind.FAILED))
        .hasMessageContaining("the demo cannot write to " + file.resolve("demo"));
  }

  @Test
  void aLakeOfAnEarlierDemoIsMadeAnew() throws Exception {
    Files.writeString(dir.resolve(".trailhunt-demo"), "");
    Path old = Files.createDirectories(DemoLake.warehouse(dir).resolve("old"));

    Path lease = Files.createDirectories(DemoLake.warehouse(dir).resolve(Warehouse.LEASES));

    DemoLake lake = DemoLake.in(dir);
    lake.begin();

    assertThat(old).doesNotExist();
    assertThat(lease).exists();
    assertThat(lake.written().records()).isGreaterThan(200_000);
    assertThat(DemoLake.lake(dir).resolve("AWSLogs")).isDirectory();
  }
}
