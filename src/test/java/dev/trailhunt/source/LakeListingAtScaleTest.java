package dev.trailhunt.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** 50,000 account-region-days. */
class LakeListingAtScaleTest {
  private static final int DAYS = 1000;
  private static final LocalDate FROM = LocalDate.of(2022, 1, 1);
  private static final LocalDate TO = FROM.plusDays(DAYS - 1);

  @Test
  void isAFewDaysAheadOfWhoTakesTheFiles() {
    Ahead ahead = new Ahead();

    long listCalls = list(EndlessLake.configuration(1), ahead);

    assertThat(ahead.days).isEqualTo(EndlessLake.REGIONS * DAYS);
    assertThat(ahead.most).isLessThanOrEqualTo(LakeListing.AHEAD);
    assertThat(EndlessLake.mostListedAtOnce()).isLessThanOrEqualTo(32);
    // The root, AWSLogs, ten accounts and their regions; years, three of them, 33 months, the days.
    assertThat(listCalls).isEqualTo(2 + 2 * 10 + EndlessLake.REGIONS * (1 + 3 + 33 + DAYS));
  }

  private static final class Ahead implements Consumer<LogFile> {
    private int days;
    private int most;

    @Override
    public void accept(LogFile file) {
      days++;
      most = Math.max(most, EndlessLake.daysListed() - days);
    }
  }

  /** Two million files: as a list they take ten times this heap. */
  @Test
  @Tag("full")
  void passesTwoMillionFilesThroughASmallHeap(@TempDir Path folder) throws Exception {
    Path said = folder.resolve("said.txt");
    Process listing =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();

    assertThat(listing.waitFor()).as(() -> read(said.toFile())).isZero();
    assertThat(read(said.toFile())).contains("2000000 files");
  }

  private static String read(File file) {
    try {
      return Files.readString(file.toPath());
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Lists the lake in a JVM of its own. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) {
      AtomicLong files = new AtomicLong();
      list(EndlessLake.configuration(40), file -> files.incrementAndGet());
      System.out.println(files + " files");
    }
  }

  private static long list(Configuration conf, Consumer<LogFile> taker) {
    LakeSelection all = new LakeSelection(EndlessLake.LOCATION, List.of(), List.of());
    return new LakeListing(all, conf).list(FROM, TO, taker);
  }
}
