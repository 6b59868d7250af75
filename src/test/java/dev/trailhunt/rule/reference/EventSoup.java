package dev.trailhunt.rule.reference;

import static java.time.temporal.TemporalAdjusters.nextOrSame;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.trailhunt.source.LakeWriter;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Months of one account in which everything that is hard to judge happens often: names that change
 * hands, calls in one second, windows met to the second. The same seed makes the same bytes.
 */
public final class EventSoup {
  public static final int DEFAULT_SIZE = 10_000;

  private static final double DELIVERED_TWICE = 0.03;

  private final String account;
  private final List<Logged> log;
  private final List<Logged> deliveredAgain;

  private record Logged(LocalDate delivered, String json) {}

  private EventSoup(String account, List<Logged> log, List<Logged> deliveredAgain) {
    this.account = account;
    this.log = List.copyOf(log);
    this.deliveredAgain = List.copyOf(deliveredAgain);
  }

  public static EventSoup of(long seed) {
    return of(seed, DEFAULT_SIZE);
  }

  /**
   * Makes the history of one account.
   *
   * @param size how many records it has, each counted once however often it was delivered
   */
  public static EventSoup of(long seed, int size) {
    Dice dice = new Dice(seed);
    String account = "1111%08d".formatted(seed);
    List<Draft> drafts = new Scenes(account, dice).drafts(size);
    UserIds ids = new UserIds(dice);
    List<Logged> log = new ArrayList<>();
    drafts.stream()
        .sorted(Comparator.comparing(Draft::second))
        .forEach(draft -> log.add(logged(draft.second(), draft.record(account, ids, dice))));
    List<Logged> again = log.stream().filter(one -> dice.chance(DELIVERED_TWICE)).toList();
    return new EventSoup(account, log, again);
  }

  private static Logged logged(long second, ObjectNode record) {
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochSecond(second), ZoneOffset.UTC);
    return new Logged(day.with(nextOrSame(DayOfWeek.SUNDAY)), record.toString());
  }

  public String account() {
    return account;
  }

  /** CloudTrail records as JSON, each once, in the order of time. */
  public List<String> records() {
    return log.stream().map(Logged::json).toList();
  }

  /** The days on which its files are delivered, in order. */
  public List<LocalDate> days() {
    return log.stream().map(Logged::delivered).distinct().sorted().toList();
  }

  /**
   * Writes the account's trail: a file a week, delivered on its last day, and some records once
   * more in a file of their own.
   */
  public void writeTo(LakeWriter lake) {
    write(log, lake);
    write(deliveredAgain, lake);
  }

  private void write(List<Logged> records, LakeWriter lake) {
    records.stream()
        .collect(groupingBy(Logged::delivered, TreeMap::new, mapping(Logged::json, toList())))
        .forEach(
            (day, ofWeek) ->
                lake.accountTrail(account, LakeWriter.REGION, day, ofWeek.toArray(String[]::new)));
  }
}
