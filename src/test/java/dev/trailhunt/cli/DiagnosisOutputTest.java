package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.run.Diagnosis;
import dev.trailhunt.run.Diagnosis.Check;
import dev.trailhunt.run.Diagnosis.Outcome;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DiagnosisOutputTest {
  private static final Diagnosis DIAGNOSIS =
      new Diagnosis(
          List.of(
              new Check("session", Outcome.OK, "Delta", Optional.empty(), Optional.empty()),
              new Check(
                  "lake", Outcome.WARN, "account \u001b[2J", Optional.of("look"), Optional.empty()),
              new Check(
                  "conditional create",
                  Outcome.FAIL,
                  "",
                  Optional.empty(),
                  Optional.of(
                      new AccessDeniedException(
                          "s3a://hunt/t", null, "InvalidAccessKeyId, secret=abc")))));

  @Test
  void aLinePerCheckEscapedAndInTheWordsOfTheStore() {
    TestConsole console = new TestConsole();
    new DiagnosisOutput(console.console()).print(DIAGNOSIS);
    assertThat(console.out().lines())
        .containsExactly(
            "ok    session             Delta",
            "warn  lake                account \\u001b[2J; look",
            "FAIL  conditional create  s3a://hunt/t: the store does not know the access key, check"
                + " which credentials are in use");
  }

  @Test
  void onATerminalTroubleHasAColour() {
    TestConsole console = new TestConsole(true, 80, Clock.systemUTC());
    new DiagnosisOutput(console.console()).print(DIAGNOSIS);
    assertThat(console.out())
        .contains("\u001b[33mwarn\u001b[0m  lake", "\u001b[1;31mFAIL\u001b[0m  conditional");
  }
}
