package dev.trailhunt.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trailhunt.config.Settings.Condition.Source;
import dev.trailhunt.config.Settings.Condition.Text;
import dev.trailhunt.config.Settings.Exclusion;
import dev.trailhunt.config.Settings.Exclusions;
import dev.trailhunt.config.Settings.Field;
import dev.trailhunt.config.Settings.Network;
import dev.trailhunt.config.Settings.Operator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExclusionsLoaderTest {
  private static final Path SHIPPED = Path.of("conf/exclusions.yaml");

  private static Exclusions load(String yaml) {
    Problems problems = new Problems();
    Exclusions exclusions = ExclusionsLoader.load(new ConfigText("e.yaml", yaml), problems);
    problems.throwIfAny();
    return exclusions;
  }

  private static List<String> problems(String yaml) {
    ConfigException e = catchThrowableOfType(ConfigException.class, () -> load(yaml));
    return e.problems().stream().map(Object::toString).toList();
  }

  /** An exclusion whose only line of interest is its fourth. */
  private static String withLine(String line) {
    return "exclusions:\n- {id: a, reason: r, owner: o,\n   targets: [t],\n   " + line + "}";
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "# nothing", "exclusions:", "exclusions: []", "switched-off: []"})
  void anEmptyFileExcludesNothing(String yaml) {
    assertThat(load(yaml)).isEqualTo(Exclusions.NONE);
  }

  @Test
  void everyKeyIsRead() {
    String yaml =
        """
        switched-off: [cloud-provider-network, automation-principal]
        exclusions:
          - id: help-desk-2
            reason: Resets by ticket
            owner: help-desk@example.com
            expires: 2026-12-31
            accounts: [012345670123, "444455556666"]
            targets: [Ana.Ng, bo_li+x@example.com]
            conditions:
              actor-arn: {starts-with: "arn:aws:iam::", glob: ["*:role/a", "*:role/b?"]}
              actor-key: {equals: AROAEXAMPLE}
              user-agent: {contains: [boto]}
              source-address: {equals: directory.example.com}
              cidr: [192.0.2.0/24, "2001:db8::/32"]
              as-organisation: {contains: Example}
              target: {glob: training-*}
          - {id: b, reason: r, owner: o, conditions: {cidr: 198.51.100.7/32}}
        """;
    Exclusion helpDesk =
        new Exclusion(
            "help-desk-2",
            "Resets by ticket",
            "help-desk@example.com",
            Optional.of(LocalDate.of(2026, 12, 31)),
            List.of("012345670123", "444455556666"),
            List.of("Ana.Ng", "bo_li+x@example.com"),
            List.of(
                new Text(Field.ACTOR_ARN, Operator.STARTS_WITH, List.of("arn:aws:iam::")),
                new Text(Field.ACTOR_ARN, Operator.GLOB, List.of("*:role/a", "*:role/b?")),
                new Text(Field.ACTOR_KEY, Operator.EQUALS, List.of("AROAEXAMPLE")),
                new Text(Field.USER_AGENT, Operator.CONTAINS, List.of("boto")),
                new Text(Field.SOURCE_ADDRESS, Operator.EQUALS, List.of("directory.example.com")),
                new Text(Field.AS_ORGANISATION, Operator.CONTAINS, List.of("Example")),
                new Text(Field.TARGET, Operator.GLOB, List.of("training-*")),
                new Source(List.of(new Network("192.0.2.0", 24), new Network("2001:db8::", 32)))));
    Exclusion network =
        new Exclusion(
            "b",
            "r",
            "o",
            Optional.empty(),
            List.of(),
            List.of(),
            List.of(new Source(List.of(new Network("198.51.100.7", 32)))));
    assertThat(load(yaml))
        .isEqualTo(
            new Exclusions(
                List.of("cloud-provider-network", "automation-principal"),
                List.of(helpDesk, network)));
  }

  @Test
  void allProblemsAreToldAtOnceWithTheirLines() {
    String yaml =
        """
        switched-of: []
        switched-off: [cloud-provider-networks]
        exclusions:
          - id: one
            reason: " "
            expire: 2026-12-31
            accounts: [1111]
          - id: one
            reason: r
            owner: o
            expires: 2026-02-30
            targets: [training-*]
          - id: automation-user-agent
            reason: r
            owner: o
            conditions:
              cidr: [192.0.2.7/24, 192.0.2.0/24]
              actor-name: {equals: x}
              target: {equal: x}
              actor-arn: {glob: "**"}
          - not an exclusion
        """;
    assertThat(problems(yaml))
        .containsExactlyInAnyOrder(
            "e.yaml:1: switched-of: unknown key, did you mean switched-off?",
            "e.yaml:2: switched-off: no built-in exclusion cloud-provider-networks, did you mean"
                + " cloud-provider-network?",
            "e.yaml:5: exclusions.reason: has no value, give one or delete the line",
            "e.yaml:4: exclusions.owner: not set",
            "e.yaml:6: exclusions.expire: unknown key, did you mean expires?",
            "e.yaml:7: exclusions.accounts: \"1111\" is not an account id of 12 digits",
            "e.yaml:8: exclusions.id: one is given twice",
            "e.yaml:11: exclusions.expires: \"2026-02-30\" is not a date such as 2026-12-31",
            "e.yaml:12: exclusions.targets: \"training-*\" is not a user name, for a pattern see"
                + " conditions",
            "e.yaml:13: exclusions.id: automation-user-agent is built in, choose another id",
            "e.yaml:17: exclusions.conditions.cidr: \"192.0.2.7/24\" is not a network such as"
                + " 192.0.2.0/24 or 2001:db8::/32 with nothing but zeros after the prefix",
            "e.yaml:18: exclusions.conditions.actor-name: unknown key, did you mean actor-arn?",
            "e.yaml:19: exclusions.conditions.target.equal: unknown key, did you mean equals?",
            "e.yaml:20: exclusions.conditions.actor-arn.glob: \"**\" matches everything",
            "e.yaml:21: exclusions: every entry must be keys with values");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          conditions: {target: x}            | target: expected keys with values
          conditions: {target: {}}           | target: compared with nothing, give one of equals, contains, starts-with, glob
          conditions: {target: }             | target: compared with nothing, give one of equals, contains, starts-with, glob
          conditions: {target: {equals: []}} | target.equals: has no value, give one or delete the line
          conditions: {target: {equals: ""}} | target.equals: has no value, give one or delete the line
          conditions: {target: {equals: [a, ""]}} | target.equals: every entry must be a non-empty string
          conditions: {target: {equals: {}}} | target.equals: expected one value
          conditions: {target: {glob: 'a\\*'}} | target.glob: "a\\*" has a backslash, which escapes nothing here
          conditions: {cidr: []}             | cidr: has no value, give one or delete the line
          conditions: {cidr: {equals: x}}    | cidr: expected one value
          """)
  void aConditionThatSaysNothingIsRefused(String line, String problem) {
    assertThat(problems(withLine(line)))
        .containsExactly("e.yaml:4: exclusions.conditions." + problem);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          targets: x          | targets: expected a list, such as [a, b]
          accounts: {a: b}    | accounts: expected a list, such as [a, b]
          expires: [a]        | expires: expected one value
          expires: 31.12.2026 | expires: "31.12.2026" is not a date such as 2026-12-31
          """)
  void aValueOfTheWrongKindIsRefused(String line, String problem) {
    String yaml = "exclusions:\n- {id: a, reason: r, owner: o, conditions: {cidr: 192.0.2.0/24},\n";
    assertThat(problems(yaml + line + "}")).containsExactly("e.yaml:3: exclusions." + problem);
  }

  @Test
  void conditionsHaveFields() {
    assertThat(problems(withLine("conditions: x")))
        .containsExactly("e.yaml:4: exclusions.conditions: expected keys with values");
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(strings = {"", "expires: 2026-12-31", "targets: []", "accounts:", "conditions: {}"})
  void whatWouldMatchEverythingIsRefused(String line) {
    assertThat(problems("exclusions:\n- {id: a, reason: r, owner: o, " + line + "}"))
        .containsExactly(
            "e.yaml:2: exclusions: matches everything, give conditions, targets or accounts");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"Break-Glass", "a b", "-a", "a-", "a--b", "a_b", "ä"})
  void anIdIsOfLettersDigitsAndHyphens(String id) {
    assertThat(problems("exclusions: [{id: '" + id + "', reason: r, owner: o, targets: [t]}]"))
        .containsExactly(
            "e.yaml:1: exclusions.id: \"" + id + "\" is not an id such as break-glass-drill");
  }

  @Test
  void theExclusionsOfTheIncidentsAreUnderstood() throws Exception {
    String incidents = "src/test/resources/fixtures/incidents/exclusions.yaml";
    assertThat(load(ConfigText.read(incidents, Map.of()).text()).declared())
        .singleElement()
        .extracting(Exclusion::conditions)
        .isEqualTo(
            List.of(
                new Text(
                    Field.ACTOR_ARN,
                    Operator.GLOB,
                    List.of("arn:aws:iam::*:role/BreakGlassKeeper"))));
  }

  @Test
  void theShippedFileExcludesNothing() throws Exception {
    assertThat(load(Files.readString(SHIPPED))).isEqualTo(Exclusions.NONE);
  }

  @Test
  void theExamplesInTheShippedFileAreUnderstood() throws Exception {
    String shipped = Files.readString(SHIPPED);
    String examples = shipped.substring(shipped.indexOf("\nexclusions:")).replace("\n#", "\n");
    assertThat(load(examples).declared())
        .extracting(Exclusion::id)
        .containsExactly(
            "break-glass-drill",
            "help-desk-resets",
            "joiner-pipeline",
            "training-users",
            "sandbox",
            "directory-sync");
  }
}
