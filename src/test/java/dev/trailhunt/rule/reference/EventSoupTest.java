package dev.trailhunt.rule.reference;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import dev.trailhunt.source.LakeWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSoupTest {
  @TempDir static Path lake;

  private static List<Row> activity;

  @BeforeAll
  static void readTwoSoups() {
    activity = rows(1, 2, 1_500);
  }

  @Test
  void sameSeedMakesTheSameBytes() {
    assertThat(EventSoup.of(7, 2_000).records())
        .isEqualTo(EventSoup.of(7, 2_000).records())
        .isNotEqualTo(EventSoup.of(8, 2_000).records());
  }

  @Test
  void recordsBecomeEventsOnceEachOfEveryKind() {
    assertThat(activity).hasSizeBetween(2_000, 2_980);
    assertThat(activity).extracting(row -> row.getAs(Activity.EVENT_ID)).doesNotHaveDuplicates();
    assertThat(activity)
        .extracting(row -> row.<String>getAs(Activity.TARGET_SOURCE))
        .contains("request", "response", "error", "caller", "subject", null);
    assertThat(activity)
        .extracting(row -> row.<String>getAs(Activity.EVENT_NAME))
        .containsAll(KeepList.DEFAULT.names());
  }

  @Test
  void orderOfTheEventsDoesNotMatter() {
    String account = EventSoup.of(1, 1).account();
    List<Event> events =
        activity.stream()
            .map(Event::of)
            .filter(event -> event.accountId().equals(account))
            .toList();
    List<Event> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, new Random(1));
    Map<String, Judgement> judgements = Reference.judgements(events, Windows.DEFAULT);
    assertThat(judgements).hasSizeGreaterThan(30);
    assertThat(Reference.judgements(shuffled, Windows.DEFAULT)).isEqualTo(judgements);
  }

  @Test
  @Tag("full")
  void everythingHardIsMetOften() {
    Census census = new Census();
    JudgementCensus judgements = new JudgementCensus();
    for (long first = 1; first <= 50; first += 10) {
      rows(first, first + 9, EventSoup.DEFAULT_SIZE).stream()
          .map(Event::of)
          .collect(groupingBy(Event::accountId))
          .values()
          .forEach(events -> count(events, census, judgements));
    }
    System.out.println(census);
    System.out.println(judgements);
    census.assertEachAtLeast(20);
    judgements.assertEachAtLeast(20);
  }

  private static void count(List<Event> events, Census census, JudgementCensus judgements) {
    Collection<Judgement> ofThem = Reference.judgements(events, Windows.DEFAULT).values();
    census.add(events, ofThem.stream().map(Judgement::verdict).toList(), Windows.DEFAULT);
    judgements.add(ofThem);
  }

  /** The activity of one account for each seed. */
  private static List<Row> rows(long firstSeed, long lastSeed, int size) {
    LakeWriter writer = new LakeWriter(lake.resolve(firstSeed + "-" + lastSeed));
    LongStream.rangeClosed(firstSeed, lastSeed)
        .forEach(seed -> EventSoup.of(seed, size).writeTo(writer));
    Dataset<Row> records = TestSession.spark().read().format("cloudtrail").load(writer.location());
    return IdentityEvents.of(records, KeepList.DEFAULT).collectAsList();
  }
}
