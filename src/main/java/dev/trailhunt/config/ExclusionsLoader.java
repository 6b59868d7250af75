package dev.trailhunt.config;

import dev.trailhunt.config.Section.Located;
import dev.trailhunt.config.Settings.Condition;
import dev.trailhunt.config.Settings.Exclusion;
import dev.trailhunt.config.Settings.Exclusions;
import dev.trailhunt.config.Settings.Field;
import dev.trailhunt.config.Settings.Network;
import dev.trailhunt.config.Settings.Operator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes exclusions of their file. Every problem is reported. */
final class ExclusionsLoader {
  private static final Set<String> KEYS = Set.of("switched-off", "exclusions");
  private static final Set<String> EXCLUSION_KEYS =
      Set.of("id", "reason", "owner", "expires", "accounts", "targets", "conditions");
  private static final String NETWORKS = "cidr";
  private static final List<Operator> OPERATORS = List.of(Operator.values());
  private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  private final Problems problems;
  private final Checks checks;
  private final Set<String> ids = new HashSet<>();

  private ExclusionsLoader(Problems problems) {
    this.problems = problems;
    this.checks = new Checks(problems);
  }

  /** What the file says; without what is wrong in it. */
  static Exclusions load(ConfigText file, Problems problems) {
    return YamlReader.read(file.name(), file.text(), problems)
        .map(document -> Section.root(file.name(), document, problems).allowing(KEYS))
        .map(root -> new ExclusionsLoader(problems).exclusions(root))
        .orElse(Exclusions.NONE);
  }

  private Exclusions exclusions(Section root) {
    return new Exclusions(
        each(root.texts("switched-off"), root.path("switched-off"), this::builtIn),
        root.sections("exclusions").stream().map(this::exclusion).toList());
  }

  private Optional<String> builtIn(String key, Located<String> text) {
    if (Exclusions.BUILT_IN.contains(text.value())) {
      return Optional.of(text.value());
    }
    problems.add(
        text.where(),
        key
            + ": no built-in exclusion "
            + text.value()
            + Suggestion.didYouMean(text.value(), Exclusions.BUILT_IN));
    return Optional.empty();
  }

  private Exclusion exclusion(Section section) {
    section.allowing(EXCLUSION_KEYS);
    refuseMatchingEverything(section);
    return new Exclusion(
        section.required("id").flatMap(text -> id(section.path("id"), text)).orElse(""),
        section.required("reason").map(Located::value).orElse(""),
        section.required("owner").map(Located::value).orElse(""),
        section.text("expires").flatMap(text -> checks.date(section.path("expires"), text)),
        each(section.texts("accounts"), section.path("accounts"), checks::account),
        each(section.texts("targets"), section.path("targets"), checks::userName),
        conditions(section.section("conditions")));
  }

  private void refuseMatchingEverything(Section section) {
    if (Stream.of("conditions", "targets", "accounts").noneMatch(section::hasValue)) {
      problems.add(
          section.where(), "exclusions: matches everything, give conditions, targets or accounts");
    }
  }

  private Optional<String> id(String key, Located<String> text) {
    String id = text.value();
    if (!ID.matcher(id).matches()) {
      problems.add(text.where(), key + ": \"" + id + "\" is not an id such as break-glass-drill");
    } else if (Exclusions.BUILT_IN.contains(id)) {
      problems.add(text.where(), key + ": " + id + " is built in, choose another id");
    } else if (!ids.add(id)) {
      problems.add(text.where(), key + ": " + id + " is given twice");
    }
    return Optional.of(id);
  }

  private List<Condition> conditions(Section section) {
    section.allowing(fieldNames());
    List<Condition> conditions = new ArrayList<>();
    for (Field field : Field.values()) {
      String key = Checks.nameOf(field);
      if (section.has(key)) {
        refuseComparingWithNothing(section, key);
        conditions.addAll(conditions(field, section.section(key)));
      }
    }
    if (section.has(NETWORKS)) {
      List<Network> networks =
          each(section.textOrTexts(NETWORKS), section.path(NETWORKS), checks::network);
      conditions.add(new Condition.Source(networks));
    }
    return conditions;
  }

  private void refuseComparingWithNothing(Section section, String key) {
    if (!section.hasValue(key)) {
      problems.add(
          section.section(key).where(),
          section.path(key) + ": compared with nothing, give one of " + Checks.namesOf(OPERATORS));
    }
  }

  private static Set<String> fieldNames() {
    return Stream.concat(Stream.of(Field.values()).map(Checks::nameOf), Stream.of(NETWORKS))
        .collect(Collectors.toSet());
  }

  private List<Condition> conditions(Field field, Section operators) {
    operators.allowing(OPERATORS.stream().map(Checks::nameOf).collect(Collectors.toSet()));
    List<Condition> conditions = new ArrayList<>();
    for (Operator operator : OPERATORS) {
      String key = Checks.nameOf(operator);
      if (operators.has(key)) {
        List<String> values = values(operator, operators.textOrTexts(key), operators.path(key));
        conditions.add(new Condition.Text(field, operator, values));
      }
    }
    return conditions;
  }

  private List<String> values(Operator operator, List<Located<String>> texts, String key) {
    return operator == Operator.GLOB
        ? each(texts, key, checks::glob)
        : texts.stream().map(Located::value).toList();
  }

  private static <T> List<T> each(
      List<Located<String>> texts,
      String key,
      BiFunction<String, Located<String>, Optional<T>> check) {
    return texts.stream().flatMap(text -> check.apply(key, text).stream()).toList();
  }
}
