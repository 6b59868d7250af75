package dev.trailhunt.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import dev.trailhunt.rule.reference.EventSoup;
import dev.trailhunt.table.Tables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verdicts are those of all the data, in whatever order its days came in. */
@Tag("full")
class OrderOfDaysIT {
  private static final String[] VERDICTS = {
    Finding.FINDING_ID, Finding.VERDICT_HASH, Finding.EVIDENCE_COUNT
  };
  private static final String[] CHANGES = {
    Activity.EVENT_ID, Activity.TARGET_USER, Activity.TARGET_USER_ID
  };

  @TempDir Path folder;

  @Test
  void daysThatComeLateMoveTheVerdictsTheyBearOn() {
    Bench atOnce = new Bench(folder);
    EventSoup soup = EventSoup.of(7, 2_500);
    soup.writeTo(atOnce.lake);
    List<LocalDate> days = soup.days();
    LocalDate first = days.get(0);
    LocalDate last = days.get(days.size() - 1);
    atOnce.backfill(first, last);

    Bench inPieces = atOnce.withOtherWarehouse("pieces");
    LocalDate third = days.get(days.size() / 3);
    LocalDate twoThirds = days.get(2 * days.size() / 3);
    inPieces.backfill(third.plusDays(1), twoThirds);
    inPieces.backfill(twoThirds.plusDays(1), last);
    inPieces.backfill(first, third);

    List<Row> changes = atOnce.rows(Tables.IDENTITY_CHANGES, CHANGES);
    assertThat(changes).isNotEmpty();
    assertThat(inPieces.rows(Tables.IDENTITY_CHANGES, CHANGES)).isEqualTo(changes);
    assertThat(inPieces.rows(Tables.FINDINGS, VERDICTS))
        .isEqualTo(atOnce.rows(Tables.FINDINGS, VERDICTS));
  }
}
