package dev.trailhunt.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
  private static final List<String> KNOWN = List.of("alerts", "evidence", "warehouse", "late");

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      textBlock =
          """
          alert       | , did you mean alerts?
          Alerst      | , did you mean alerts?
          ware-house  | , did you mean warehouse?
          lake        | , did you mean late?
          completely  | ''
          x           | ''
          """)
  void near(String given, String suggestion) {
    assertThat(Suggestion.didYouMean(given, KNOWN)).isEqualTo(suggestion);
  }
}
