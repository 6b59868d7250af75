package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_date;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityChanges;
import dev.trailhunt.rule.HistoryWalk.Before;
import dev.trailhunt.rule.HistoryWalk.Fact;
import dev.trailhunt.rule.HistoryWalk.Kind;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What was usual before a trigger. Whatever tells it is a fact about one subject: the actor, the
 * target, the calling user, the address or the account. The facts of a subject and the triggers
 * that ask about it are walked through once, in time, by {@link HistoryWalk}.
 */
final class History {
  /** The actor has long set passwords: a column beside those of a finding. */
  static final String HAS_ROUTINE = "actor_has_routine";

  /** Dates on which the actor matched an exclusion before: columns beside those of a finding. */
  static final Map<String, String> EARNED_DATES =
      Map.of(
          BuiltInExclusions.AUTOMATION_USER_AGENT, "dates_of_automation_user_agent",
          BuiltInExclusions.AUTOMATION_PRINCIPAL, "dates_of_automation_principal",
          BuiltInExclusions.CLOUD_PROVIDER_NETWORK, "dates_of_cloud_provider_network");

  /** So many password sets, on so many dates, make a routine. */
  private static final int USES_OF_ROUTINE = 5;

  private static final int DATES_OF_ROUTINE = 3;

  /** So many actors share an address, such as an office's: coming from it ties nobody together. */
  private static final int SHARERS = 3;

  private static final String SUBJECT = "subject";
  private static final String TIME = "time";

  /** Events of one time: what precedes a trigger, the trigger, what does not. */
  private static final String TURN = "turn";

  private static final String ROLE = "role";
  private static final String KINDS = "kinds";
  private static final String WHO = "who";
  private static final String THING = "thing";
  private static final String GIVEN = "given";
  private static final String PLACE = "place";

  /** What a trigger is to a subject. */
  private static final String ACCOUNT = "account";

  private static final String ACTOR = "actor";
  private static final String TARGET = "target";
  private static final String ADDRESS = "address";
  private static final String CALLER_BY_ID = "caller by id";
  private static final String CALLER_WITH_ID_BY_NAME = "caller with id, by name";
  private static final String CALLER_BY_NAME = "caller by name";

  private static final StructType ANSWER =
      new StructType()
          .add(Finding.FINDING_ID, DataTypes.StringType)
          .add(ROLE, DataTypes.StringType)
          .add("dates", DataTypes.IntegerType)
          .add("uses", DataTypes.LongType)
          .add("dates_of_uses", DataTypes.IntegerType)
          .add("settled_uses", DataTypes.LongType)
          .add("dates_of_settled_uses", DataTypes.IntegerType)
          .add("first_event", DataTypes.LongType)
          .add(EARNED_DATES.get(BuiltInExclusions.AUTOMATION_USER_AGENT), DataTypes.IntegerType)
          .add(EARNED_DATES.get(BuiltInExclusions.AUTOMATION_PRINCIPAL), DataTypes.IntegerType)
          .add(EARNED_DATES.get(BuiltInExclusions.CLOUD_PROVIDER_NETWORK), DataTypes.IntegerType)
          .add("logins", DataTypes.LongType)
          .add("last_login", DataTypes.LongType)
          .add("last_made", DataTypes.LongType)
          .add("last_made_without_id", DataTypes.LongType)
          .add("is_created", DataTypes.BooleanType)
          .add("is_privileged", DataTypes.BooleanType)
          .add("actors", DataTypes.IntegerType);

  private static final Column SUCCEEDED = col(Activity.OUTCOME).equalTo(Activity.SUCCESS);
  private static final Column NAME = col(Activity.EVENT_NAME);

  private final Dataset<Row> activity;
  private final Lineage lineage;
  private final RuleOptions options;

  /**
   * @param activity rows of {@link Activity#SCHEMA} of the triggers' accounts and at least of their
   *     baselines
   */
  History(Dataset<Row> activity, Lineage lineage, RuleOptions options) {
    this.activity = activity;
    this.lineage = lineage;
    this.options = options;
  }

  /**
   * Too little is there before a trigger to say what is usual; null where nothing is asked of it.
   */
  static Column isTooShort(RuleOptions options) {
    return col(Finding.BASELINE_DAYS).lt(options.baseline().minDays());
  }

