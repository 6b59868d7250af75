package dev.trailhunt.rule;

import static org.apache.spark.sql.types.DataTypes.DateType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.trailhunt.TestSession;
import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.DeclaredExclusion.Condition;
import dev.trailhunt.rule.DeclaredExclusion.Field;
import dev.trailhunt.rule.DeclaredExclusion.Operator;
import dev.trailhunt.rule.DeclaredExclusion.Source;
import dev.trailhunt.rule.DeclaredExclusion.Text;
import java.sql.Date;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredExclusionTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 10);
  private static final StructType TRIGGER =
      new StructType()
          .add(Activity.EVENT_DATE, DateType)
          .add(Activity.ACCOUNT_ID, StringType)
          .add(Activity.ACTOR_IDENTITY_ARN, StringType)
          .add(Activity.ACTOR_KEY, StringType)
          .add(Activity.USER_AGENT, StringType)
          .add(Activity.SOURCE_ADDRESS, StringType)
          .add(Activity.SOURCE_IP, StringType)
          .add(Finding.SOURCE_AS_ORG, StringType)
          .add(Activity.TARGET_USER, StringType);

  private static final Dataset<Row> SAID =
      trigger(
          "111122223333",
          "arn:aws:iam::111122223333:role/ops/BreakGlassKeeper",
          "AROAEXAMPLEKEEPER0001",
          "[Console, \\E100%_of.*(it)]",
          "Directory.example.com",
          "192.0.2.255",
          "Example Net, Inc.",
          "Break.Glass-1");
  private static final Dataset<Row> UNSAID =
      trigger(null, null, null, null, null, null, null, null);

  private static Dataset<Row> trigger(String... texts) {
    List<Object> values = new ArrayList<>();
    values.add(Date.valueOf(DAY));
    values.addAll(Arrays.asList(texts));
    return TestSession.spark()
        .createDataFrame(List.of(RowFactory.create(values.toArray())), TRIGGER);
  }

  private static String said(Field field) {
    return switch (field) {
      case ACTOR_ARN -> "arn:aws:iam::111122223333:role/ops/BreakGlassKeeper";
      case ACTOR_KEY -> "AROAEXAMPLEKEEPER0001";
      case USER_AGENT -> "[Console, \\E100%_of.*(it)]";
      case SOURCE_ADDRESS -> "Directory.example.com";
      case AS_ORGANISATION -> "Example Net, Inc.";
      case TARGET -> "Break.Glass-1";
    };
  }

  private static DeclaredExclusion when(Condition... conditions) {
    return new DeclaredExclusion(
        "id", "reason", "owner", Optional.empty(), List.of(), List.of(), List.of(conditions));
  }

  private static DeclaredExclusion scoped(List<String> accounts, List<String> targets) {
    return new DeclaredExclusion(
        "id", "reason", "owner", Optional.empty(), accounts, targets, List.of());
  }

  private static DeclaredExclusion expiring(LocalDate expires) {
    return new DeclaredExclusion(
        "drill",
        "reason",
        "owner",
        Optional.of(expires),
        List.of("111122223333"),
        List.of(),
        List.of());
  }

  private record Case(String name, DeclaredExclusion exclusion, boolean matches) {
    static Case hit(String name, Condition... conditions) {
      return new Case(name, when(conditions), true);
    }

    static Case miss(String name, Condition... conditions) {
      return new Case(name, when(conditions), false);
    }
  }

  private static Stream<DynamicTest> tests(Dataset<Row> trigger, List<Case> cases) {
    Column[] matches = cases.stream().map(one -> one.exclusion().matches()).toArray(Column[]::new);
    Row row = trigger.select(matches).head();
    return Stream.iterate(0, i -> i < cases.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    cases.get(i).name(),
                    () -> assertThat(row.getBoolean(i)).isEqualTo(cases.get(i).matches())));
  }

  private static String otherCase(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    return upper.equals(text) ? text.toLowerCase(Locale.ROOT) : upper;
  }

  @TestFactory
  Stream<DynamicTest> everyFieldByEveryOperator() {
    List<Case> cases = new ArrayList<>();
    for (Field field : Field.values()) {
      String all = said(field);
      String start = all.substring(0, 5);
      String middle = all.substring(3, 7);
      String end = all.substring(4);
      add(cases, field, Operator.EQUALS, otherCase(all), start);
      add(cases, field, Operator.CONTAINS, otherCase(middle), middle + "~");
      add(cases, field, Operator.STARTS_WITH, otherCase(start), end);
      add(cases, field, Operator.GLOB, "*" + otherCase(middle) + "*", middle + "*");
      add(cases, field, Operator.GLOB, otherCase(start) + "*", start);
      add(cases, field, Operator.GLOB, "????" + otherCase(end), "?????" + end);
    }
    return tests(SAID, cases);
  }

  private static void add(
      List<Case> cases, Field field, Operator operator, String fits, String near) {
    String name = field + " " + operator + " ";
    cases.add(Case.hit(name + fits, new Text(field, operator, List.of(fits))));
    cases.add(Case.miss(name + near, new Text(field, operator, List.of(near))));
  }

  @TestFactory
  Stream<DynamicTest> conditions() {
    Text target = new Text(Field.TARGET, Operator.EQUALS, List.of("nobody", "break.glass-1"));
    Text nobody = new Text(Field.TARGET, Operator.EQUALS, List.of("nobody", "somebody"));
    Text role = new Text(Field.ACTOR_ARN, Operator.CONTAINS, List.of("role/"));
    Source here = source(new Network("192.0.2.0", 24));
    Source elsewhere = source(new Network("192.0.3.0", 24), new Network("2001:db8::", 32));
    return tests(
        SAID,
        List.of(
            Case.hit("one value of several", target),
            Case.miss("none of several values", nobody),
            Case.hit("all conditions", target, role, here),
            Case.miss("all conditions but one", target, role, elsewhere),
            Case.hit(
                "one network of several", source(new Network("::", 8), here.networks().get(0))),
            Case.miss("none of several networks", elsewhere),
            Case.miss(
                "a star or a percent sign outside of a pattern",
                new Text(Field.TARGET, Operator.EQUALS, List.of("break*", "break%"))),
            Case.miss(
                "what a regular expression would read",
                new Text(Field.TARGET, Operator.GLOB, List.of("break.glass.1", "[a-z.]*", ".*"))),
            new Case(
                "an account", scoped(List.of("444455556666", "111122223333"), List.of()), true),
            new Case("another account", scoped(List.of("444455556666"), List.of()), false),
            new Case("a target", scoped(List.of(), List.of("BREAK.glass-1", "x")), true),
            new Case("another target", scoped(List.of(), List.of("break.glass-10", "x")), false),
            new Case(
                "the account, another target",
                scoped(List.of("111122223333"), List.of("x")),
                false),
            new Case("on the last day", expiring(DAY), true),
            new Case("the day after", expiring(DAY.minusDays(1)), false),
            new Case("long before", expiring(DAY.plusYears(1)), true)));
  }

  private static Source source(Network... networks) {
    return new Source(List.of(networks));
  }

  @TestFactory
  Stream<DynamicTest> whatTheLogDoesNotSayFitsNothing() {
    List<Case> cases = new ArrayList<>();
    for (Field field : Field.values()) {
      for (Operator operator : Operator.values()) {
        Text text = new Text(field, operator, List.of("null", "*"));
        cases.add(Case.miss(field + " " + operator, text));
      }
    }
    cases.add(Case.miss("cidr", source(new Network("0.0.0.0", 1), new Network("::", 1))));
    cases.add(new Case("account", scoped(List.of("111122223333"), List.of()), false));
    cases.add(new Case("target", scoped(List.of(), List.of("null")), false));
    return tests(UNSAID, cases);
  }

  @Test
  void aMatchIsToldAsItWasDeclared() {
    DeclaredExclusion open = when(new Text(Field.TARGET, Operator.GLOB, List.of("*")));
    Row row =
        SAID.select(
                expiring(DAY).whenMatched(),
                expiring(DAY.minusDays(1)).whenMatched(),
                open.whenMatched())
            .head();
    assertThat(row.getStruct(0))
        .isEqualTo(RowFactory.create("drill", "reason", "owner", Date.valueOf(DAY)));
    assertThat(row.isNullAt(1)).isTrue();
    assertThat(row.getStruct(2)).isEqualTo(RowFactory.create("id", "reason", "owner", null));
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "a*c, ac, true",
    "a*c, abbc, true",
    "a*c, acb, false",
    "a*c, a, false",
    "a*a, a, false",
    "*ab*ab, xabab, true",
    "*ab*ab, xab, false",
    "*aab*, aaab, true",
    "a?c, abc, true",
    "a?c, ac, false",
    "a?c, abbc, false",
    "a?*, a, false",
    "a**c, abc, true",
    "a+, aa, false",
    "a+, A+, true",
    "Ä*, äb, true",
    "'a*', 'a\nb', true",
    "'a', 'a\n', false",
    "'x\\E.*\\Q', xyz, false",
    "'x\\E.*\\Q', 'x\\E.z\\q', true"
  })
  void globs(String glob, String text, boolean fits) {
    assertThat(Pattern.matches(DeclaredExclusion.globPattern(glob), text)).isEqualTo(fits);
  }

  @Test
  void aHostileTextDoesNotHoldUpAPattern() {
    String pattern = DeclaredExclusion.globPattern("*a*a*a*a*a*a*a*a*b");
    assertTimeout(Duration.ofSeconds(5), () -> Pattern.matches(pattern, "a".repeat(100_000)));
  }
}
