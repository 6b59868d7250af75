package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import dev.trailhunt.table.TableDetails;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the tables of a warehouse small: deletes what is older than the configuration keeps it,
 * makes large files of small ones, and deletes files that no version needs that is still kept. What
 * is in order is left alone: a second time commits nothing but the run's own row.
 *
 * <p>The log of a table is Delta's to clean: commits older than {@code delta.logRetentionDuration},
 * by itself 30 days, go with its checkpoints. A detect needs those since the last one, and judges
 * everything where they are gone.
 */
public final class MaintainJob {
  private final JobContext context;

  public MaintainJob(JobContext context) {
    this.context = context;
  }

  /**
   * What was done.
   *
   * @param run how it ended, as of any run
   * @param tables one for each table
   * @param staged of how many runs that died what they had staged was dropped
   */
  public record Result(RunResult run, List<Maintained> tables, int staged) {
    public Result {
      tables = List.copyOf(tables);
    }
  }

  /**
   * What was done to a table.
   *
   * @param table its name
   * @param before its files before
   * @param after and after
   * @param rowsDeleted rows that were too old
   * @param filesVacuumed files that were of no use any more
   */
  public record Maintained(
      String table, Files before, Files after, long rowsDeleted, long filesVacuumed) {}

  /** So many files of so many bytes. */
  public record Files(long count, long bytes) {
    static Files of(TableDetails.Size size) {
      return new Files(size.files(), size.bytes());
    }
  }

  /**
   * Maintains all tables, under the lease of the warehouse.
   *
   * @throws JobException when there are no tables
   * @throws dev.trailhunt.table.LeaseException when another run writes for longer than this waits
   */
  public Result execute() {
    MaintainStages[] stages = new MaintainStages[1];
    RunResult run =
        RunLog.record(
            context,
            "maintain",
            this::retention,
            (log, retention) -> {
              stages[0] = new MaintainStages(log, retention);
              stages[0].execute();
            });
    return new Result(
        run, Stream.of(Tables.values()).map(stages[0]::maintained).toList(), stages[0].staged());
  }

  private Settings.Retention retention() {
    QueryJob.requireTables(new Warehouse(context.spark(), context.settings().warehouse()));
    return context.settings().retention();
  }
}
