package dev.trailhunt.run;

import dev.trailhunt.run.Diagnosis.Answer;
import dev.trailhunt.run.Diagnosis.Check;
import dev.trailhunt.run.Diagnosis.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at everything that a run rests on and says what to mend. Reads, but for one small object
 * that it makes beside the tables and deletes; makes no table.
 */
public final class DoctorJob {
  private static final Logger LOG = LoggerFactory.getLogger(DoctorJob.class);

  private final JobContext context;
  private final boolean deltaIsBuiltIn;
  private final List<Check> checks = new ArrayList<>();

  /**
   * @param deltaIsBuiltIn whether the platform has Delta without being told
   */
  public DoctorJob(JobContext context, boolean deltaIsBuiltIn) {
    this.context = context;
    this.deltaIsBuiltIn = deltaIsBuiltIn;
  }

  /** Makes all checks that do not rest on one that failed. */
  public Diagnosis execute() {
    checkSettings();
    checkSession();
    checkLake();
    checkWarehouse();
    checkTables();
    return new Diagnosis(checks);
  }

  private void checkSettings() {
    SettingsChecks settings = new SettingsChecks(context);
    check("configuration", settings::configuration);
    check("exclusions", settings::exclusions);
    check("weights", settings::weights);
    check("address database", settings::addressDatabase);
  }

  private void checkSession() {
    SessionChecks session =
        new SessionChecks(key -> context.spark().conf().get(key, ""), deltaIsBuiltIn);
    check("session", () -> session.settings(context.spark().version()));
  }

  private void checkLake() {
    context.progress().stage("looking at the folders of the lake");
    check("lake", new LakeCheck(context)::layout);
  }

  private void checkWarehouse() {
    context.progress().stage("writing beside the tables");
    WarehouseChecks warehouse = new WarehouseChecks(context);
    if (check("write access", warehouse::writeAccess) && warehouse.hasWritten()) {
      check("conditional create", warehouse::conditionalCreate);
      check("clock", warehouse::clock);
      check("lease", warehouse::lease);
    }
  }

  private void checkTables() {
    context.progress().stage("reading the tables");
    TableChecks tables = new TableChecks(context);
    check("tables", tables::present);
    if (tables.arePresent()) {
      check("runs", tables::runs);
      check("maintenance", tables::maintenance);
      check("coverage", tables::coverage);
      check("quarantine", tables::quarantine);
    }
  }

  private interface Look {
    Answer at() throws IOException;
  }

  /**
   * Makes a check, whatever comes of it: to meet a failure is what it is for.
   *
   * @return whether others may rest on it
   */
  private boolean check(String name, Look look) {
    Check made;
    try {
      made = Check.of(name, look.at());
    } catch (IOException | RuntimeException e) {
      LOG.warn("check {} failed", name, e);
      made = Check.failed(name, e);
    }
    checks.add(made);
    return made.outcome() != Outcome.FAIL;
  }
}
