package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "45100000, 45.1 MB",
    "1234567890123, 1.2 TB"
  })
  void bytes(long bytes, String text) {
    assertThat(Human.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"PT0.4S, 0s", "PT59S, 59s", "PT200S, 3m 20s", "PT2H5M9S, 2h 5m"})
  void durations(Duration duration, String text) {
    assertThat(Human.duration(duration)).isEqualTo(text);
  }

  @Test
  void counts() {
    assertThat(Human.count(1, "file")).isEqualTo("1 file");
    assertThat(Human.count(1234567, "file")).isEqualTo("1,234,567 files");
  }
}
