package dev.trailhunt.run;

import dev.trailhunt.config.Settings;
import dev.trailhunt.run.Diagnosis.Answer;
import dev.trailhunt.source.LakeListing;
import dev.trailhunt.source.LakeSelection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/** Whether the lake can be listed, and holds what a run would read. */
final class LakeCheck {
  private static final int NAMED = 5;

  private final JobContext context;

  LakeCheck(JobContext context) {
    this.context = context;
  }

  Answer layout() {
    Settings.Lake lake = LakePlan.lakeOf(context);
    LakeListing.Overview seen =
        new LakeListing(
                new LakeSelection(lake.location(), lake.accounts(), lake.regions()),
                context.spark().sessionState().newHadoopConf())
            .overview();
    if (seen.last().isEmpty()) {
      return Answer.fail(
          "no day of the accounts and regions that are to be read has a folder",
          "check lake.accounts and lake.regions");
    }
    LocalDate last = seen.last().get();
    String found =
        "%s; %s; delivered %s"
            .formatted(
                counted(List.copyOf(seen.accounts()), "account"),
                counted(List.copyOf(seen.regions()), "region"),
                new DateRange(seen.first().orElse(last), last));
    LocalDate today = LocalDate.ofInstant(context.clock().instant(), ZoneOffset.UTC);
    return last.isBefore(today.minusDays(1))
        ? Answer.warn(
            found + ", nothing since", "see whether the trail is logging and delivers to here")
        : Answer.ok(found);
  }

  private static String counted(List<String> names, String noun) {
    return "%d %s%s: %s"
        .formatted(names.size(), noun, names.size() == 1 ? "" : "s", Words.some(names, NAMED));
  }
}
