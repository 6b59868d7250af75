package dev.trailhunt.run;

import static org.apache.spark.sql.functions.col;

import dev.trailhunt.rule.Finding;
import dev.trailhunt.table.Lease;
import dev.trailhunt.table.LeaseHolder;
import dev.trailhunt.table.Tables;
import dev.trailhunt.table.Warehouse;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.RowFactory;

/** Appends an analyst's decision; no run ever changes one. */
public final class TriageJob {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{8,64}");

  /**
   * An analyst's decision.
   *
   * @param findingId the finding's id, or at least eight of its first digits
   * @param status {@code open}, {@code acknowledged} or {@code closed}
   * @param verdict what the analyst holds it for
   * @param assignee who works on it
   * @param note free text
   * @param who who decided
   */
  public record Decision(
      String findingId,
      String status,
      Optional<String> verdict,
      Optional<String> assignee,
      Optional<String> note,
      String who) {}

  private final JobContext context;
  private final Warehouse warehouse;
  private final Decision decision;

  public TriageJob(JobContext context, Decision decision) {
    this.context = context;
    this.warehouse = new Warehouse(context.spark(), context.settings().warehouse());
    this.decision = decision;
  }

  /**
   * Appends the decision, under the lease of the warehouse.
   *
   * @return the finding's whole id
   * @throws JobException when there is no such finding, or more than one
   * @throws dev.trailhunt.table.LeaseException when another run writes for longer than this waits
   */
  public String execute() {
    String id = wholeId(decision.findingId().toLowerCase(Locale.ROOT));
    try (Lease lease = lease()) {
      lease.warnings().forEach(warning -> context.progress().stage("warning: " + warning));
      append(id);
    }
    return id;
  }

  private Lease lease() {
    return warehouse.lease(
        context.leaseTerms(),
        LeaseHolder.here("triage", UUID.randomUUID().toString(), context.clock().instant()),
        context.progress()::stage);
  }

  private void append(String id) {
    warehouse.append(
        Tables.TRIAGE,
        context
            .spark()
            .createDataFrame(
                List.of(
                    RowFactory.create(
                        id,
                        Timestamp.from(context.clock().instant()),
                        decision.status(),
                        decision.verdict().orElse(null),
                        decision.assignee().orElse(null),
                        decision.note().orElse(null),
                        decision.who())),
                Tables.TRIAGE.schema()));
  }

  private String wholeId(String given) {
    if (!ID.matcher(given).matches()) {
      throw new JobException(
          JobException.Kind.USAGE,
          "a finding id is 64 hex digits, of which the first eight may be enough; see column"
              + " finding_id of the view alerts");
    }
    List<String> ids =
        warehouse
            .read(Tables.FINDINGS)
            .where(col(Finding.FINDING_ID).startsWith(given))
            .select(Finding.FINDING_ID)
            .limit(2)
            .as(Encoders.STRING())
            .collectAsList();
    if (ids.size() != 1) {
      throw new JobException(
          JobException.Kind.USAGE,
          ids.isEmpty()
              ? "no finding has an id that begins with " + given
              : "more than one finding has an id that begins with " + given + "; give more digits");
    }
    return ids.get(0);
  }
}
