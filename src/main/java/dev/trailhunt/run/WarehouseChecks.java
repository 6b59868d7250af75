package dev.trailhunt.run;

import dev.trailhunt.run.Diagnosis.Answer;
import dev.trailhunt.table.Warehouse;
import dev.trailhunt.table.WriteProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Whether the place of the tables takes what a run writes. */
final class WarehouseChecks {
  private static final Duration CLOCK_IS_OFF = Duration.ofSeconds(60);

  /** S3 refuses what is signed by such a clock. */
  private static final Duration CLOCK_IS_WRONG = Duration.ofMinutes(15);

  private final JobContext context;
  private final Warehouse warehouse;
  private Optional<WriteProbe.Result> result = Optional.empty();

  WarehouseChecks(JobContext context) {
    this.context = context;
    this.warehouse = new Warehouse(context.spark(), context.settings().warehouse());
  }

  Answer writeAccess() throws IOException {
    Optional<String> folder = warehouse.folder();
    if (folder.isEmpty()) {
      return Answer.ok("left to the catalog: only it knows the folder of " + warehouse.place());
    }
    result =
        Optional.of(
            WriteProbe.at(
                folder.get(), context.spark().sessionState().newHadoopConf(), context.clock()));
    return Answer.ok("made, read and deleted an object in " + folder.get());
  }

  /** Whether there is something to be said of what was written. */
  boolean hasWritten() {
    return result.isPresent();
  }

  Answer conditionalCreate() {
    if (!result.orElseThrow().secondRefused()) {
      return Answer.fail(
          "an object that is there can be made again, so that two runs cannot be kept apart",
          "leave fs.s3a.create.conditional.enabled on, and use a store that knows If-None-Match");
    }
    return result.orElseThrow().refusedByStore()
        ? Answer.ok("of two that make the same object, the second is refused")
        : Answer.warn(
            "the second of two is refused only if it comes late enough",
            "take Hadoop 3.4.2 or newer, whose S3A asks the store");
  }

  Answer lease() {
    Optional<Warehouse.HeldBy> held = warehouse.heldBy();
    if (held.isEmpty()) {
      return Answer.ok("free");
    }
    Duration silent = Duration.between(held.get().lastSign(), context.clock().instant());
    return silent.compareTo(context.leaseTerms().stale()) <= 0
        ? Answer.ok("held by " + held.get().holder())
        : Answer.warn(
            "held by %s, silent for %d minutes".formatted(held.get().holder(), silent.toMinutes()),
            "the next run takes it over, at once with --break-lease");
  }

  Answer clock() {
    Duration ahead = result.orElseThrow().clockAhead();
    Duration off = ahead.abs();
    if (off.compareTo(CLOCK_IS_OFF) <= 0) {
      return Answer.ok("as the store's, to a minute");
    }
    String found =
        "%d seconds %s the store's"
            .formatted(off.toSeconds(), ahead.isNegative() ? "behind" : "ahead of");
    String advice = "set this machine's clock, by NTP";
    return off.compareTo(CLOCK_IS_WRONG) <= 0
        ? Answer.warn(found, advice)
        : Answer.fail(found + ", S3 refuses over 15 minutes", advice);
  }
}
