package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.jspecify.annotations.Nullable;

/**
 * Whether a trigger is worth an alert: which exclusions match it, which of these hold, and what
 * raises it all the same. Conditions on the columns of a finding and of {@link History}.
 */
final class Ruling {
  /** Of a critical finding each of these overrides an exclusion. */
  private static final List<String> TELLING =
      List.of(
          Signals.MFA_REGISTERED_BY_ACTOR,
          Signals.MFA_REMOVED,
          Signals.DENIED_ATTEMPT,
          Signals.RECONNAISSANCE,
          Signals.OFFENSIVE_AGENT);

  private final RuleOptions options;

  Ruling(RuleOptions options) {
    this.options = options;
  }

  /** Every exclusion that matches, built-in ones first; empty when none does. */
  Column exclusions() {
    Stream<Column> builtIn = builtIn().map(exclusion -> exclusion.whenMatched(reason(exclusion)));
    Stream<Column> declared =
        options.exclusions().declared().stream().map(DeclaredExclusion::whenMatched);
    Column[] matched = Stream.concat(builtIn, declared).toArray(Column[]::new);
    return array_compact(array(matched)).cast(Finding.EXCLUSION_LIST);
  }

  /** Whether one of those that match holds. */
  Column holds() {
    Stream<Column> builtIn =
        builtIn().map(exclusion -> exclusion.matches().and(isEarned(exclusion.id())));
    Stream<Column> declared =
        options.exclusions().declared().stream().map(DeclaredExclusion::matches);
    return Stream.concat(builtIn, declared).reduce(lit(false), Column::or);
  }

  /** Whether what surrounds an excluded trigger is worth an alert all the same. */
  Column isOverridden() {
    Column severities = lit(options.overrides().severities().toArray(String[]::new));
    Column isBad = array_contains(severities, col(Finding.SEVERITY));
    Column isTelling = arrays_overlap(col(Finding.SIGNALS), lit(TELLING.toArray(String[]::new)));
    return lit(options.overrides().enabled())
        .and(
            array_contains(col(Finding.SIGNALS), Signals.CONSOLE_LOGIN_SAME_IP)
                .or(isBad.and(isTelling)));
  }

  /**
   * Of every exclusion, and of every part of one of the user's own: its name, whether it matches,
   * and the value it looks at.
   */
  Stream<Column> explained() {
    Stream<Column> builtIn =
        builtIn()
            .map(exclusion -> explained(exclusion.id(), exclusion.matches(), exclusion.looksAt()));
    return Stream.concat(
        builtIn, options.exclusions().declared().stream().flatMap(DeclaredExclusion::explained));
  }

  /** An exclusion as a finding states it when it matches, else null. */
  static Column stated(
      Column matches, String id, Column reason, String owner, @Nullable LocalDate expires) {
    return when(
        matches,
        struct(
            lit(id).as("id"),
            reason.as("reason"),
            lit(owner).as("owner"),
            lit(expires).cast("date").as("expires")));
  }

  /** The name of an exclusion or a part of one, whether it matches, and what it looks at. */
  static Column explained(String name, Column matches, Column value) {
    return struct(lit(name).as("exclusion"), matches.as("matches"), value.as("value"));
  }

  private Stream<BuiltInExclusions.Exclusion> builtIn() {
    return BuiltInExclusions.inForce(options.exclusions().switchedOff()).stream();
  }

  /**
   * What rests on the actor's own word holds only for one that has matched it before, unless too
   * little is known to say so.
   */
  private Column isEarned(String exclusion) {
    String earlierDates = History.EARNED_DATES.get(exclusion);
    if (earlierDates == null || options.exclusions().earned().isEmpty()) {
      return lit(true);
    }
    return History.isTooShort(options)
        .or(col(earlierDates).geq(options.exclusions().earned().get()));
  }

  private Column reason(BuiltInExclusions.Exclusion exclusion) {
    Column reason = lit(exclusion.reason());
    if (!History.EARNED_DATES.containsKey(exclusion.id())
        || options.exclusions().earned().isEmpty()) {
      return reason;
    }
    Column unproven =
        concat(
            reason,
            lit("; held without proof, for only "),
            col(Finding.BASELINE_DAYS).cast("string"),
            lit(" days of history are there"));
    Column unearned =
        concat(
            reason,
            lit("; does not hold, for the actor matched it on only "),
            col(History.EARNED_DATES.get(exclusion.id())).cast("string"),
            lit(" earlier days"));
    return when(History.isTooShort(options), unproven)
        .when(not(isEarned(exclusion.id())), unearned)
        .otherwise(reason);
  }
}
