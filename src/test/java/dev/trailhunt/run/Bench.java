package dev.trailhunt.run;

import dev.trailhunt.TestSession;
import dev.trailhunt.config.LeaseTerms;
import dev.trailhunt.config.Settings;
import dev.trailhunt.source.LakeWriter;
import dev.trailhunt.table.TableContents;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** A lake and a warehouse in a folder, and the jobs over them. */
final class Bench {
  static final String ACCOUNT = LakeWriter.ACCOUNT;
  static final String REGION = LakeWriter.REGION;

  /** As they are, but for how often a waiting run looks. */
  private static final LeaseTerms LEASE_TERMS =
      new LeaseTerms(
          LeaseTerms.DEFAULT.patience(),
          false,
          LeaseTerms.DEFAULT.heartbeat(),
          LeaseTerms.DEFAULT.stale(),
          Duration.ofMillis(500));

  final LakeWriter lake;
  final Warehouse warehouse;
  private final Path root;
  private Settings settings;

  Bench(Path root) {
    this(
        root,
        new LakeWriter(root.resolve("lake")),
        new Settings.Warehouse.AtPath(root.resolve("warehouse").toUri().toString()));
  }

  private Bench(Path root, LakeWriter lake, Settings.Warehouse place) {
    this.root = root;
    this.lake = lake;
    this.warehouse = new Warehouse(TestSession.spark(), place);
    this.settings =
        new Settings(
            Optional.of(new Settings.Lake(lake.location(), List.of(), List.of())),
            place,
            Optional.empty(),
            List.of(),
            Settings.Detection.DEFAULT,
            2,
            Settings.Chunk.DEFAULT,
            Optional.empty(),
            Settings.Retention.DEFAULT,
            Map.of(),
            Map.of());
  }

  /** The same lake with tables of their own. */
  Bench withOtherWarehouse(String name) {
    Bench other = new Bench(root.resolve(name));
    other.settings =
        new Settings(
            settings.lake(),
            other.settings.warehouse(),
            settings.asnDatabase(),
            settings.events(),
            settings.detection(),
            settings.recheckDays(),
            settings.chunk(),
            settings.maxQuarantine(),
            settings.retention(),
            Map.of(),
            Map.of());
    return other;
  }

  /** The same lake with tables in a schema of the session's catalog. */
  Bench withSchema(String schema) {
    return new Bench(root, lake, new Settings.Warehouse.InSchema(schema));
  }

  /** Another lake, with the same tables. */
  Bench withOtherLake(String name) {
    return new Bench(root, new LakeWriter(root.resolve(name)), settings.warehouse());
  }

  Bench withEvents(String... names) {
    settings =
        new Settings(
            settings.lake(),
            settings.warehouse(),
            settings.asnDatabase(),
            List.of(names),
            settings.detection(),
            settings.recheckDays(),
            settings.chunk(),
            settings.maxQuarantine(),
            settings.retention(),
            Map.of(),
            Map.of());
    return this;
  }

  /** The same lake and tables, judged by other settings. */
  Bench withDetection(Settings.Detection detection) {
    Bench other = new Bench(root, lake, settings.warehouse());
    other.settings =
        new Settings(
            settings.lake(),
            settings.warehouse(),
            settings.asnDatabase(),
            settings.events(),
            detection,
            settings.recheckDays(),
            settings.chunk(),
            settings.maxQuarantine(),
            settings.retention(),
            Map.of(),
            Map.of());
    return other;
  }

  Bench withChunksOf(int files) {
    return withChunks(new Settings.Chunk(Long.MAX_VALUE, files));
  }

  Bench withChunks(Settings.Chunk chunk) {
    settings =
        new Settings(
            settings.lake(),
            settings.warehouse(),
            settings.asnDatabase(),
            settings.events(),
            settings.detection(),
            settings.recheckDays(),
            chunk,
            settings.maxQuarantine(),
            settings.retention(),
            Map.of(),
            Map.of());
    return this;
  }

  Bench withMaxQuarantine(int files) {
    settings = settings.withMaxQuarantine(files);
    return this;
  }

  Bench withRetention(Settings.Retention retention) {
    settings =
        new Settings(
            settings.lake(),
            settings.warehouse(),
            settings.asnDatabase(),
            settings.events(),
            settings.detection(),
            settings.recheckDays(),
            settings.chunk(),
            settings.maxQuarantine(),
            retention,
            Map.of(),
            Map.of());
    return this;
  }

  JobContext context(Progress progress) {
    Clock clock = Clock.tick(Clock.systemUTC(), Duration.ofMillis(1));
    return new JobContext(TestSession.spark(), settings, progress, clock, LEASE_TERMS);
  }

  RunResult nightly(LocalDate date) {
    return nightly(date, Progress.NONE);
  }

  RunResult nightly(LocalDate date, Progress progress) {
    return new NightlyJob(context(progress), date).execute();
  }

  RunResult backfill(LocalDate from, LocalDate to) {
    return new BackfillJob(context(Progress.NONE), new DateRange(from, to)).execute();
  }

  RunResult replace(LocalDate from, LocalDate to) {
    return replace(from, to, Progress.NONE);
  }

  RunResult replace(LocalDate from, LocalDate to, Progress progress) {
    return new BackfillJob(context(progress), new DateRange(from, to), true).execute();
  }

  MaintainJob.Result maintain() {
    return new MaintainJob(context(Progress.NONE)).execute();
  }

  RunResult detect(DetectJob.Scope scope) {
    return new DetectJob(context(Progress.NONE), scope).execute();
  }

  /** Whether a run waits for another one that holds the lease. */
  boolean isAwaited() {
    String[] waiting =
        root.resolve("warehouse/" + Warehouse.LEASES)
            .toFile()
            .list((folder, name) -> name.startsWith("waiting-"));
    return waiting != null && waiting.length > 0;
  }

  List<Row> rows(Tables table, String... columns) {
    return warehouse
        .read(table)
        .select(Arrays.stream(columns).map(functions::col).toArray(Column[]::new))
        .orderBy(functions.col(columns[0]))
        .collectAsList();
  }

  long count(Tables table) {
    return warehouse.read(table).count();
  }

  /** The version of every table but {@code runs}. */
  Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    for (Tables table : Tables.values()) {
      if (table != Tables.RUNS) {
        versions.put(table.tableName(), warehouse.version(table).version());
      }
    }
    return versions;
  }

  /** All rows of all tables but {@code runs}, without clocks and run ids. */
  Map<String, Set<String>> contents() {
    return TableContents.of(warehouse);
  }

  /** A record of an administrator's call on a user. */
  static String call(String eventId, String eventName, String userName, Instant time) {
    return """
        {"eventVersion":"1.09","userIdentity":{"type":"IAMUser","principalId":"AIDAADMINEXAMPLE00001",\
        "arn":"arn:aws:iam::111122223333:user/admin","accountId":"111122223333",\
        "accessKeyId":"AKIAADMINEXAMPLE0001","userName":"admin"},"eventTime":"%s",\
        "eventSource":"iam.amazonaws.com","eventName":"%s","awsRegion":"us-east-1",\
        "sourceIPAddress":"192.0.2.10","userAgent":"aws-cli/2.31.8",\
        "requestParameters":{"userName":"%s"},"responseElements":null,"eventID":"%s",\
        "readOnly":false,"eventType":"AwsApiCall","recipientAccountId":"111122223333"}"""
        .formatted(time, eventName, userName, eventId);
  }
}
