package dev.trailhunt.rule.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTest {
  @ParameterizedTest
  @CsvSource({
    "-60, 0, low",
    "-47, 0, low",
    "-26, 21, low",
    "-25, 22, medium",
    "0, 47, medium",
    "1, 48, high",
    "26, 73, high",
    "27, 74, critical",
    "53, 100, critical",
    "60, 100, critical"
  })
  void factorsMoveTheScoreWithinItsBounds(int sum, int points, String severity) {
    Score score = Score.of(new TreeMap<>(Map.of("one", sum - 1, "two", 1)));
    assertThat(score.points()).isEqualTo(points);
    assertThat(score.severity()).isEqualTo(severity);
  }
}
