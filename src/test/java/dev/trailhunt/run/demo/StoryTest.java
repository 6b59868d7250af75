package dev.trailhunt.run.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StoryTest {
  @Test
  void namesAreDistinct() {
    assertThat(Story.ALL).extracting(Story::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource(DayOfWeek.class)
  void everyStoryFitsTheLakeWhateverItsLastDay(DayOfWeek weekday) {
    LocalDate lastDay = LocalDate.of(2026, 3, 1).with(TemporalAdjusters.nextOrSame(weekday));
    LocalDate firstDay = lastDay.minusDays(SampleLake.DAYS - 1L);
    for (Story story : Story.ALL) {
      Deliveries deliveries = new Deliveries(firstDay, lastDay);
      Script script = new Script(story.name(), 1, lastDay, deliveries);
      assertThatCode(() -> story.tell(script)).as(story.name()).doesNotThrowAnyException();
    }
  }
}
