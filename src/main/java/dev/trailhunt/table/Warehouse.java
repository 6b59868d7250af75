package dev.trailhunt.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * The place of the tables: a folder with a Delta table in each subfolder, or a schema of the
 * session's catalog. Every table stays readable by Delta readers of other makes. One run writes at
 * a time: what commits needs {@link #lease}.
 */
public final class Warehouse {
  /**
   * Table features that readers of other makes do not all understand; platforms switch some on by
   * themselves.
   */
  private static final Set<String> UNREADABLE_ELSEWHERE =
      Set.of(
          "deletionVectors",
          "columnMapping",
          "v2Checkpoint",
          "timestampNtz",
          "variantType",
          "variantType-preview",
          "typeWidening",
          "typeWidening-preview");

  private static final String FEATURE = "delta.feature.";

  /** Tells a table from one made anew at the same place, at less cost than Delta's own id. */
  private static final String TABLE_ID = "trailhunt.tableId";

  /** The folder beside the tables that says who may write. */
  public static final String LEASES = "_lease";

  /** What Delta names after the version of a commit. */
  private static final Pattern OF_A_COMMIT = Pattern.compile("\\d{20}\\..+");

  private static final String CREATION = "00000000000000000000.";

  private static final String LOG = "_delta_log";

  private static final Duration PAUSE_AFTER_CONFLICT = Duration.ofMillis(500);

  private final SparkSession spark;
  private final Settings.Warehouse place;
  private Optional<Lease> lease = Optional.empty();

  public Warehouse(SparkSession spark, Settings.Warehouse place) {
    this.spark = spark;
    this.place = place;
  }

  /**
   * Waits for the right to write to the tables. Close it after the last commit.
   *
   * @param holder who wants it
   * @param tell told in the words of the user for whom this waits
   * @throws LeaseException when another run holds it longer than this one waits
   * @throws TableException when the warehouse cannot be written to
   */
  public Lease lease(LeaseTerms terms, LeaseHolder holder, Consumer<String> tell) {
    Lease taken =
        place instanceof Settings.Warehouse.AtPath at
            ? HeldLease.take(leases(at.uri()), holder, terms, tell)
            : leaseInSchema(terms, holder, tell);
    lease = Optional.of(taken);
    return taken;
  }

  /** A catalog may keep the folder of a schema to itself, in as many ways as there are catalogs. */
  private Lease leaseInSchema(LeaseTerms terms, LeaseHolder holder, Consumer<String> tell) {
    try {
      return HeldLease.take(leases(schemaLocation()), holder, terms, tell);
    } catch (LeaseException e) {
      throw e;
    } catch (RuntimeException e) {
      return new Lease.Unkept(
          List.of(
              place()
                  + ": no lease can be kept at its location, so it is the platform's to see to it"
                  + " that one run writes at a time ("
                  + e.getMessage()
                  + ")"));
    }
  }

  private LeaseFolder leases(String location) {
    String folder = location + "/" + LEASES;
    try {
      return new LeaseFolder(
          place(), LeaseObjects.in(folder, spark.sessionState().newHadoopConf()));
    } catch (IOException e) {
      throw TableException.unreachable(folder, e);
    }
  }

  /**
   * A run that has the right to write to the tables.
   *
   * @param lastSign when it last gave a sign of life, by the store's clock
   */
  public record HeldBy(LeaseHolder holder, Instant lastSign) {}

  /**
   * Who has the right to write to the tables at this moment.
   *
   * @throws TableException when the warehouse cannot be read
   */
  public Optional<HeldBy> heldBy() {
    LeaseFolder leases =
        leases(place instanceof Settings.Warehouse.AtPath at ? at.uri() : schemaLocation());
    LeaseFolder.Sight sight = leases.look();
    return sight.isHeld()
        ? Optional.of(new HeldBy(leases.holder(sight.number()), sight.lastSign()))
        : Optional.empty();
  }

  private String schemaLocation() {
    return spark
        .sql("DESCRIBE SCHEMA " + quotedSchema((Settings.Warehouse.InSchema) place))
        .toDF("name", "value")
        .where("name = 'Location' AND value <> ''")
        .select("value")
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the catalog does not tell it"));
  }

  /**
   * Lets those runs write that wait now, and returns when the lease is ours again.
   *
   * @return what the user should know of how that came to be
   * @throws LeaseException when that takes longer than this run waits for a lease
   */
  public List<String> giveWay() {
    Lease ours = held();
    ours.giveWay();
    return ours.warnings();
  }

  /**
   * The ids of the runs that wait for the lease that is ours, which are all that write beside us;
   * empty where none can be kept and nobody knows who writes.
   */
  public Optional<Set<String>> waitingRuns() {
    return held().waiting();
  }

  /**
   * Makes a commit while the lease is ours, and again where another writer came between that knows
   * of no lease.
   */
  <T> T commit(Supplier<T> commit) {
    return Conflicts.retried(() -> held().commit(commit), PAUSE_AFTER_CONFLICT);
  }

  private Lease held() {
    return lease.orElseThrow(
        () -> new IllegalStateException("a commit without the lease of " + place()));
  }

  /**
   * Creates the tables that are missing, and adds the columns that a table of an earlier version
   * lacks.
   *
   * @throws TableException when a table has a feature that readers of other makes do not understand
   */
  public void createMissing() {
    List<Tables> missing = Stream.of(Tables.values()).filter(table -> !exists(table)).toList();
    Stream.of(Tables.values())
        .filter(table -> !missing.contains(table))
        .forEach(this::addMissingColumns);
    createTogether(missing);
  }

  /** Creating a table is mostly waiting for the store, one small object after the other. */
  private void createTogether(List<Tables> tables) {
    ExecutorService threads = Executors.newFixedThreadPool(Tables.values().length);
    try {
      List<Future<?>> creations = new ArrayList<>();
      for (Tables table : tables) {
        creations.add(
            threads.submit(
                () -> {
                  SparkSession.setActiveSession(spark);
                  create(table);
                  refuseUnreadableFeatures(table);
                }));
      }
      for (Future<?> creation : creations) {
        creation.get();
      }
    } catch (ExecutionException e) {
      throw TableException.notCreated(place(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw TableException.notCreated(place(), e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Whether the table has been created. */
  public boolean exists(Tables table) {
    if (place instanceof Settings.Warehouse.InSchema) {
      return spark.catalog().tableExists(identifier(table));
    }
    Path log = log(table);
    try {
      return holdsCommit(log.getFileSystem(spark.sessionState().newHadoopConf()), log);
    } catch (IOException e) {
      throw TableException.unreachable(log.toString(), e);
    }
  }

  /** Without one it is no table: a run was killed while it created it. */
  private static boolean holdsCommit(FileSystem files, Path log) throws IOException {
    try {
      RemoteIterator<FileStatus> entries = files.listStatusIterator(log);
      while (entries.hasNext()) {
        if (OF_A_COMMIT.matcher(entries.next().getPath().getName()).matches()) {
          return true;
        }
      }
      return false;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** The table's rows. */
  public Dataset<Row> read(Tables table) {
    return spark.table(identifier(table));
  }

  /** The view's rows, whether or not it is registered. */
  public Dataset<Row> read(Views view) {
    return spark.sql(view.sql(this::identifier));
  }

  /**
   * What changed in a table after a version, as the Change Data Feed gives it.
   *
   * @param after the last version that is not of interest
   * @param upTo the last version that is
   */
  public Dataset<Row> changes(Tables table, long after, long upTo) {
    var feed =
        spark
            .read()
            .format("delta")
            .option("readChangeFeed", "true")
            .option("startingVersion", after + 1)
            .option("endingVersion", upTo);
    return place instanceof Settings.Warehouse.AtPath
        ? feed.load(path(table))
        : feed.table(identifier(table));
  }

  /**
   * The version of the table's last commit and the id that tells it from one made anew at the same
   * place.
   */
  public Version version(Tables table) {
    String id =
        spark
            .sql("SHOW TBLPROPERTIES %s ('%s')".formatted(identifier(table), TABLE_ID))
            .select("value")
            .head()
            .getString(0);
    long version =
        spark
            .sql("DESCRIBE HISTORY " + identifier(table) + " LIMIT 1")
            .select("version")
            .head()
            .getLong(0);
    return new Version(id, version);
  }

  /** The oldest version that the table's history still has. */
  public long oldestVersion(Tables table) {
    return spark.sql("DESCRIBE HISTORY " + identifier(table)).agg(min("version")).head().getLong(0);
  }

  /** A table at a moment. */
  public record Version(String tableId, long version) {}

  /** Makes every table and view known to the session under its own name. */
  public void registerViews() {
    if (place instanceof Settings.Warehouse.AtPath) {
      for (Tables table : Tables.values()) {
        read(table).createOrReplaceTempView(table.tableName());
      }
    } else {
      dropTemporaryNamesakes();
    }
    for (Views view : Views.values()) {
      if (place instanceof Settings.Warehouse.InSchema schema) {
        spark.sql(
            "CREATE OR REPLACE VIEW %s.%s AS %s"
                .formatted(quotedSchema(schema), view.viewName(), view.sql(this::identifier)));
      } else {
        spark.sql(view.sql(this::identifier)).createOrReplaceTempView(view.viewName());
      }
    }
    if (place instanceof Settings.Warehouse.InSchema schema) {
      spark.sql("USE " + quotedSchema(schema));
    }
  }

  /**
   * A temporary view hides what the catalog has under its name: one that was registered for another
   * warehouse would answer in place of this one.
   */
  private void dropTemporaryNamesakes() {
    Stream.concat(
            Stream.of(Tables.values()).map(Tables::tableName),
            Stream.of(Views.values()).map(Views::viewName))
        .forEach(name -> spark.catalog().dropTempView(name));
  }

  /** Adds rows with all columns of the table. */
  public void append(Tables table, Dataset<Row> rows) {
    Column[] columns =
        Stream.of(table.schema().fieldNames()).map(name -> col(name)).toArray(Column[]::new);
    var writer = rows.select(columns).write().format("delta").mode(SaveMode.Append);
    commit(
        () -> {
          if (place instanceof Settings.Warehouse.AtPath) {
            writer.save(path(table));
          } else {
            writer.saveAsTable(identifier(table));
          }
          return table;
        });
  }

  /** Runs a statement that commits. */
  void commit(String statement) {
    commit(() -> spark.sql(statement));
  }

  /** A place for rows that are written once and read by several steps of a run. */
  public Staging stage(String name) {
    return staging().of(name);
  }

  /**
   * Drops what runs have staged that died. Nobody else stages under our lease, and who gives way
   * has dropped before; where no lease is kept, a run may live and nothing is dropped.
   *
   * @return of how many runs
   */
  public int dropStaged() {
    if (waitingRuns().isEmpty()) {
      return 0;
    }
    List<Staging> left = staging().all();
    left.forEach(
        one ->
            commit(
                () -> {
                  one.close();
                  return one;
                }));
    return left.size();
  }

  private StagingPlace staging() {
    return place instanceof Settings.Warehouse.AtPath at
        ? new StagingPlace.InFolder(spark, at.uri() + "/_staging")
        : new StagingPlace.InSchema(spark, quotedSchema((Settings.Warehouse.InSchema) place));
  }

  /** The folder of the tables; empty when only a catalog knows it. */
  public Optional<String> folder() {
    return place instanceof Settings.Warehouse.AtPath at ? Optional.of(at.uri()) : Optional.empty();
  }

  /** Where it is, for messages. */
  public String place() {
    return place instanceof Settings.Warehouse.AtPath at
        ? at.uri()
        : "schema " + ((Settings.Warehouse.InSchema) place).schema();
  }

  SparkSession spark() {
    return spark;
  }

  /** The table in SQL. */
  String identifier(Tables table) {
    return place instanceof Settings.Warehouse.InSchema schema
        ? quotedSchema(schema) + "." + table.tableName()
        : "delta." + quoted(path(table));
  }

  private Path log(Tables table) {
    return new Path(path(table), LOG);
  }

  private String path(Tables table) {
    return ((Settings.Warehouse.AtPath) place).uri() + "/" + table.tableName();
  }

  private void create(Tables table) {
    TableDefinition definition = table.definition();
    String partitioned =
        definition.partition().map(name -> " PARTITIONED BY (" + name + ")").orElse("");
    String statement =
        "CREATE TABLE %s (%s) USING DELTA%s COMMENT '%s' TBLPROPERTIES (%s)"
            .formatted(
                identifier(table),
                Stream.of(definition.schema().fields())
                    .map(Warehouse::columnDefinition)
                    .collect(Collectors.joining(", ")),
                partitioned,
                definition.comment().replace("'", "\\'"),
                properties(definition));
    commit(
        () -> {
          deleteWhatWasBegun(table);
          return spark.sql(statement);
        });
  }

  /**
   * What a killed run left of the table. To Delta, the folder of a log is a table, even one without
   * a commit; and what was created and not yet entered into the catalog stands in the way where
   * that keeps its tables in the folder of their schema.
   */
  private void deleteWhatWasBegun(Tables table) {
    boolean atPath = place instanceof Settings.Warehouse.AtPath;
    boolean mayBeAnothers = !atPath && waitingRuns().isEmpty();
    if (exists(table) || mayBeAnothers) {
      return;
    }
    Path begun = atPath ? log(table) : new Path(schemaLocation(), table.tableName());
    try {
      FileSystem files = begun.getFileSystem(spark.sessionState().newHadoopConf());
      if (atPath || holdsNoRows(files, begun)) {
        files.delete(begun, true);
      }
    } catch (IOException e) {
      throw TableException.unreachable(begun.toString(), e);
    }
  }

  /** There is a log, of the creation at most, and nothing beside it. */
  private static boolean holdsNoRows(FileSystem files, Path folder) throws IOException {
    Path log = new Path(folder, LOG);
    try {
      return Stream.of(files.listStatus(folder))
              .allMatch(entry -> entry.getPath().getName().equals(LOG))
          && Stream.of(files.listStatus(log))
              .map(entry -> entry.getPath().getName())
              .filter(OF_A_COMMIT.asMatchPredicate())
              .allMatch(name -> name.startsWith(CREATION));
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  private static String properties(TableDefinition definition) {
    List<String> properties = new ArrayList<>();
    properties.add("'delta.enableDeletionVectors' = 'false'");
    properties.add("'delta.columnMapping.mode' = 'none'");
    properties.add("'delta.checkpointPolicy' = 'classic'");
    properties.add("'%s' = '%s'".formatted(TABLE_ID, UUID.randomUUID()));
    if (definition.changeFeed()) {
      properties.add("'delta.enableChangeDataFeed' = 'true'");
    }
    return String.join(", ", properties);
  }

  private static String columnDefinition(StructField field) {
    return "%s %s COMMENT '%s'"
        .formatted(
            quoted(field.name()),
            field.dataType().sql(),
            field.getComment().get().replace("'", "\\'"));
  }

  private void addMissingColumns(Tables table) {
    Set<String> present = Set.of(read(table).columns());
    List<String> missing =
        Arrays.stream(table.schema().fields())
            .filter(field -> !present.contains(field.name()))
            .map(Warehouse::columnDefinition)
            .toList();
    if (!missing.isEmpty()) {
      commit(
          "ALTER TABLE %s ADD COLUMNS (%s)"
              .formatted(identifier(table), String.join(", ", missing)));
    }
  }

  private void refuseUnreadableFeatures(Tables table) {
    List<String> refused = unreadableElsewhere(table);
    if (!refused.isEmpty()) {
      throw TableException.unreadableElsewhere(identifier(table), refused);
    }
  }

  /** Features of the table that readers of other makes do not all understand. */
  public List<String> unreadableElsewhere(Tables table) {
    return spark
        .sql("SHOW TBLPROPERTIES " + identifier(table))
        .where(col("key").startsWith(FEATURE))
        .select("key")
        .as(Encoders.STRING())
        .collectAsList()
        .stream()
        .map(key -> key.substring(FEATURE.length()))
        .filter(UNREADABLE_ELSEWHERE::contains)
        .toList();
  }

  private static String quotedSchema(Settings.Warehouse.InSchema schema) {
    return Stream.of(schema.schema().split("\\."))
        .map(Warehouse::quoted)
        .collect(Collectors.joining("."));
  }

  static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
