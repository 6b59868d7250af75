package dev.trailhunt.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.source.LogFile;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeDaysTest {
  private final List<Integer> handedOn = new ArrayList<>();
  private final WholeDays days = new WholeDays(3, files -> handedOn.add(files.size()));

  @Test
  void handsOnWhenADayEndsWithEnoughFiles() {
    add(1, 2);
    add(2, 4);
    add(3, 3);
    add(4, 1);
    days.end();

    assertThat(handedOn).containsExactly(6, 3, 1);
  }

  @Test
  void handsOnNothingOfNothing() {
    days.end();

    assertThat(handedOn).isEmpty();
  }

  private void add(int dayOfMonth, int files) {
    for (int i = 0; i < files; i++) {
      days.add(
          new LogFile(
              "s3a://bucket/" + dayOfMonth + "/" + i,
              1,
              Instant.EPOCH,
              null,
              "111122223333",
              "us-east-1",
              LocalDate.of(2026, 3, dayOfMonth)));
    }
  }
}
