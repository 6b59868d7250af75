package dev.trailhunt.source;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.connector.expressions.Expression;
import org.apache.spark.sql.connector.expressions.Literal;
import org.apache.spark.sql.connector.expressions.NamedReference;
import org.apache.spark.sql.connector.expressions.filter.Predicate;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.jspecify.annotations.Nullable;

/**
 * The filters that the source carries out itself, wholly: names of events and sources while
 * scanning; account, region and delivery date by leaving out directories.
 */
final class PushedFilters {
  private final boolean records;
  private final List<Predicate> pushed = new ArrayList<>();
  private PathFilter paths;
  private @Nullable Set<String> names;
  private @Nullable Set<String> sources;

  /**
   * Starts from the options.
   *
   * @param records whether filters on records may be taken: not when there are other rows too
   */
  PushedFilters(CloudTrailReadConf conf, boolean records) {
    this.records = records;
    this.paths = PathFilter.of(conf);
    this.names =
        conf.eventNames().<Set<String>>map(s -> new LinkedHashSet<>(s.names())).orElse(null);
    this.sources =
        conf.eventSources().<Set<String>>map(s -> new LinkedHashSet<>(s.names())).orElse(null);
  }

  PathFilter paths() {
    return paths;
  }

  @Nullable NameSet names() {
    return names == null ? null : new NameSet(names);
  }

  @Nullable NameSet sources() {
    return sources == null ? null : new NameSet(sources);
  }

  Predicate[] pushed() {
    return pushed.toArray(Predicate[]::new);
  }

  /** Takes what it can; returns what is left to Spark. */
  Predicate[] push(Predicate[] predicates) {
    List<Predicate> left = new ArrayList<>();
    for (Predicate predicate : predicates) {
      (take(predicate) ? pushed : left).add(predicate);
    }
    List<Predicate> implied = left.stream().filter(this::isImplied).toList();
    pushed.addAll(implied);
    left.removeAll(implied);
    return left.toArray(Predicate[]::new);
  }

  private boolean take(Predicate predicate) {
    Optional<String> column = column(predicate);
    return column.isPresent()
        && switch (column.get()) {
          case CloudTrailSchema.EVENT_NAME -> records && takeName(predicate);
          case CloudTrailSchema.EVENT_SOURCE -> records && takeSource(predicate);
          case CloudTrailSchema.PATH_ACCOUNT -> takeAccount(predicate);
          case CloudTrailSchema.PATH_REGION -> takeRegion(predicate);
          case CloudTrailSchema.DELIVERY_DATE -> takeDate(predicate);
          default -> false;
        };
  }

  private boolean takeName(Predicate predicate) {
    Optional<Set<String>> wanted = texts(predicate);
    wanted.ifPresent(set -> names = both(names, set));
    return wanted.isPresent();
  }

  private boolean takeSource(Predicate predicate) {
    Optional<Set<String>> wanted = texts(predicate);
    wanted.ifPresent(set -> sources = both(sources, set));
    return wanted.isPresent();
  }

  private boolean takeAccount(Predicate predicate) {
    Optional<Set<String>> wanted = texts(predicate);
    wanted.ifPresent(set -> paths = paths.withAccounts(set));
    return wanted.isPresent();
  }

  private boolean takeRegion(Predicate predicate) {
    Optional<Set<String>> wanted = texts(predicate);
    wanted.ifPresent(set -> paths = paths.withRegions(set));
    return wanted.isPresent();
  }

  private boolean takeDate(Predicate predicate) {
    if (predicate.children().length != 2
        || !(predicate.children()[1] instanceof Literal<?> literal)
        || !(literal.dataType() instanceof DateType)
        || !(literal.value() instanceof Integer days)) {
      return false;
    }
    LocalDate day = LocalDate.ofEpochDay(days);
    PathFilter narrowed =
        switch (predicate.name()) {
          case "=" -> paths.withDates(day, day);
          case ">" -> paths.withDates(day.plusDays(1), LocalDate.MAX);
          case ">=" -> paths.withDates(day, LocalDate.MAX);
          case "<" -> paths.withDates(LocalDate.MIN, day.minusDays(1));
          case "<=" -> paths.withDates(LocalDate.MIN, day);
          default -> null;
        };
    if (narrowed == null) {
      return false;
    }
    paths = narrowed;
    return true;
  }

  /** The source gives no null there, so that there is nothing left to ask. */
  private boolean isImplied(Predicate predicate) {
    if (!predicate.name().equals("IS_NOT_NULL")) {
      return false;
    }
    return switch (column(predicate).orElse("")) {
      case CloudTrailSchema.EVENT_NAME -> records && names != null;
      case CloudTrailSchema.EVENT_SOURCE -> records && sources != null;
      case CloudTrailSchema.FILE_PATH,
          CloudTrailSchema.PATH_ACCOUNT,
          CloudTrailSchema.PATH_REGION,
          CloudTrailSchema.DELIVERY_DATE ->
          true;
      default -> false;
    };
  }

  /** The one column that a predicate is about; for OR, that all its branches are about. */
  private static Optional<String> column(Predicate predicate) {
    if (predicate.name().equals("OR")) {
      Set<Optional<String>> columns = new LinkedHashSet<>();
      for (Expression branch : predicate.children()) {
        columns.add(branch instanceof Predicate p ? column(p) : Optional.empty());
      }
      return columns.size() == 1 ? columns.iterator().next() : Optional.empty();
    }
    return predicate.children().length > 0
            && predicate.children()[0] instanceof NamedReference reference
            && reference.fieldNames().length == 1
        ? Optional.of(reference.fieldNames()[0])
        : Optional.empty();
  }

  /** What a column must be one of, when that is all that the predicate says. */
  private static Optional<Set<String>> texts(Predicate predicate) {
    Expression[] children = predicate.children();
    return switch (predicate.name()) {
      case "=", "IN" -> literals(Arrays.copyOfRange(children, 1, children.length));
      case "OR" -> eitherTexts(children);
      default -> Optional.empty();
    };
  }

  private static Optional<Set<String>> eitherTexts(Expression[] branches) {
    Set<String> all = new LinkedHashSet<>();
    for (Expression branch : branches) {
      Optional<Set<String>> texts = texts((Predicate) branch);
      if (texts.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(texts.get());
    }
    return Optional.of(all);
  }

  private static Optional<Set<String>> literals(Expression[] expressions) {
    Set<String> values = new LinkedHashSet<>();
    for (Expression expression : expressions) {
      if (!(expression instanceof Literal<?> literal)) {
        return Optional.empty();
      }
      Object value = literal.value();
      // Nothing equals null, so a null among the wanted ones adds nothing.
      if (value != null) {
        if (!(literal.dataType() instanceof StringType)) {
          return Optional.empty();
        }
        values.add(value.toString());
      }
    }
    return Optional.of(values);
  }

  private static Set<String> both(@Nullable Set<String> known, Set<String> wanted) {
    Set<String> both = new LinkedHashSet<>(wanted);
    if (known != null) {
      both.retainAll(known);
    }
    return both;
  }
}