  /**
   * What was there before each trigger.
   *
   * @param triggers resolved by {@link Lineage}, with {@code finding_id}
   * @return {@code finding_id}, the finding's columns about the baseline, {@link
   *     Pair#ADDRESS_IS_SHARED}, {@link #HAS_ROUTINE} and the {@link #EARNED_DATES}
   */
  Dataset<Row> before(Dataset<Row> triggers) {
    Dataset<Row> questions = FreshPlan.of(questions(triggers));
    Dataset<Row> subjects = questions.select(SUBJECT).distinct();
    Dataset<Row> facts =
        Stream.of(dates(), ofActors(triggers), ofUsers(), grants(), addresses())
            .map(History::asFacts)
            .reduce(Dataset::unionByName)
            .orElseThrow()
            .join(subjects, new String[] {SUBJECT}, "left_semi");
    int days = options.baseline().days();
    Dataset<Row> answers =
        facts
            .unionByName(questions, true)
            .select(
                Stream.of(
                        SUBJECT,
                        TIME,
                        Finding.FINDING_ID,
                        ROLE,
                        KINDS,
                        WHO,
                        THING,
                        GIVEN,
                        TURN,
                        PLACE)
                    .map(name -> col(name))
                    .toArray(Column[]::new))
            .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
            .flatMapSortedGroups(
                new Column[] {col(TIME), col(TURN), col(PLACE)},
                (FlatMapGroupsFunction<String, Row, Row>) (subject, rows) -> walk(rows, days),
                Encoders.row(ANSWER));
    return summarise(answers);
  }

  // Questions: what the triggers ask of which subjects

  private static Dataset<Row> questions(Dataset<Row> triggers) {
    Column isUser = col(Activity.ACTOR_TYPE).equalTo("IAMUser");
    Column id = when(isUser, col(Activity.ACTOR_PRINCIPAL_ID));
    Column name = when(isUser, col(Lineage.CALLER_USER));
    return triggers
        .select(
            col(Finding.FINDING_ID),
            time(),
            explode(
                array(
                    question(ACCOUNT, lit("")),
                    question(ACTOR, col(Activity.ACTOR_KEY)),
                    question(TARGET, col(Lineage.USER)),
                    question(ADDRESS, col(Activity.SOURCE_IP)),
                    question(CALLER_BY_ID, id),
                    question(CALLER_WITH_ID_BY_NAME, when(id.isNotNull(), name)),
                    question(CALLER_BY_NAME, when(id.isNull(), name)))))
        .select(
            col(Finding.FINDING_ID),
            col(TIME),
            col("col." + ROLE),
            col("col." + SUBJECT).as(SUBJECT))
        .where(col(SUBJECT).isNotNull())
        .withColumn(TURN, lit(1));
  }

  private static Column question(String role, Column key) {
    String kind =
        switch (role) {
          case TARGET, CALLER_WITH_ID_BY_NAME, CALLER_BY_NAME -> "user";
          case CALLER_BY_ID -> "id";
          default -> role;
        };
    return struct(lit(role).as(ROLE), subject(kind, key).as(SUBJECT));
  }

  private static Column subject(String kind, Column key) {
    return when(key.isNotNull(), concat_ws("|", lit(kind), col(Activity.ACCOUNT_ID), key));
  }

  private static Column time() {
    return unix_micros(col(Activity.EVENT_TIME)).as(TIME);
  }

  // Facts: what the events tell of which subjects

  private static Dataset<Row> asFacts(Dataset<Row> facts) {
    List<String> present = List.of(facts.columns());
    Column isCreation = coalesce(col(KINDS).getItem(0).equalTo(Kind.CREATION.name()), lit(false));
    return facts
        .select(
            col(SUBJECT),
            col(TIME),
            col(KINDS),
            present.contains(WHO) ? col(WHO) : lit(null).cast("string").as(WHO),
            present.contains(THING) ? col(THING) : lit(null).cast("string").as(THING),
            present.contains(GIVEN) ? col(GIVEN) : lit(null).cast("boolean").as(GIVEN),
            present.contains(PLACE) ? col(PLACE) : lit("").as(PLACE))
        .where(col(SUBJECT).isNotNull())
        .withColumn(TURN, when(isCreation, 0).otherwise(2));
  }

  private static Column kinds(Column... kinds) {
    return array_compact(array(kinds)).as(KINDS);
  }

