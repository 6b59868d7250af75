package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.aggregate;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.arrays_overlap;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_format;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;

/**
 * How bad a trigger looks: what raises the score and what lowers it, each with a sentence that says
 * why it counts. Conditions on the columns of a finding, of {@link History} and of {@link
 * Correlation}.
 */
final class Score {
  /** A factor without points: too little is known to say what is usual. */
  static final String SHORT_BASELINE = "short_baseline";

  private static final Duration SOON = Duration.ofMinutes(10);
  private static final Duration SHORT_LIVED = Duration.ofHours(24);
  private static final int MOST = 100;

  /** What speaks so plainly against a trigger that nothing calms. */
  private static final List<String> NOTHING_CALMS =
      List.of(
          Signals.CONSOLE_LOGIN_SAME_IP,
          Signals.MFA_REGISTERED_BY_ACTOR,
          Signals.MFA_REMOVED,
          Signals.ADMIN_GRANTED,
          Signals.DENIED_ATTEMPT,
          Signals.OFFENSIVE_AGENT,
          Signals.IAM_CHANGE_BY_TARGET);

  private final RuleOptions options;

  Score(RuleOptions options) {
    this.options = options;
  }

  /**
   * A reason to raise or to lower the score.
   *
   * @param holds null counts as no
   * @param detail a sentence
   */
  private record Factor(Column holds, Column detail) {}

  /** The factors that count, in the order of {@link Weights#factors}. */
  Column factors() {
    List<Column> counted = new ArrayList<>();
    Map<String, Factor> all = all();
    options
        .weights()
        .factors()
        .forEach(
            (name, points) -> {
              Factor factor = all.get(name);
              if (points != 0) {
                counted.add(when(factor.holds(), factor(name, points, factor.detail())));
              }
            });
    counted.add(when(History.isTooShort(options), factor(SHORT_BASELINE, 0, tooShort())));
    return array_compact(array(counted.toArray(Column[]::new))).cast(Finding.SCORE_FACTOR_LIST);
  }

  /** The score: the base and the factors, within 0 and 100. */
  Column of(Column factors) {
    Column sum =
        aggregate(
            factors,
            lit(options.weights().base()),
            (total, factor) -> total.plus(factor.getField("points")));
    return greatest(lit(0), least(lit(MOST), sum));
  }

  Column severity(Column score) {
    Weights.Bands bands = options.weights().bands();
    return when(score.leq(bands.low()), Weights.LOW)
        .when(score.leq(bands.medium()), Weights.MEDIUM)
        .when(score.leq(bands.high()), Weights.HIGH)
        .otherwise(Weights.CRITICAL);
  }

  private static Column factor(String name, int points, Column detail) {
    return struct(lit(name).as("factor"), lit(points).as("points"), detail.as("detail"));
  }

  private Column tooShort() {
    return sentence(
        "Only ",
        col(Finding.BASELINE_DAYS),
        " of the "
            + options.baseline().days()
            + " days before have events, fewer than "
            + options.baseline().minDays()
            + ": what is usual is not known");
  }

  private Map<String, Factor> all() {
    Map<String, Factor> all = new LinkedHashMap<>();
    all.putAll(afterwards());
    all.putAll(howItWasDone());
    all.putAll(unusual());
    all.putAll(calming());
    return all;
  }

  private static Map<String, Factor> afterwards() {
    Map<String, Factor> factors = new LinkedHashMap<>();
    Column firstLogin = col(Correlation.FIRST_LOGIN_AFTER);
    Column profileDeleted = col(Correlation.PROFILE_DELETED_AFTER);
    factors.put(
        "console_login",
        factor(
            has(Signals.CONSOLE_LOGIN),
            "The target signed in to the console ",
            firstLogin,
            " seconds after it"));
    factors.put(
        "console_login_same_ip",
        factor(
            has(Signals.CONSOLE_LOGIN_SAME_IP),
            "The target signed in from the address that set the password, ",
            col(Activity.SOURCE_IP)));
    factors.put(
        "console_login_no_mfa",
        factor(has(Signals.CONSOLE_LOGIN_NO_MFA), "The target signed in without MFA"));
    factors.put(
        "first_login_within_10_min",
        factor(firstLogin.leq(SOON.toSeconds()), "The first sign-in came within ten minutes"));
    factors.put(
        "iam_change_by_target",
        factor(has(Signals.IAM_CHANGE_BY_TARGET), "The target then changed IAM itself"));
    factors.put(
        "credential_added",
        factor(
            has(Signals.CREDENTIAL_ADDED),
            "The target was given another credential, such as an access key"));
    factors.put(
        "privilege_granted",
        factor(has(Signals.PRIVILEGE_GRANTED), "The target was given a policy or a group"));
    factors.put(
        "admin_granted",
        factor(has(Signals.ADMIN_GRANTED), "The target was given administrator's rights"));
    factors.put(
        "boundary_removed",
        factor(has(Signals.BOUNDARY_REMOVED), "The target's permissions boundary was taken away"));
    factors.put(
        "mfa_registered_by_actor",
        factor(
            has(Signals.MFA_REGISTERED_BY_ACTOR),
            "Whoever set the password registered an MFA device for the target"));
    factors.put(
        "mfa_removed", factor(has(Signals.MFA_REMOVED), "An MFA device of the target was removed"));
    factors.put(
        "user_created",
        factor(col(Correlation.CREATED_BY_ACTOR), "The same actor had just created the user"));
    factors.put(
        "console_session_minted",
        factor(
            has(Signals.CONSOLE_SESSION_MINTED),
            "The actor had turned its keys into a console session"));
    factors.put(
        "profile_deleted",
        factor(
            profileDeleted.leq(SHORT_LIVED.toSeconds()),
            "The login profile was deleted ",
            profileDeleted,
            " seconds later"));
    factors.put(
        "reconnaissance",
        factor(
            has(Signals.RECONNAISSANCE).or(has(Signals.PROFILE_PROBED)),
            "Users or their login profiles were looked over"));
    factors.put(
        "denied_attempt",
        factor(has(Signals.DENIED_ATTEMPT), "An attempt to set a password was refused"));
    factors.put(
        "external_switch",
        factor(has(Signals.EXTERNAL_SWITCH), "The actor had switched role from another account"));
    return factors;
  }

