package dev.trailhunt.run.demo;

import dev.trailhunt.run.demo.SampleLakeContents.Planted;
import java.io.ByteArrayOutputStream;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;

/** The records of all stories, by the file that delivers them, with what is expected of them. */
final class Deliveries {
  private final LocalDate firstDay;
  private final LocalDate lastDay;
  private final Map<LogFile, List<byte[]>> records = new TreeMap<>();
  private final List<Planted> planted = new ArrayList<>();
  private final Map<Expected, Integer> expectations = new EnumMap<>(Expected.class);
  private int identityEvents;
  private int repeatedIdentityEvents;
  private int repeated;

  /** Files are delivered from {@code firstDay} to {@code lastDay}, both inclusive. */
  Deliveries(LocalDate firstDay, LocalDate lastDay) {
    this.firstDay = firstDay;
    this.lastDay = lastDay;
  }

  /** Puts one event into the file or files that deliver it. */
  void add(Call call, LocalDateTime time, UUID eventId, SplittableRandom random) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    RecordTemplate.of(call).render(record, time, eventId, random);
    LogFile prompt = LogFile.holding(call.accountId(), call.region(), time);
    LogFile file = call.isLate() ? prompt.aDayLater() : prompt;
    put(file, record.toByteArray());
    int identity = call.isIdentityEvent() ? 1 : 0;
    identityEvents += identity;
    if (call.isTwice()) {
      put(file.next(), record.toByteArray());
      repeated++;
      identityEvents += identity;
      repeatedIdentityEvents += identity;
    }
  }

  void expect(Planted event, Expected expected) {
    planted.add(event);
    expectations.merge(expected, 1, Integer::sum);
  }

  /** The records that {@code file} delivers. */
  List<byte[]> of(LogFile file) {
    return records.getOrDefault(file, List.of());
  }

  List<Planted> planted() {
    return planted;
  }

  int expected(Expected expected) {
    return expectations.getOrDefault(expected, 0);
  }

  int identityEvents() {
    return identityEvents;
  }

  int distinctIdentityEvents() {
    return identityEvents - repeatedIdentityEvents;
  }

  /** How many of the records are second deliveries. */
  int repeated() {
    return repeated;
  }

  private void put(LogFile file, byte[] record) {
    LocalDate day = file.delivered().toLocalDate();
    if (day.isBefore(firstDay) || day.isAfter(lastDay)) {
      throw new IllegalStateException(
          "a story's record would be delivered on "
              + day
              + ", outside the lake's days "
              + firstDay
              + " to "
              + lastDay);
    }
    records.computeIfAbsent(file, unused -> new ArrayList<>()).add(record);
  }
}
