package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.udf;

import dev.trailhunt.event.Activity;
import java.io.Serializable;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * An exclusion of the user's own. It matches a trigger when all of its parts do; a column that is
 * null matches nothing, and all text is compared without regard to case.
 *
 * @param reason why it is expected
 * @param owner who answers for it
 * @param expires the last date of a trigger that it matches; empty means any
 * @param accounts account ids; empty means all
 * @param targets names of users whose password is set; empty means all
 */
public record DeclaredExclusion(
    String id,
    String reason,
    String owner,
    Optional<LocalDate> expires,
    List<String> accounts,
    List<String> targets,
    List<Condition> conditions) {

  public DeclaredExclusion {
    accounts = List.copyOf(accounts);
    targets = List.copyOf(targets);
    conditions = List.copyOf(conditions);
  }

  /**
   * What must hold of a trigger, as the file says it.
   *
   * @param holds null where the trigger has no such value
   * @param column name of the column it is about
   */
  private record Part(String key, Column holds, String column) {}

  private Stream<Part> parts() {
    Stream<Part> scope = Stream.of(expiry(), account(), target()).flatMap(Optional::stream);
    return Stream.concat(
        scope,
        conditions.stream()
            .map(condition -> new Part(condition.key(), condition.holds(), condition.column())));
  }

  /** Whether it matches a trigger, never null. */
  Column matches() {
    return coalesce(parts().map(Part::holds).reduce(lit(true), Column::and), lit(false));
  }

  /** Structs of a name, whether it matches, and the value it looks at: its own, then its parts'. */
  Stream<Column> explained() {
    return Stream.concat(
        Stream.of(Ruling.explained(id, matches(), lit(null).cast("string"))),
        parts()
            .map(
                part ->
                    Ruling.explained(
                        id + ": " + part.key(),
                        coalesce(part.holds(), lit(false)),
                        col(part.column()).cast("string"))));
  }

  /** The exclusion as a finding states it when it matches, else null. */
  Column whenMatched() {
    return Ruling.stated(matches(), id, lit(reason), owner, expires.orElse(null));
  }

  private Optional<Part> expiry() {
    return expires.map(
        date -> new Part("expires", col(Activity.EVENT_DATE).leq(lit(date)), Activity.EVENT_DATE));
  }

  private Optional<Part> account() {
    Column isOne = col(Activity.ACCOUNT_ID).isin(accounts.toArray());
    return accounts.isEmpty()
        ? Optional.empty()
        : Optional.of(new Part("accounts", isOne, Activity.ACCOUNT_ID));
  }

  private Optional<Part> target() {
    Column isOne = new Text(Field.TARGET, Operator.EQUALS, targets).holds();
    return targets.isEmpty()
        ? Optional.empty()
        : Optional.of(new Part("targets", isOne, Activity.TARGET_USER));
  }

  /** What must hold of a trigger. */
  public sealed interface Condition {
    /** Whether it holds; null where the trigger has no such value. */
    Column holds();

    /** Name of the column it is about. */
    String column();

    /** What the file calls it. */
    String key();
  }

  /** One of the values fits the field. */
  public record Text(Field field, Operator operator, List<String> values) implements Condition {
    public Text {
      values = List.copyOf(values);
    }

    @Override
    public Column holds() {
      return values.stream()
          .map(value -> operator.fits(col(field.column), value))
          .reduce(lit(false), Column::or);
    }

    @Override
    public String column() {
      return field.column;
    }

    @Override
    public String key() {
      return field.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The source IP lies in one of the networks. */
  public record Source(List<Network> networks) implements Condition {
    public Source {
      networks = List.copyOf(networks);
    }

    @Override
    public Column holds() {
      return udf(new IsInAny(networks), DataTypes.BooleanType).apply(col(Activity.SOURCE_IP));
    }

    @Override
    public String column() {
      return Activity.SOURCE_IP;
    }

    @Override
    public String key() {
      return "cidr";
    }
  }

  private record IsInAny(List<Network> networks)
      implements UDF1<@Nullable String, @Nullable Boolean>, Serializable {
    @Override
    public @Nullable Boolean call(@Nullable String ip) {
      return ip == null ? null : networks.stream().anyMatch(network -> network.contains(ip));
    }
  }

  /** What a condition can be about. The name of a role's session is not among it. */
  public enum Field {
    ACTOR_ARN(Activity.ACTOR_IDENTITY_ARN),
    ACTOR_KEY(Activity.ACTOR_KEY),
    USER_AGENT(Activity.USER_AGENT),
    SOURCE_ADDRESS(Activity.SOURCE_ADDRESS),
    AS_ORGANISATION(Finding.SOURCE_AS_ORG),
    TARGET(Activity.TARGET_USER);

    private final String column;

    Field(String column) {
      this.column = column;
    }
  }

  /** How a value can fit a field. */
  public enum Operator {
    EQUALS,
    CONTAINS,
    STARTS_WITH,
    /** In the value {@code *} is any text and {@code ?} any character. */
    GLOB;

    Column fits(Column text, String value) {
      Column given = lower(text);
      Column wanted = lower(lit(value));
      return switch (this) {
        case EQUALS -> given.equalTo(wanted);
        case CONTAINS -> given.contains(wanted);
        case STARTS_WITH -> given.startsWith(wanted);
        case GLOB -> text.rlike(globPattern(value));
      };
    }
  }

  /**
   * A pattern for a whole text. Each piece between two stars is taken where it first occurs, for
   * good: going back could find no match that this misses, and a hostile text could make it slow.
   */
  static String globPattern(String glob) {
    List<String> pieces = List.of(glob.split("\\*", -1));
    int last = pieces.size() - 1;
    String first = "(?isu)\\A" + literal(pieces.get(0));
    if (last == 0) {
      return first + "\\z";
    }
    return pieces.subList(1, last).stream()
        .map(piece -> "(?>.*?" + literal(piece) + ")")
        .collect(Collectors.joining("", first, ".*" + literal(pieces.get(last)) + "\\z"));
  }

  private static String literal(String piece) {
    return Stream.of(piece.split("\\?", -1)).map(Pattern::quote).collect(Collectors.joining("."));
  }
}
