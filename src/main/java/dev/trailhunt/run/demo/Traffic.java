package dev.trailhunt.run.demo;

import java.io.ByteArrayOutputStream;
import java.time.LocalDateTime;
import java.util.SplittableRandom;

/**
 * The ordinary traffic of one account in one region: services that never rest, people in office
 * hours, batches at night. None of it is an identity event.
 */
final class Traffic {
  private static final int SLOTS_PER_HOUR = 60 / LogFile.SLOT_MINUTES;
  private static final int OFFICE_HOURS = 10;
  private static final int NIGHT_FROM = 1;
  private static final int NIGHT_TO = 4;

  /** Records per active slot at a pace of one. */
  private static final double OF_SERVICES = 28;

  private static final double OF_PEOPLE = 46;
  private static final double OF_NIGHT = 22;

  /** Records in a file that exists only because something noteworthy happened. */
  private static final int OF_QUIET_SLOT = 4;

  private final double pace;
  private final int firstSlot;
  private final boolean twiceAnHour;
  private final int officeOpens;
  private final TrafficMix services;
  private final TrafficMix people;
  private final TrafficMix night;
  private final SplittableRandom random;

  Traffic(String accountId, String region, long seed) {
    boolean busy = accountId.equals(Company.PROD) && !region.equals(Company.AP_SOUTHEAST);
    this.pace = pace(accountId, region);
    this.firstSlot = Math.floorMod(Ids.hash(accountId + region), SLOTS_PER_HOUR / 2);
    this.twiceAnHour = busy;
    this.officeOpens = region.equals(Company.AP_SOUTHEAST) ? 22 : 7;
    this.services = TrafficMix.services(accountId, region);
    this.people = TrafficMix.people(accountId, region);
    this.night = TrafficMix.night(accountId, region);
    this.random = new SplittableRandom(seed ^ Ids.hash("traffic/" + accountId + "/" + region));
  }

  /** How many records the ten minutes from {@code slot} bring. */
  int count(LocalDateTime slot, boolean noteworthy) {
    int slotOfHour = slot.getMinute() / LogFile.SLOT_MINUTES;
    boolean active =
        slotOfHour == firstSlot || (twiceAnHour && slotOfHour == firstSlot + SLOTS_PER_HOUR / 2);
    if (!active) {
      return noteworthy ? OF_QUIET_SLOT + random.nextInt(OF_QUIET_SLOT) : 0;
    }
    double expected = pace * (OF_SERVICES + ofPeople(slot) + ofNight(slot));
    return (int) Math.round(expected * (0.8 + 0.4 * random.nextDouble()));
  }

  /** Appends one record of an event in the ten minutes from {@code slot}. */
  void render(ByteArrayOutputStream out, LocalDateTime slot) {
    double services = OF_SERVICES;
    double people = ofPeople(slot);
    double pick = random.nextDouble() * (services + people + ofNight(slot));
    TrafficMix mix =
        pick < services ? this.services : pick < services + people ? this.people : night;
    LocalDateTime time = slot.plusSeconds(random.nextInt(LogFile.SLOT_MINUTES * 60));
    mix.pick(random).render(out, time, RecordTemplate.randomUuid(random), random);
  }

  private double ofPeople(LocalDateTime slot) {
    int hour = Math.floorMod(slot.getHour() - officeOpens, 24);
    boolean atWork = hour < OFFICE_HOURS && Script.isWorkingDay(slot.toLocalDate());
    if (!atWork) {
      return 1;
    }
    boolean lunch = hour == OFFICE_HOURS / 2;
    return lunch ? OF_PEOPLE / 2 : OF_PEOPLE;
  }

  private static double ofNight(LocalDateTime slot) {
    return slot.getHour() >= NIGHT_FROM && slot.getHour() < NIGHT_TO ? OF_NIGHT : 0;
  }

  private static double pace(String accountId, String region) {
    double ofRegion =
        switch (region) {
          case Company.US_EAST -> 1.0;
          case Company.EU_WEST -> 0.95;
          default -> 0.5;
        };
    return accountId.equals(Company.PROD) ? ofRegion : ofRegion / 2;
  }
}