  private static Column kind(Kind kind) {
    return lit(kind.name());
  }

  private Dataset<Row> dates() {
    Column midnight = unix_date(col(Activity.EVENT_DATE)).cast("long").multiply(86_400_000_000L);
    return activity
        .select(Activity.ACCOUNT_ID, Activity.EVENT_DATE)
        .distinct()
        .select(subject(ACCOUNT, lit("")).as(SUBJECT), midnight.as(TIME), kinds(kind(Kind.DATE)));
  }

  private Dataset<Row> ofActors(Dataset<Row> triggers) {
    String[] actor = {Activity.ACCOUNT_ID, Activity.ACTOR_KEY};
    Dataset<Row> actors = triggers.select(Activity.ACCOUNT_ID, Activity.ACTOR_KEY).distinct();
    Dataset<Row> events =
        AsnDatabase.withOrganisation(
            activity.join(actors, actor, "left_semi"),
            col(Activity.SOURCE_IP),
            options.asnDatabase());
    return events.select(
        subject(ACTOR, col(Activity.ACTOR_KEY)).as(SUBJECT),
        time(),
        kinds(
            kind(Kind.EVENT),
            when(LoginProfileRule.isSuccessfulPasswordSet(), kind(Kind.USE)),
            matched(BuiltInExclusions.AUTOMATION_USER_AGENT, Kind.AUTOMATION_USER_AGENT),
            matched(BuiltInExclusions.AUTOMATION_PRINCIPAL, Kind.AUTOMATION_PRINCIPAL),
            matched(BuiltInExclusions.CLOUD_PROVIDER_NETWORK, Kind.CLOUD_PROVIDER_NETWORK)));
  }

  private static Column matched(String exclusion, Kind kind) {
    return when(BuiltInExclusions.matches(exclusion), kind(kind));
  }

  /** Sign-ins of users, and what makes a user somebody who can act. */
  private Dataset<Row> ofUsers() {
    Column isLogin = NAME.equalTo("ConsoleLogin");
    Column isMaking = LoginProfileRule.SETS_PASSWORD.or(NAME.isin("CreateUser", "CreateAccessKey"));
    Column hasNoId = col(Lineage.USER_ID).isNull();
    Column byName = subject("user", col(Lineage.USER));
    Column byId = when(not(isLogin), subject("id", col(Lineage.USER_ID)));
    return lineage
        .withTarget(activity.where(SUCCEEDED.and(isLogin.or(isMaking))))
        .select(
            explode(array_compact(array(byName, byId))).as(SUBJECT),
            time(),
            kinds(
                when(isLogin, kind(Kind.LOGIN)).otherwise(kind(Kind.MADE)),
                when(not(isLogin).and(hasNoId), kind(Kind.MADE_WITHOUT_ID))));
  }

  /** Rights given long ago still hold: these look back without limit. */
  private Dataset<Row> grants() {
    Column isCreation = NAME.equalTo("CreateUser");
    Column isGrant = col(Activity.ADMIN_POLICY).equalTo(true);
    Column takes =
        NAME.isin("DetachUserPolicy", "DeleteUserPolicy", "RemoveUserFromGroup", "PutUserPolicy");
    Column name = col(IdentityChanges.GRANT);
    Column thing =
        when(NAME.isin("AttachUserPolicy", "DetachUserPolicy"), Exposure.named("policy", name))
            .when(
                NAME.isin("PutUserPolicy", "DeleteUserPolicy"),
                Exposure.named("inline policy", name))
            .otherwise(Exposure.named("group", name));
    return lineage
        .changes()
        .where(SUCCEEDED.and(isCreation.or(isGrant).or(takes)))
        .select(
            subject("user", col(Lineage.USER)).as(SUBJECT),
            time(),
            kinds(when(isCreation, kind(Kind.CREATION)).otherwise(kind(Kind.GRANT))),
            thing.as(THING),
            coalesce(isGrant, lit(false)).as(GIVEN),
            col(Activity.EVENT_ID).as(PLACE));
  }

