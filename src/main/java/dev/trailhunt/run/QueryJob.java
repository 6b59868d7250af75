package dev.trailhunt.run;

import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoStatement;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.jdk.javaapi.CollectionConverters;

/** Asks the tables and views of a warehouse. */
public final class QueryJob {
  private final JobContext context;
  private final String sql;

  /**
   * @param sql one statement that reads: a query, or SHOW, DESCRIBE, EXPLAIN
   */
  public QueryJob(JobContext context, String sql) {
    this.context = context;
    this.sql = sql;
  }

  /**
   * Makes the tables and views known by name and runs the query.
   *
   * @throws JobException when there is no warehouse, or when the statement would change something
   */
  public Dataset<Row> execute() {
    refuseChanges(parsed());
    Warehouse warehouse = new Warehouse(context.spark(), context.settings().warehouse());
    requireTables(warehouse);
    warehouse.registerViews();
    return context.spark().sql(sql);
  }

  /**
   * Refuses a place without tables.
   *
   * @throws JobException when there are none
   */
  static void requireTables(Warehouse warehouse) {
    if (!warehouse.exists(Tables.FINDINGS)) {
      throw new JobException(
          JobException.Kind.USAGE,
          "there are no tables at "
              + warehouse.place()
              + "; run nightly or backfill first, or check --warehouse");
    }
  }

  private LogicalPlan parsed() {
    try {
      return context.spark().sessionState().sqlParser().parsePlan(sql);
    } catch (ParseException e) {
      throw new JobException(
          JobException.Kind.USAGE, "the query does not parse: " + e.getMessage().strip(), e);
    }
  }

  private static void refuseChanges(LogicalPlan plan) {
    boolean changes =
        plan instanceof InsertIntoStatement
            || (plan instanceof Command
                && !plan.getClass().getSimpleName().matches("(Show|Describe|Explain).*"));
    if (changes) {
      throw new JobException(
          JobException.Kind.USAGE,
          "query only reads: give a SELECT, or SHOW, DESCRIBE or EXPLAIN; decisions are made by the"
              + " command triage");
    }
    CollectionConverters.asJava(plan.children()).forEach(QueryJob::refuseChanges);
  }
}
