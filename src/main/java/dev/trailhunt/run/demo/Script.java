package dev.trailhunt.run.demo;

import dev.trailhunt.run.demo.SampleLakeContents.Planted;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What a story is told with: a clock that is set and then moves on, and calls that happen at its
 * time. Each story has its own random numbers, so that a new story leaves the others as they are.
 */
final class Script {
  private final String story;
  private final LocalDate lastDay;
  private final SplittableRandom random;
  private final Deliveries deliveries;
  private LocalDateTime clock;

  Script(String story, long seed, LocalDate lastDay, Deliveries deliveries) {
    this.story = story;
    this.lastDay = lastDay;
    this.random = new SplittableRandom(seed ^ Ids.hash(story));
    this.deliveries = deliveries;
    this.clock = lastDay.atStartOfDay();
  }

  SplittableRandom random() {
    return random;
  }

  /** Sets the clock to a time of day, {@code 09:30:00}, so many days before the lake's last. */
  Script on(int daysBeforeLast, String time) {
    return on(lastDay.minusDays(daysBeforeLast), LocalTime.parse(time));
  }

  Script on(LocalDate day, LocalTime time) {
    clock = day.atTime(time);
    return this;
  }

  /** The days before the last one, from {@code from} down to {@code to}, both inclusive. */
  List<LocalDate> days(int from, int to) {
    return Stream.iterate(from, days -> days >= to, days -> days - 1)
        .map(lastDay::minusDays)
        .toList();
  }

  /** The working days among them. */
  List<LocalDate> workingDays(int from, int to) {
    return days(from, to).stream().filter(Script::isWorkingDay).toList();
  }

  /** The first working day after {@code day}. */
  static LocalDate nextWorkingDay(LocalDate day) {
    LocalDate next = day.plusDays(1);
    return isWorkingDay(next) ? next : nextWorkingDay(next);
  }

  static boolean isWorkingDay(LocalDate day) {
    return day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY;
  }

  /** The last day on which whatever happens before the late evening is still in the lake. */
  LocalDate lastDay() {
    return lastDay;
  }

  /** So many seconds later {@code call} happens. */
  Script then(int seconds, Call call) {
    if (call.setsPassword()) {
      throw new IllegalStateException(story + " sets a password without saying what to expect");
    }
    clock = clock.plusSeconds(seconds);
    deliveries.add(call, clock, RecordTemplate.randomUuid(random), random);
    return this;
  }

  /** So many seconds later {@code call} happens, of which a run should make what is expected. */
  Script then(int seconds, Call call, Expected expected) {
    clock = clock.plusSeconds(seconds);
    UUID eventId = RecordTemplate.randomUuid(random);
    deliveries.add(call, clock, eventId, random);
    deliveries.expect(
        new Planted(story, eventId.toString(), call.accountId(), expected.label()), expected);
    return this;
  }
}
