package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.event.Activity;
import dev.trailhunt.event.CausalRank;
import dev.trailhunt.event.IdentityChanges;
import dev.trailhunt.rule.LineageWalk.Change;
import dev.trailhunt.rule.LineageWalk.Deed;
import dev.trailhunt.rule.LineageWalk.Position;
import dev.trailhunt.rule.LineageWalk.Tenure;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Who is really who: the user behind each target and each caller, whatever names were deleted,
 * given again or moved in between.
 */
public final class Lineage implements AutoCloseable {
  /** Key of the target user, the same for two events exactly when their user is; null if none. */
  static final String USER = "user";

  /** The target user's id (AIDA…) if any event told it. */
  static final String USER_ID = "user_id";

  /** Key of the user that bears the calling IAM user's name at that moment; null if none. */
  static final String CALLER_USER = "caller_user";

  /** The event's place in the order of events: time, causal rank, event id. */
  static final String POSITION = "position";

  private static final String NAME = "lineage_name";
  private static final String FROM = "from";
  private static final String TO = "to";

  private static final StructType PLACE =
      new StructType()
          .add("time", DataTypes.LongType)
          .add("rank", DataTypes.IntegerType)
          .add("event_id", DataTypes.StringType)
          .add("side", DataTypes.IntegerType);
  private static final StructType TENURE =
      new StructType()
          .add(Activity.ACCOUNT_ID, DataTypes.StringType)
          .add(NAME, DataTypes.StringType)
          .add(FROM, PLACE)
          .add(TO, PLACE)
          .add(USER, DataTypes.StringType)
          .add(USER_ID, DataTypes.StringType);

  private final Dataset<Row> changes;
  private final Dataset<Row> tenures;

