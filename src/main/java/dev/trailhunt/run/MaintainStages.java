package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import dev.trailhunt.config.Units;
import dev.trailhunt.run.MaintainJob.Files;
import dev.trailhunt.run.MaintainJob.Maintained;
import dev.trailhunt.table.Compaction;
import dev.trailhunt.table.Retention;
import dev.trailhunt.table.TableDetails;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Vacuum;
import dev.trailhunt.table.Warehouse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The stages of a maintenance, in their order. */
final class MaintainStages {
  /** Commits that bring no event and take none. */
  private static final Set<String> REWRITES =
      Set.of("OPTIMIZE", "VACUUM START", "VACUUM END", "SET TBLPROPERTIES", "ADD COLUMNS");

  private static final String RETENTION_DELETES = "DELETE";

  private static final List<Tables> ALL = List.of(Tables.values());
  private static final Files NONE = new Files(0, 0);

  private final RunLog log;
  private final Warehouse warehouse;
  private final Settings.Retention retention;
  private final Map<Tables, Files> before = new EnumMap<>(Tables.class);
  private final Map<Tables, Files> after = new EnumMap<>(Tables.class);
  private final Map<Tables, Long> rowsDeleted = new EnumMap<>(Tables.class);
  private final Map<Tables, Long> filesVacuumed = new EnumMap<>(Tables.class);
  private int staged;

  MaintainStages(RunLog log, Settings.Retention retention) {
    this.log = log;
    this.warehouse = log.warehouse();
    this.retention = retention;
  }

  void execute() {
    ALL.forEach(table -> before.put(table, Files.of(details(table).size())));
    Optional<Warehouse.Version> judged = judgedWholly();
    log.stage("deleting what is too old", () -> deleteOld(judged.isPresent()));
    log.stage("compacting", () -> ALL.forEach(new Compaction(warehouse)::compact));
    log.stage("vacuuming", () -> vacuum(judged.isPresent()));
    log.stage("dropping what dead runs staged", () -> staged = warehouse.dropStaged());
    judged.ifPresent(this::moveMark);
    ALL.forEach(table -> after.put(table, Files.of(details(table).size())));
  }

  private TableDetails details(Tables table) {
    return new TableDetails(warehouse, table);
  }

  Maintained maintained(Tables table) {
    return new Maintained(
        table.tableName(),
        before.getOrDefault(table, NONE),
        after.getOrDefault(table, NONE),
        rowsDeleted.getOrDefault(table, 0L),
        filesVacuumed.getOrDefault(table, 0L));
  }

  int staged() {
    return staged;
  }

  /**
   * The version of activity, if a detect would find nothing new in it. What it has to find it finds
   * in the files of the change feed: until then none of them may go.
   */
  private Optional<Warehouse.Version> judgedWholly() {
    Warehouse.Version now = warehouse.version(Tables.ACTIVITY);
    long mark = JudgedMark.of(warehouse, now).orElse(0L);
    if (mark == now.version() || hasOnlyBeenRewrittenSince(mark)) {
      return Optional.of(now);
    }
    log.warn(
        "activity has events that no detect has judged, so that nothing was deleted from it: run"
            + " detect, and maintain again");
    return Optional.empty();
  }

  private boolean hasOnlyBeenRewrittenSince(long mark) {
    return mark + 1 >= warehouse.oldestVersion(Tables.ACTIVITY)
        && REWRITES.containsAll(details(Tables.ACTIVITY).operationsSince(mark));
  }

  private void deleteOld(boolean isJudged) {
    if (isJudged) {
      delete(Tables.ACTIVITY, retention.activity());
    }
    delete(Tables.FILES, retention.files());
    delete(Tables.QUARANTINE, retention.quarantine());
  }

  private void delete(Tables table, Optional<Duration> kept) {
    Instant now = log.startedAt().toInstant();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    kept.map(Units::wholeDays)
        .map(today::minusDays)
        .ifPresent(
            from ->
                rowsDeleted.put(table, new Retention(warehouse).deleteBefore(table, from, now)));
  }

  /**
   * What was done here is nothing to judge, unless another writer came between that knows of no
   * lease.
   */
  private void moveMark(Warehouse.Version judged) {
    Warehouse.Version now = warehouse.version(Tables.ACTIVITY);
    boolean isOurs =
        details(Tables.ACTIVITY).operationsSince(judged.version()).stream()
            .allMatch(done -> REWRITES.contains(done) || done.equals(RETENTION_DELETES));
    if (isOurs) {
      log.judgedUpTo(now);
    }
  }

  private void vacuum(boolean isJudged) {
    Vacuum vacuum = new Vacuum(warehouse);
    tables(isJudged)
        .forEach(
            table -> {
              retention.history().ifPresent(history -> vacuum.keep(table, history));
              filesVacuumed.put(table, vacuum.vacuum(table));
            });
  }

  private static Stream<Tables> tables(boolean isJudged) {
    return ALL.stream().filter(table -> isJudged || table != Tables.ACTIVITY);
  }
}
