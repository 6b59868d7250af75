package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.source.LakeWriter;
import dev.trailhunt.table.Lease;
import dev.trailhunt.table.LeaseException;
import dev.trailhunt.table.LeaseHolder;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands beside a run that holds the lease. */
class OneWriterTest {
  private final TestConsole console = new TestConsole();

  @TempDir Path folder;

  private String uri(String name) {
    return folder.resolve(name).toUri().toString();
  }

  private int run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--warehouse", uri("warehouse")));
    return console.run(all.toArray(String[]::new));
  }

  private int ingest(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("ingest", "--date", LakeWriter.DAY.toString(), "--lake", uri("lake")));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  @Test
  void whatWritesIsRefusedInOneLineWhatReadsIsNotAndABrokenLeaseIsLost() {
    Warehouse warehouse =
        new Warehouse(TestSession.spark(), new Settings.Warehouse.AtPath(uri("warehouse")));
    LakeWriter lake = new LakeWriter(folder.resolve("lake"));
    lake.accountTrail(LakeWriter.ACCOUNT, LakeWriter.REGION, LakeWriter.DAY, "{}");
    Lease other =
        warehouse.lease(
            LeaseTerms.DEFAULT,
            LeaseHolder.here("backfill\u001b[2J", "other-run", TestConsole.NOW),
            told -> {});
    warehouse.createMissing();
    var versions = warehouse.version(Tables.FILES);

    assertThat(ingest("--wait", "0s")).isEqualTo(1);

    assertThat(refusals())
        .singleElement()
        .asString()
        .startsWith("trailhunt: ")
        .contains("/warehouse is being written by backfill\\u001b[2J on ")
        .contains("run other-run, since 2026-03-05T12:00:00Z", "--break-lease");
    assertThat(run("detect", "--wait", "0s")).isEqualTo(1);
    assertThat(refusals()).hasSize(2);
    assertThat(warehouse.version(Tables.FILES)).isEqualTo(versions);
    assertThat(run("query", "SELECT count(*) FROM runs")).as(console.err()).isZero();

    assertThat(ingest("--break-lease")).as(console.err()).isZero();

    assertThat(console.out()).contains("warning: the lease of ", "was taken from backfill");
    assertThat(warehouse.read(Tables.FILES).count()).isEqualTo(1);
    assertThatThrownBy(() -> warehouse.append(Tables.FILES, warehouse.read(Tables.FILES)))
        .isInstanceOf(LeaseException.class)
        .hasMessageContaining("taken over by ingest");
    other.close();
  }

  private List<String> refusals() {
    return console.err().lines().filter(line -> line.startsWith("trailhunt: ")).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2", "PT2H", "-1s", "soon"})
  void aWaitWithoutAUnitIsMisuse(String wait) {
    assertThat(run("nightly", "--wait", wait)).isEqualTo(2);
    assertThat(console.err())
        .contains("Invalid value for option '--wait': '" + wait + "' is no duration such as 0s");
  }
}
