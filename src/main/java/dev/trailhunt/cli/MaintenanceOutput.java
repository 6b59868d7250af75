package dev.trailhunt.cli;

import dev.trailhunt.run.MaintainJob;
import dev.trailhunt.run.MaintainJob.Files;
import dev.trailhunt.run.MaintainJob.Maintained;
import java.util.List;

/** One line per table, and what the run has to say. */
final class MaintenanceOutput {
  private static final List<String> COLUMNS =
      List.of("table", "files", "size", "rows deleted", "files vacuumed");

  private final Console console;

  MaintenanceOutput(Console console) {
    this.console = console;
  }

  void print(MaintainJob.Result result) {
    new TextTable(COLUMNS, result.tables().stream().map(MaintenanceOutput::cells).toList())
        .lines(console.columns())
        .forEach(console.out()::println);
    if (result.staged() > 0) {
      console
          .out()
          .println("dropped what " + Human.count(result.staged(), "dead run") + " had staged");
    }
    new Summary(console).print(result.run());
  }

  private static List<String> cells(Maintained table) {
    Files before = table.before();
    Files after = table.after();
    return List.of(
        Escape.line(table.table()),
        change(Human.count(before.count()), Human.count(after.count())),
        change(Human.bytes(before.bytes()), Human.bytes(after.bytes())),
        Human.count(table.rowsDeleted()),
        Human.count(table.filesVacuumed()));
  }

  private static String change(String before, String after) {
    return before.equals(after) ? before : before + " -> " + after;
  }
}