  /** Of a date, an actor's first and last use of an address say all. */
  private Dataset<Row> addresses() {
    return activity
        .where(col(Activity.SOURCE_IP).isNotNull().and(col(Activity.ACTOR_KEY).isNotNull()))
        .groupBy(
            col(Activity.ACCOUNT_ID),
            col(Activity.SOURCE_IP),
            col(Activity.EVENT_DATE),
            col(Activity.ACTOR_KEY).as(WHO))
        .agg(min(Activity.EVENT_TIME).as("first"), max(Activity.EVENT_TIME).as("last"))
        .select(
            subject(ADDRESS, col(Activity.SOURCE_IP)).as(SUBJECT),
            col(WHO),
            explode(array(unix_micros(col("first")), unix_micros(col("last")))).as(TIME),
            kinds(kind(Kind.ADDRESS)));
  }

  // Answers

  private static Iterator<Row> walk(Iterator<Row> rows, int days) {
    HistoryWalk walk = new HistoryWalk(days);
    List<Row> answers = new ArrayList<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      if (row.isNullAt(2)) {
        walk.add(fact(row));
      } else {
        answers.add(answer(row.getString(2), row.getString(3), walk.at(row.getLong(1))));
      }
    }
    return answers.iterator();
  }

  private static Fact fact(Row row) {
    List<Kind> kinds = row.<String>getList(4).stream().map(Kind::valueOf).toList();
    boolean given = !row.isNullAt(7) && row.getBoolean(7);
    return new Fact(row.getLong(1), kinds, row.getString(5), row.getString(6), given);
  }

  private static Row answer(String finding, String role, Before before) {
    return RowFactory.create(
        finding,
        role,
        before.dates(),
        before.uses(),
        before.datesOfUses(),
        before.settledUses(),
        before.datesOfSettledUses(),
        before.firstEvent(),
        before.datesOfAutomationUserAgent(),
        before.datesOfAutomationPrincipal(),
        before.datesOfCloudProviderNetwork(),
        before.logins(),
        before.lastLogin(),
        before.lastMade(),
        before.lastMadeWithoutId(),
        before.isCreated(),
        before.isPrivileged(),
        before.actors());
  }

  private Dataset<Row> summarise(Dataset<Row> answers) {
    Column callerMadeAt =
        greatest(
            as(CALLER_BY_ID, "last_made"),
            as(CALLER_WITH_ID_BY_NAME, "last_made_without_id"),
            as(CALLER_BY_NAME, "last_made"));
    Column hasRoutine =
        as(ACTOR, "settled_uses")
            .geq(USES_OF_ROUTINE)
            .and(as(ACTOR, "dates_of_settled_uses").geq(DATES_OF_ROUTINE));
    Map<String, Column> columns = new LinkedHashMap<>();
    columns.put(Finding.BASELINE_DAYS, as(ACCOUNT, "dates"));
    columns.put(Finding.ACTOR_PRIOR_USES, orZero(as(ACTOR, "uses")).cast("long"));
    columns.put(Finding.ACTOR_ACTIVE_DAYS, orZero(as(ACTOR, "dates_of_uses")));
    columns.put(Finding.ACTOR_FIRST_SEEN, timestamp_micros(as(ACTOR, "first_event")));
    columns.put(Finding.ACTOR_CREATED_AT, timestamp_micros(callerMadeAt));
    columns.put(Finding.TARGET_CONSOLE_LOGINS, orZero(as(TARGET, "logins")).cast("long"));
    columns.put(Finding.TARGET_LAST_CONSOLE_LOGIN, timestamp_micros(as(TARGET, "last_login")));
    columns.put(
        Finding.TARGET_PRIVILEGED,
        when(as(TARGET, "is_privileged"), true).when(as(TARGET, "is_created"), false));
    columns.put(HAS_ROUTINE, coalesce(hasRoutine, lit(false)));
    columns.put(Pair.ADDRESS_IS_SHARED, orZero(as(ADDRESS, "actors")).geq(SHARERS));
    EARNED_DATES.values().forEach(name -> columns.put(name, orZero(as(ACTOR, name))));
    Column[] named =
        columns.entrySet().stream()
            .map(column -> column.getValue().as(column.getKey()))
            .toArray(Column[]::new);
    return answers
        .groupBy(Finding.FINDING_ID)
        .agg(named[0], Stream.of(named).skip(1).toArray(Column[]::new));
  }

  private static Column as(String role, String answer) {
    return max(when(col(ROLE).equalTo(role), col(answer)));
  }

  private static Column orZero(Column count) {
    return coalesce(count, lit(0));
  }
}
