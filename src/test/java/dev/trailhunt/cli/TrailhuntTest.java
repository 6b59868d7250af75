package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkUserAppException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrailhuntTest {
  private final TestConsole console = new TestConsole();

  @TempDir Path dir;

  @Test
  void theVersionIsTheBuilds() {
    assertThat(console.run("--version")).isZero();
    assertThat(console.out()).matches("trailhunt \\d+\\.\\d+\\.\\d+\\R");
  }

  @Test
  void helpNamesEveryCommandAndGoesToStandardOutput() {
    assertThat(console.run("--help")).isZero();
    assertThat(console.out())
        .contains(
            "nightly",
            "backfill",
            "ingest",
            "detect",
            "query",
            "triage",
            "maintain",
            "doctor",
            "Exit status");
    assertThat(console.err()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "nightly",
        "backfill",
        "ingest",
        "detect",
        "query",
        "triage",
        "maintain",
        "doctor"
      })
  void everyCommandHasHelpWithAnExample(String command) {
    assertThat(console.run(command, "--help")).isZero();
    assertThat(console.out()).contains("--config", "Example", "  trailhunt " + command);
  }

  @Test
  void theHelpOfBackfillTellsWhatReplaceLeaves() {
    assertThat(console.run("backfill", "--help")).isZero();
    assertThat(console.out())
        .contains("--replace")
        .containsPattern("events\\s+that\\s+no\\s+file\\s+holds\\s+any\\s+more\\s+stay");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nightly --date 2026-03-06 | nightly: 2026-03-06 is in the future, today is 2026-03-05 UTC
          nightly --date 5.3.2026   | nightly: Invalid value for option '--date'
          nightly --datum           | nightly: Unknown option: '--datum', did you mean --date?
          nigthly                   | Unmatched argument at index 0: 'nigthly', did you mean nightly?
          backfill --from 2026-03-01 | backfill: Missing required option: '--to=YYYY-MM-DD'
          backfill --from 2026-03-02 --to 2026-03-01 | backfill: --to 2026-03-01 is before --from
          backfill --from 2026-03-01 --to 2026-03-01 --replac | backfill: Unknown option: '--replac', did you mean --replace?
          ingest --from 2026-03-01 --to 2026-03-01 --replace | ingest: Unknown option: '--replace'
          ingest --from 2026-03-01  | ingest: Missing required argument(s): --to
          ingest --date 2026-03-01 --from 2026-03-01 --to 2026-03-02 | ingest: --date
          detect --all --date 2026-03-01 | detect: --all excludes --date, --from and --to
          query                     | query: give SQL or a name, or --list
          query --limit -1 alerts   | query: --limit must not be negative
          query --format xml alerts | query: Invalid value for option '--format'
          query newest-alert        | query: no hunt, table or view newest-alert, did you mean
          triage 3f                 | triage: Missing required option: '--status=STATUS'
          triage xyz --status open  | triage: FINDING_ID must be hexadecimal
          nightly --conf a          | nightly: Value for option option '--conf'
          """)
  void misuseIsSaidInOneLine(String line, String told) {
    assertThat(console.run(line.split(" ", -1))).isEqualTo(2);
    assertThat(console.err()).startsWith("trailhunt: " + told);
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err()).contains("--help)");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void theProcessOfSparkSubmitIsNotOursToEnd() throws Exception {
    System.setProperty("spark.master", "local");
    try {
      Trailhunt.main(new String[] {"--version"});
      assertThatThrownBy(() -> Trailhunt.main(new String[] {"nightly", "--datum"}))
          .isInstanceOfSatisfying(
              SparkUserAppException.class, e -> assertThat(e.exitCode()).isEqualTo(2));
    } finally {
      System.clearProperty("spark.master");
    }
  }

  @Test
  void noCommandIsMisuse() {
    assertThat(console.run()).isEqualTo(2);
    assertThat(console.err()).isEqualTo("trailhunt: name a command (see trailhunt --help)\n");
  }

  @Test
  void allProblemsOfTheConfigurationAreTold() throws Exception {
    Path config =
        Files.writeString(dir.resolve("t.yaml"), "wharehouse: /t\nlate: {recheck-days: x}\n");
    assertThat(console.run("nightly", "--config", config.toString())).isEqualTo(2);
    assertThat(console.err().lines())
        .containsExactly(
            "trailhunt: " + config + ":1: wharehouse: unknown key, did you mean warehouse?",
            "trailhunt: lake: not set, give --lake URI or lake.location in the configuration file",
            "trailhunt: warehouse: not set, give --warehouse URI or --schema NAME, or either of them"
                + " in the configuration file",
            "trailhunt: "
                + config
                + ":2: late.recheck-days: \"x\" is not a whole number from 0 to 366");
  }

  @Test
  void aStoreThatCannotBeReachedIsAFailure() {
    List<String> options =
        List.of(
            "fs.s3a.endpoint=http://127.0.0.1:1",
            "fs.s3a.endpoint.region=us-east-1",
            "fs.s3a.path.style.access=true",
            "fs.s3a.access.key=AKIAIOSFODNN7EXAMPLE",
            "fs.s3a.secret.key=not-a-real-key",
            "fs.s3a.attempts.maximum=1",
            "fs.s3a.retry.limit=0");
    String[] arguments =
        Stream.concat(
                Stream.of("nightly", "--config", "s3a://trailhunt-none/t.yaml"),
                options.stream().flatMap(o -> Stream.of("--conf", "spark.hadoop." + o)))
            .toArray(String[]::new);
    assertThat(console.run(arguments)).isEqualTo(1);
    assertThat(console.err())
        .startsWith(
            "trailhunt: s3a://trailhunt-none/t.yaml: the endpoint refuses the connection, check"
                + " fs.s3a.endpoint")
        .doesNotContain("not-a-real-key");
    assertThat(console.err().lines()).hasSize(1);
  }

  @Test
  void theHuntsAreListed() {
    assertThat(console.run("query", "--list")).isZero();
    assertThat(console.out()).containsPattern("(?m)^newest-alerts +Newest alerts$");
  }

  @Test
  void whatIsTypedIsEscapedToo() {
    assertThat(console.run("nightly", "\u001b[2J")).isEqualTo(2);
    assertThat(console.err()).contains("\\u001b[2J").doesNotContain("\u001b");
  }
}