  private static Map<String, Factor> howItWasDone() {
    Map<String, Factor> factors = new LinkedHashMap<>();
    Column key = col(Activity.ACTOR_ACCESS_KEY_ID);
    Column hasLongTermKey = key.startsWith("AKIA");
    factors.put(
        "actor_is_root",
        factor(col(Activity.ACTOR_TYPE).equalTo("Root"), "The actor is the account's root user"));
    factors.put(
        "long_term_key", factor(hasLongTermKey, "The actor used the long-term access key ", key));
    factors.put(
        "offensive_agent",
        factor(
            has(Signals.OFFENSIVE_AGENT), "A user agent is that of a tool or system for attacks"));
    factors.put(
        "reset_not_required",
        factor(
            col(Activity.PASSWORD_RESET_REQUIRED).equalTo(false),
            "The password need not be changed at the next sign-in"));
    factors.put(
        "self_password_set",
        factor(
            has(Signals.SELF_PASSWORD_SET).and(hasLongTermKey),
            "The actor set its own password, with a long-term access key"));
    return factors;
  }

  private Map<String, Factor> unusual() {
    Map<String, Factor> factors = new LinkedHashMap<>();
    String days = options.baseline().days() + " days";
    Column isDormant =
        not(has(Signals.USER_CREATED)).and(col(Finding.TARGET_CONSOLE_LOGINS).equalTo(0));
    factors.put(
        "no_earlier_use",
        factor(
            not(History.isTooShort(options)).and(col(Finding.ACTOR_PRIOR_USES).equalTo(0)),
            "The actor set no password in the " + days + " before"));
    factors.put(
        "actor_created",
        factor(
            col(Finding.ACTOR_CREATED_AT).isNotNull(),
            "The actor itself was created, or given a password or key, at ",
            date_format(col(Finding.ACTOR_CREATED_AT), "yyyy-MM-dd HH:mm:ss"),
            " UTC"));
    factors.put(
        "dormant_target",
        factor(
            not(History.isTooShort(options)).and(isDormant),
            "The target had not signed in to the console in the " + days + " before"));
    factors.put(
        "target_privileged",
        factor(col(Finding.TARGET_PRIVILEGED), "The target had administrator's rights"));
    factors.put(
        "mass_password_set",
        factor(
            has(Signals.MASS_PASSWORD_SET).and(not(isEstablished())),
            "The actor set the passwords of several users"));
    return factors;
  }

  private Map<String, Factor> calming() {
    Map<String, Factor> factors = new LinkedHashMap<>();
    Column mayCalm =
        not(arrays_overlap(col(Finding.SIGNALS), lit(NOTHING_CALMS.toArray(String[]::new))));
    Column isOnboarding =
        col(Activity.PASSWORD_RESET_REQUIRED)
            .and(col(Correlation.CHANGED_ELSEWHERE))
            .and(not(has(Signals.CREDENTIAL_ADDED)));
    factors.put(
        "established_actor",
        factor(
            mayCalm.and(isEstablished()),
            "The actor has set passwords before, ",
            col(Finding.ACTOR_PRIOR_USES),
            " times on ",
            col(Finding.ACTOR_ACTIVE_DAYS),
            " days"));
    factors.put(
        "actor_mfa",
        factor(mayCalm.and(col(Activity.ACTOR_MFA)), "The actor had signed in with MFA"));
    factors.put(
        "onboarding",
        factor(
            mayCalm.and(isOnboarding),
            "The user had to change the password and did, from another address"));
    return factors;
  }

  private Column isEstablished() {
    return not(History.isTooShort(options)).and(col(History.HAS_ROUTINE));
  }

  private static Column has(String signal) {
    return array_contains(col(Finding.SIGNALS), signal);
  }

  /** A factor whose detail is put together of texts and columns. */
  private static Factor factor(Column holds, Object... sentence) {
    return new Factor(holds, sentence(sentence));
  }

  private static Column sentence(Object... parts) {
    List<Column> texts = new ArrayList<>();
    for (Object part : parts) {
      texts.add(part instanceof Column column ? column.cast("string") : lit(part));
    }
    return concat(texts.toArray(Column[]::new));
  }
}