  /**
   * @param changes rows of {@link IdentityChanges#SCHEMA}: all there are of each account
   */
  public Lineage(Dataset<Row> changes) {
    this.changes = changes.withColumn(POSITION, position());
    this.tenures = FreshPlan.of(tenures(this.changes)).persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Gives back the memory that the walk's outcome takes. */
  @Override
  public void close() {
    tenures.unpersist();
  }

  /** The identity changes with {@link #USER}, {@link #USER_ID} and {@link #POSITION}. */
  Dataset<Row> changes() {
    return withTargetOf(changes);
  }

  /** Adds {@link #USER}, {@link #USER_ID} and {@link #POSITION} to events. */
  Dataset<Row> withTarget(Dataset<Row> events) {
    return withTargetOf(events.withColumn(POSITION, position()));
  }

  /**
   * Adds {@link #USER}, {@link #USER_ID}, {@link #CALLER_USER} and {@link #POSITION}, and gives the
   * events on virtual MFA devices the user that the device was enabled for.
   *
   * @param events rows of {@link Activity#SCHEMA}
   */
  public Dataset<Row> resolve(Dataset<Row> events) {
    return withLinkedTarget(withCaller(withTarget(events)));
  }

  private static Column position() {
    return struct(
        unix_micros(col(Activity.EVENT_TIME)).as("time"),
        CausalRank.of(col(Activity.EVENT_NAME)).as("rank"),
        col(Activity.EVENT_ID).as("event_id"),
        lit(0).as("side"));
  }

  private static Dataset<Row> tenures(Dataset<Row> changes) {
    return changes
        .where(col(Activity.TARGET_USER).isNotNull())
        .select(
            col(Activity.ACCOUNT_ID),
            col(POSITION),
            col(Activity.EVENT_NAME),
            col(Activity.OUTCOME),
            lower(col(Activity.TARGET_USER)),
            lower(col(Activity.NEW_USER_NAME)),
            col(Activity.TARGET_USER_ID))
        .groupByKey((MapFunction<Row, String>) row -> row.getString(0), Encoders.STRING())
        .flatMapSortedGroups(
            new Column[] {col(POSITION)},
            (FlatMapGroupsFunction<String, Row, Row>) Lineage::walk,
            Encoders.row(TENURE));
  }

  private static Iterator<Row> walk(String account, Iterator<Row> changes) {
    Iterator<Change> typed =
        new Iterator<>() {
          @Override
          public boolean hasNext() {
            return changes.hasNext();
          }

          @Override
          public Change next() {
            return change(changes.next());
          }
        };
    return LineageWalk.walk(typed).stream().map(tenure -> row(account, tenure)).iterator();
  }

  private static Change change(Row row) {
    Row at = row.getStruct(1);
    return new Change(
        new Position(at.getLong(0), at.getInt(1), at.getString(2), at.getInt(3)),
        deed(row.getString(2), row.getString(5)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(3).equals(Activity.SUCCESS));
  }

  private static Deed deed(String eventName, @Nullable String newName) {
    return switch (eventName) {
      case "CreateUser" -> Deed.CREATES;
      case "DeleteUser" -> Deed.DELETES;
      default -> newName == null ? Deed.SHOWS : Deed.RENAMES;
    };
  }

  private static Row row(String account, Tenure tenure) {
    return RowFactory.create(
        account,
        tenure.name(),
        place(tenure.from()),
        tenure.to() == null ? null : place(tenure.to()),
        tenure.user().key(),
        tenure.user().id());
  }

  private static Row place(Position position) {
    return RowFactory.create(position.time(), position.rank(), position.eventId(), position.side());
  }

  private Dataset<Row> withTargetOf(Dataset<Row> events) {
    return withBearer(events, lower(col(Activity.TARGET_USER)), col(POSITION), USER, USER_ID);
  }

  /**
   * The caller is who bore the name before the event moved it, or the target when the event is the
   * first on the caller's own name. A caller of another account bears no name of this one.
   */
  private Dataset<Row> withCaller(Dataset<Row> events) {
    Column isUserOfTheAccount =
        col(Activity.ACTOR_TYPE)
            .equalTo("IAMUser")
            .and(
                coalesce(
                    col(Activity.ACTOR_ACCOUNT_ID).equalTo(col(Activity.ACCOUNT_ID)), lit(true)));
    Column name = when(isUserOfTheAccount, lower(col(Activity.ACTOR_NAME)));
    Column justAhead = col(POSITION).withField("side", lit(-1));
    return withBearer(events, name, justAhead, CALLER_USER, "caller_id")
        .withColumn(
            CALLER_USER,
            coalesce(
                col(CALLER_USER), when(name.equalTo(lower(col(Activity.TARGET_USER))), col(USER))))
        .drop("caller_id");
  }

  /** Adds who bore a name at a place. */
  private Dataset<Row> withBearer(
      Dataset<Row> events, Column name, Column place, String user, String id) {
    Dataset<Row> bearers =
        tenures.select(
            col(Activity.ACCOUNT_ID).as("tenure_account"),
            col(NAME).as("tenure_name"),
            col(FROM).as("tenure_from"),
            col(TO).as("tenure_to"),
            col(USER).as(user),
            col(USER_ID).as(id));
    return events
        .withColumn(NAME, name)
        .join(
            bearers,
            col(Activity.ACCOUNT_ID)
                .equalTo(col("tenure_account"))
                .and(col(NAME).equalTo(col("tenure_name")))
                .and(place.geq(col("tenure_from")))
                .and(col("tenure_to").isNull().or(place.lt(col("tenure_to")))),
            "left")
        .drop(NAME, "tenure_account", "tenure_name", "tenure_from", "tenure_to");
  }

  /**
   * A virtual MFA device is made before it is enabled for a user, and deleted after it was; its
   * serial number ties them.
   */
  private Dataset<Row> withLinkedTarget(Dataset<Row> events) {
    Dataset<Row> links = links(events);
    Column linked = col("link." + USER).isNotNull();
    return events
        .join(links, new String[] {Activity.ACCOUNT_ID, Activity.EVENT_ID}, "left")
        .withColumn(USER, coalesce(col("link." + USER), col(USER)))
        .withColumn(USER_ID, coalesce(col("link." + USER_ID), col(USER_ID)))
        .withColumn(
            Activity.TARGET_USER,
            coalesce(col("link." + Activity.TARGET_USER), col(Activity.TARGET_USER)))
        .withColumn(
            Activity.TARGET_SOURCE,
            when(linked, lit("linked")).otherwise(col(Activity.TARGET_SOURCE)))
        .drop("link");
  }

  private Dataset<Row> links(Dataset<Row> events) {
    Column isCreated = col(Activity.EVENT_NAME).equalTo("CreateVirtualMFADevice");
    Column isDeleted = col(Activity.EVENT_NAME).equalTo("DeleteVirtualMFADevice");
    Dataset<Row> devices =
        events
            .where(isCreated.or(isDeleted))
            .select(
                col(Activity.ACCOUNT_ID),
                col(Activity.EVENT_ID),
                isCreated.as("is_created"),
                col(Activity.MFA_SERIAL),
                moment().as("moment"));
    Dataset<Row> uses =
        withTargetOf(
                changes.where(
                    col(Activity.EVENT_NAME)
                        .isin("EnableMFADevice", "DeactivateMFADevice")
                        .and(col(Activity.OUTCOME).equalTo(Activity.SUCCESS))))
            .select(
                col(Activity.ACCOUNT_ID),
                col(Activity.MFA_SERIAL),
                col(Activity.EVENT_NAME).equalTo("EnableMFADevice").as("enables"),
                moment().as("use"),
                struct(col(USER), col(USER_ID), col(Activity.TARGET_USER)).as("of"));
    Column isLater = col("use").gt(col("moment"));
    return devices
        .join(uses, new String[] {Activity.ACCOUNT_ID, Activity.MFA_SERIAL})
        .where(when(col("is_created"), isLater.and(col("enables"))).otherwise(not(isLater)))
        .groupBy(Activity.ACCOUNT_ID, Activity.EVENT_ID, "is_created")
        .agg(min_by(col("of"), col("use")).as("first"), max_by(col("of"), col("use")).as("last"))
        .select(
            col(Activity.ACCOUNT_ID),
            col(Activity.EVENT_ID),
            when(col("is_created"), col("first")).otherwise(col("last")).as("link"));
  }

  private static Column moment() {
    return struct(col(Activity.EVENT_TIME), col(Activity.EVENT_ID));
  }
}
