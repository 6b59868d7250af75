package dev.trailhunt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trailhunt.config.Settings.Baseline;
import dev.trailhunt.config.Settings.Chunk;
import dev.trailhunt.config.Settings.Correlation;
import dev.trailhunt.config.Settings.Detection;
import dev.trailhunt.config.Settings.Earned;
import dev.trailhunt.config.Settings.Exclusions;
import dev.trailhunt.config.Settings.Lake;
import dev.trailhunt.config.Settings.Overrides;
import dev.trailhunt.config.Settings.Retention;
import dev.trailhunt.config.Settings.Severity;
import dev.trailhunt.config.Settings.Warehouse;
import dev.trailhunt.config.Settings.Weights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {
  private static final String LEAST = "lake: {location: /lake}\nwarehouse: /tables\n";

  private static Settings load(String yaml, Flags flags) {
    return SettingsLoader.load(Optional.of(new ConfigText("t.yaml", yaml)), flags, true);
  }

  private static Settings load(String yaml) {
    return load(yaml, Flags.NONE);
  }

  private static List<String> problems(String yaml, Flags flags) {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(yaml, flags));
    return e.problems().stream().map(Object::toString).toList();
  }

  private static List<String> problems(String yaml) {
    return problems(yaml, Flags.NONE);
  }

  @Test
  void aRelativePathIsTakenFromTheWorkingDirectoryAndATrailingSlashIsDropped() {
    Settings settings = load("lake: {location: s3a://logs/trail/}\nwarehouse: demo/warehouse\n");

    assertThat(settings.lake().orElseThrow().location()).isEqualTo("s3a://logs/trail");
    assertThat(settings.warehouse())
        .isEqualTo(new Warehouse.AtPath(Path.of("demo/warehouse").toAbsolutePath().toString()));
    assertThat(load("lake: {location: 's3a://logs'}\nwarehouse: 'file:///'\n").warehouse())
        .isEqualTo(new Warehouse.AtPath("file:///"));
  }

  @Test
  void whatIsNotSaidHasItsDefault() {
    assertThat(load(LEAST))
        .isEqualTo(
            new Settings(
                Optional.of(new Lake("/lake", List.of(), List.of())),
                new Warehouse.AtPath("/tables"),
                Optional.empty(),
                List.of(),
                Detection.DEFAULT,
                2,
                Chunk.DEFAULT,
                Optional.empty(),
                Retention.DEFAULT,
                Map.of(),
                Map.of()));
  }

  @Test
  void everyKeyIsRead() {
    String yaml =
        """
        lake:
          location: s3a://logs/org
          format: auto
          accounts: ["111122223333", 444455556666]
          regions: [us-east-1, us-gov-west-1]
        schema: main.security
        asn-database: s3a://hunt/asn.mmdb
        events: [CreateLoginProfile, ConsoleLogin]
        correlation: {before: 90m, after: 3d, actor: 30s, max-evidence: 20}
        baseline: {days: 30, min-days: 7}
        earned: {enabled: false, days: 5}
        override: {enabled: false, same-ip-login: 10m, severity: high}
        late: {recheck-days: 0}
        chunk: {bytes: 512MB, files: 10}
        max-quarantine: 3
        retention: {activity: 400d, files: 1000d, quarantine: 60d, history: 200h}
        hadoop: {fs.s3a.endpoint: http://localhost:9000, fs.s3a.path.style.access: true}
        spark: {spark.sql.shuffle.partitions: 8}
        """;
    assertThat(load(yaml))
        .isEqualTo(
            new Settings(
                Optional.of(
                    new Lake(
                        "s3a://logs/org",
                        List.of("111122223333", "444455556666"),
                        List.of("us-east-1", "us-gov-west-1"))),
                new Warehouse.InSchema("main.security"),
                Optional.of("s3a://hunt/asn.mmdb"),
                List.of("CreateLoginProfile", "ConsoleLogin"),
                new Detection(
                    new Correlation(
                        Duration.ofMinutes(90), Duration.ofDays(3), Duration.ofSeconds(30), 20),
                    new Baseline(30, 7),
                    Exclusions.NONE,
                    new Earned(false, 5),
                    new Overrides(false, Duration.ofMinutes(10), Severity.HIGH),
                    Weights.DEFAULT),
                0,
                new Chunk(512L << 20, 10),
                Optional.of(3),
                new Retention(
                    Optional.of(Duration.ofDays(400)),
                    Optional.of(Duration.ofDays(1000)),
                    Optional.of(Duration.ofDays(60)),
                    Optional.of(Duration.ofHours(200))),
                Map.of(
                    "fs.s3a.endpoint", "http://localhost:9000", "fs.s3a.path.style.access", "true"),
                Map.of("spark.sql.shuffle.partitions", "8")));
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() {
    String yaml =
        """
        lake:
          locaton: s3a://logs
          format: ocsf
          accounts:
            - 111122223333
            - 1111
          regions: us-east-1
        warehouse: s3a:/bucket
        schema: main.security
        correlation:
          before: 1 day
          after: 90000d
        late: {recheck-days: -1}
        chunk:
          bytes: 4 elephants
          files: 0
        events: [ConsoleLogin, ""]
        baselines: {days: 90}
        hadoop:
          spark.hadoop.fs.s3a.endpoint: x
        spark: {fs.s3a.endpoint: x}
        asn-database:
        earned: {enabled: yes, days: 0}
        override: {severity: severe}
        baseline: {days: 10, min-days: 11}
        retention: {activity: 40d, files: 30d, quarantine: x, history: 6d}
        """;
    assertThat(problems(yaml))
        .containsExactlyInAnyOrder(
            "t.yaml:2: lake.locaton: unknown key, did you mean location?",
            "t.yaml:3: lake.format: ocsf is not supported, only auto is",
            "t.yaml:6: lake.accounts: \"1111\" is not an account id of 12 digits",
            "t.yaml:7: lake.regions: expected a list, such as [a, b]",
            "lake: not set, give --lake URI or lake.location in the configuration file",
            "t.yaml:8: warehouse: names no bucket, expected s3a://bucket/prefix without credentials",
            "t.yaml:9: schema and warehouse exclude each other, the tables are in one or the other",
            "t.yaml:11: correlation.before: \"1 day\" is not a duration such as 30s, 90m, 24h or 7d",
            "t.yaml:12: correlation.after: \"90000d\" is longer than 3660d",
            "t.yaml:13: late.recheck-days: \"-1\" is not a whole number from 0 to 366",
            "t.yaml:15: chunk.bytes: \"4 elephants\" is not a size such as 512MB or 4GB",
            "t.yaml:16: chunk.files: \"0\" is not a whole number from 1 to 2147483647",
            "t.yaml:17: events: every entry must be a non-empty string",
            "t.yaml:18: baselines: unknown key, did you mean baseline?",
            "t.yaml:20: hadoop.spark.hadoop.fs.s3a.endpoint: a Hadoop option is written without"
                + " spark.hadoop. here",
            "t.yaml:21: fs.s3a.endpoint: a Spark setting's name begins with spark.",
            "t.yaml:22: asn-database: has no value, give one or delete the line",
            "t.yaml:23: earned.enabled: \"yes\" is neither true nor false",
            "t.yaml:23: earned.days: \"0\" is not a whole number from 1 to 3660",
            "t.yaml:24: override.severity: \"severe\" is not one of low, medium, high, critical",
            "t.yaml:25: baseline: min-days, 11, is more than days, 10, so that nothing would ever be"
                + " usual",
            "t.yaml:26: retention.activity: \"40d\" is shorter than what a verdict rests on"
                + " (baseline, correlation, late), give 43d or more",
            "t.yaml:26: retention.files: \"30d\" is shorter than what a nightly looks at again (late),"
                + " give 44d or more",
            "t.yaml:26: retention.quarantine: \"x\" is not a duration such as 30s, 90m, 24h or 7d",
            "t.yaml:26: retention.history: \"6d\" is shorter than what queries under way may read,"
                + " give 7d or more");
  }

  @ParameterizedTest(name = "accounts: [{0}]")
  @ValueSource(strings = {"012345670123", "012345678901", "000000000000", "111122223333"})
  void anUnquotedAccountIdIsNotTakenForANumber(String id) {
    Settings settings = load("lake: {location: /lake, accounts: [" + id + "]}\nwarehouse: /t");
    assertThat(settings.lake().orElseThrow().accounts()).containsExactly(id);
  }

  @ParameterizedTest(name = "accounts: [{0}]")
  @ValueSource(strings = {"1111_2222_3333", "0x1111222233", "1.111222233e11", "'1111 2222 3333'"})
  void whatYamlCouldTakeForANumberIsNoAccountId(String id) {
    assertThat(problems("lake: {location: /lake, accounts: [" + id + "]}\nwarehouse: /t"))
        .singleElement()
        .asString()
        .endsWith("is not an account id of 12 digits");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a tab as indent    | lake:\\n\\tlocation: x         | t.yaml:2: not valid YAML
          an open bracket    | warehouse: /t\\nevents: [a     | t.yaml:2: not valid YAML
          a list             | - a                            | t.yaml:1: expected keys with values
          a key twice        | warehouse: /a\\nwarehouse: /b  | t.yaml:2: warehouse: given twice
          an alias           | lake: &a {location: /l}\\nlate: *a | t.yaml:2: aliases are not
          two documents      | warehouse: /t\\n---\\nwarehouse: /t | t.yaml:3: a second document
          a value of a map   | lake: /lake                    | t.yaml:1: lake: expected keys
          a map for a value  | warehouse: {a: b}              | t.yaml:1: warehouse: expected one
          """)
  void whatIsNotUnderstoodIsRefused(String name, String yaml, String problem) {
    assertThat(problems(yaml.replace("\\n", "\n").replace("\\t", "\t")))
        .as(name)
        .anyMatch(told -> told.startsWith(problem));
  }

  @Test
  void flagsWinOverTheFile() {
    Flags flags =
        new Flags(
            Optional.of("/other-lake"),
            Optional.empty(),
            Optional.of("hunts"),
            List.of("444455556666"),
            List.of("eu-west-1"),
            Optional.of("/asn.mmdb"),
            Map.of("spark.a", "flag"));
    String yaml =
        """
        lake: {location: /lake, accounts: [111122223333], regions: [us-east-1]}
        warehouse: /tables
        asn-database: /old.mmdb
        spark: {spark.a: file, spark.b: file}
        """;
    Settings settings = load(yaml, flags);
    assertThat(settings.lake())
        .contains(new Lake("/other-lake", List.of("444455556666"), List.of("eu-west-1")));
    assertThat(settings.warehouse()).isEqualTo(new Warehouse.InSchema("hunts"));
    assertThat(settings.asnDatabase()).contains("/asn.mmdb");
    assertThat(settings.spark()).isEqualTo(Map.of("spark.a", "flag", "spark.b", "file"));
  }

  @Test
  void aFlagIsNamedWhereItIsWrong() {
    Flags flags =
        new Flags(
            Optional.empty(),
            Optional.of("/t"),
            Optional.of("a b"),
            List.of("1"),
            List.of(),
            Optional.empty(),
            Map.of());
    assertThat(problems(LEAST, flags))
        .containsExactlyInAnyOrder(
            "--accounts: \"1\" is not an account id of 12 digits",
            "--schema: schema and warehouse exclude each other, the tables are in one or the other",
            "--schema: \"a b\" is not a schema, expected name or catalog.name");
  }

  @Test
  void aCommandThatReadsNoLakeNeedsNone() {
    Optional<ConfigText> file = Optional.of(new ConfigText("t.yaml", "warehouse: /t"));
    assertThat(SettingsLoader.load(file, Flags.NONE, false).lake()).isEmpty();
    assertThatThrownBy(() -> SettingsLoader.load(file, Flags.NONE, true))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("lake: not set");
  }

  @Test
  void withoutFileAndFlagsTheTablesAreMissed() {
    assertThatThrownBy(() -> SettingsLoader.load(Optional.empty(), Flags.NONE, false))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("warehouse: not set");
  }

  @Test
  void theFilesThatItNamesAreReadBesideIt(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("e.yaml"), "switched-off: [cloud-provider-network]");
    Files.writeString(dir.resolve("w.yaml"), "base: 50");
    String yaml = LEAST + "exclusions: e.yaml\nweights: w.yaml";
    ConfigText file = new ConfigText(dir + "/t.yaml", yaml);
    Detection detection = SettingsLoader.load(Optional.of(file), Flags.NONE, true).detection();
    assertThat(detection.exclusions().switchedOff()).containsExactly("cloud-provider-network");
    assertThat(detection.weights().base()).contains(50);
  }

  @Test
  void whatIsWrongInTheFilesThatItNamesIsToldAtOnce(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("e.yaml"), "exclusions: [");
    Files.writeString(dir.resolve("w.yaml"), "base: high");
    String yaml = "lake: {location: /lake}\nexclusions: e.yaml\nweights: w.yaml";
    ConfigText file = new ConfigText(dir + "/t.yaml", yaml);
    assertThatThrownBy(() -> SettingsLoader.load(Optional.of(file), Flags.NONE, true))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("warehouse: not set")
        .hasMessageContaining(dir + "/e.yaml:1: not valid YAML")
        .hasMessageContaining(dir + "/w.yaml:1: base: \"high\" is not a whole number");
  }

  @Test
  void aFileThatItNamesMustBeThere() {
    assertThat(problems(LEAST + "exclusions: none/e.yaml\nweights: /none/w.yaml"))
        .containsExactly(
            "t.yaml:3: exclusions: none/e.yaml: no such file",
            "t.yaml:4: weights: /none/w.yaml: no such file");
  }

  @Test
  void theExampleShowsTheDefaults() throws Exception {
    Path shipped = Path.of("conf/trailhunt.yaml");
    String example = Files.readString(shipped);
    assertThat(load(example).lake())
        .contains(new Lake("s3a://my-cloudtrail-bucket", List.of(), List.of()));
    String everyKey =
        example
            .lines()
            .filter(line -> !line.startsWith("# schema:"))
            .map(line -> line.replaceFirst("^( *)# ( *[a-z0-9.-]+:( |$))(?!COMMAND)", "$1$2"))
            .collect(Collectors.joining("\n"));
    ConfigText file = new ConfigText(shipped.toString(), everyKey);
    Settings settings = SettingsLoader.load(Optional.of(file), Flags.NONE, true);
    Detection detection = settings.detection();
    assertThat(detection.correlation()).isEqualTo(Correlation.DEFAULT);
    assertThat(detection.baseline()).isEqualTo(Baseline.DEFAULT);
    assertThat(detection.exclusions()).isEqualTo(Exclusions.NONE);
    assertThat(detection.earned()).isEqualTo(Earned.DEFAULT);
    assertThat(detection.overrides()).isEqualTo(Overrides.DEFAULT);
    assertThat(detection.weights().factors()).isNotEmpty();
    assertThat(settings.chunk()).isEqualTo(Chunk.DEFAULT);
    assertThat(settings.recheckDays()).isEqualTo(load(LEAST).recheckDays());
    assertThat(settings.events()).isEmpty();
    assertThat(settings.asnDatabase()).isPresent();
    assertThat(settings.hadoop()).isNotEmpty();
    assertThat(settings.spark()).isNotEmpty();
  }
}
