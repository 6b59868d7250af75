package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import dev.trailhunt.run.Diagnosis.Answer;
import dev.trailhunt.table.TableDetails;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Tables.FileColumns;
import dev.trailhunt.table.Tables.QuarantineColumns;
import dev.trailhunt.table.Tables.RunColumns;
import dev.trailhunt.table.Views;
import dev.trailhunt.table.Warehouse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;

/** What the tables are, and what they say of runs, of missing logs and of unreadable ones. */
final class TableChecks {
  private static final List<Tables> FRAGMENTING = List.of(Tables.ACTIVITY, Tables.FILES);

  /** More than this are due for maintenance. */
  private static final int FILES_PER_DATE = 4;

  private static final int FEW_FILES = 100;

  private final JobContext context;
  private final Warehouse warehouse;
  private boolean present;

  TableChecks(JobContext context) {
    this.context = context;
    this.warehouse = new Warehouse(context.spark(), context.settings().warehouse());
  }

  Answer present() {
    List<Tables> there = Stream.of(Tables.values()).filter(warehouse::exists).toList();
    if (there.isEmpty()) {
      return Answer.warn(
          "none yet in " + warehouse.place(), "run backfill or nightly, which make them");
    }
    present = there.containsAll(List.of(Tables.RUNS, Tables.FILES, Tables.QUARANTINE));
    List<String> refused = there.stream().flatMap(this::featuresOthersLack).toList();
    if (!refused.isEmpty()) {
      return Answer.fail(
          "other readers do not understand " + String.join(", ", refused),
          "switch the platform's default off and drop the table; detect --all makes findings again,"
              + " backfill the others");
    }
    List<String> missing =
        Stream.of(Tables.values())
            .filter(table -> !there.contains(table))
            .map(Tables::tableName)
            .toList();
    String versions = String.join(", ", there.stream().map(this::atVersion).toList());
    return missing.isEmpty()
        ? Answer.ok(versions)
        : Answer.warn(
            versions + "; missing: " + String.join(", ", missing), "the next run makes them");
  }

  private Stream<String> featuresOthersLack(Tables table) {
    return warehouse.unreadableElsewhere(table).stream()
        .map(feature -> feature + " of " + table.tableName());
  }

  private String atVersion(Tables table) {
    return table.tableName() + " at version " + warehouse.version(table).version();
  }

  /** Whether the tables are there that the other checks read. */
  boolean arePresent() {
    return present;
  }

  Answer runs() {
    Column done = col(RunColumns.OUTCOME).equalTo("done");
    Column running = col(RunColumns.OUTCOME).equalTo("running");
    Row row =
        warehouse
            .read(Tables.RUNS)
            .agg(
                max_by(col(RunColumns.COMMAND), when(done, col(RunColumns.STARTED_AT))),
                max(when(done, col(RunColumns.STARTED_AT))),
                max(when(done, col(RunColumns.COVERED_TO))),
                count_if(running),
                min(when(running, col(RunColumns.STARTED_AT))),
                max_by(col(RunColumns.OUTCOME), col(RunColumns.STARTED_AT)),
                max_by(col(RunColumns.ERROR), col(RunColumns.STARTED_AT)))
            .head();
    if (row.isNullAt(1) || row.isNullAt(2)) {
      return Answer.warn("none has read the lake to its end", "run backfill or nightly");
    }
    return runs(row);
  }

  private Answer runs(Row row) {
    LocalDate covered = row.getDate(2).toLocalDate();
    LocalDate today = LocalDate.ofInstant(context.clock().instant(), ZoneOffset.UTC);
    long behind = ChronoUnit.DAYS.between(covered, today.minusDays(1));
    String found =
        "last done %s of %s, covered to %s".formatted(row.getString(0), at(row, 1), covered);
    List<String> wrong = new ArrayList<>();
    List<String> advice = new ArrayList<>();
    if ("failed".equals(row.getString(5))) {
      wrong.add("the last one failed: " + row.getString(6));
      advice.add("mend that and run it again");
    }
    if (row.getLong(3) > 0) {
      wrong.add("%d left running since %s".formatted(row.getLong(3), at(row, 4)));
      advice.add("one that was killed is made up for by the next");
    }
    if (behind > 1) {
      wrong.add(behind + " days behind");
      advice.add("run nightly, which makes up for missed nights");
    }
    return wrong.isEmpty()
        ? Answer.ok(found)
        : Answer.warn(found + "; " + String.join("; ", wrong), String.join("; ", advice));
  }

  private static Instant at(Row row, int column) {
    return row.getTimestamp(column).toInstant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** Of the tables that gain files with every run, of which one a date is the least. */
  Answer maintenance() {
    List<String> fragmented = new ArrayList<>();
    List<String> all = new ArrayList<>();
    for (Tables table : FRAGMENTING) {
      TableDetails details = new TableDetails(warehouse, table);
      long dates = details.dates();
      long files = details.size().files();
      String told = "%s has %d files of %d dates".formatted(table.tableName(), files, dates);
      all.add(told);
      if (files > FILES_PER_DATE * dates && files > FEW_FILES) {
        fragmented.add(told);
      }
    }
    return fragmented.isEmpty()
        ? Answer.ok(String.join(", ", all))
        : Answer.warn(String.join(", ", fragmented), "run maintain, once a week or so");
  }

  Answer coverage() {
    List<Silence> silences = Silence.among(warehouse.read(Views.COVERAGE_GAPS));
    return silences.isEmpty()
        ? Answer.ok("nothing that delivered every day has fallen silent")
        : Answer.warn(
            silences.size() == 1
                ? silences.get(0).inWords()
                : "%d silences, the worst: %s"
                    .formatted(silences.size(), silences.get(0).inWords()),
            "see query where-logs-are-missing");
  }

  Answer quarantine() {
    Column state = col(FileColumns.STATE);
    Row files =
        warehouse
            .read(Tables.FILES)
            .agg(count_if(state.equalTo("quarantined")), count_if(state.equalTo("archived")))
            .head();
    long records =
        warehouse
            .read(Tables.QUARANTINE)
            .agg(count(QuarantineColumns.RECORD_INDEX))
            .head()
            .getLong(0);
    if (files.getLong(0) + files.getLong(1) + records == 0) {
      return Answer.ok("everything could be read");
    }
    return Answer.warn(
        "files that could not be read to their end: %d, archived: %d; records that could not be read: %d"
            .formatted(files.getLong(0), files.getLong(1), records),
        "see query unreadable-input; a file that is repaired or restored is read again");
  }
}
