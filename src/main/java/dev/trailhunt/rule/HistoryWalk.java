package dev.trailhunt.rule;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one subject – an actor, a user, an address or an account – followed through time
 * in one pass: each trigger asks what was there before it. Times are microseconds since 1970.
 */
final class HistoryWalk {
  /** So long an actor that was created, or given a password or key, is new. */
  static final int DAYS_OF_A_NEW_ACTOR = 30;

  private static final long DAY = micros(Duration.ofDays(1));
  private static final long ACTOR_IS_NEW = DAYS_OF_A_NEW_ACTOR * DAY;
  private static final long TOO_RECENT_FOR_ROUTINE = micros(Duration.ofDays(14));

  /** What an event is to its subject. */
  enum Kind {
    /** A date on which the account has any identity event, at its midnight. */
    DATE,
    /** Any identity event of an actor. */
    EVENT,
    /** The actor set a password. */
    USE,
    /** The actor matched the exclusion of that name. */
    AUTOMATION_USER_AGENT,
    AUTOMATION_PRINCIPAL,
    CLOUD_PROVIDER_NETWORK,
    /** A console sign-in of a user. */
    LOGIN,
    /** A user was made or given a password or an access key. */
    MADE,
    /** The same, and nobody knows the user's id. */
    MADE_WITHOUT_ID,
    /** A user's creation. */
    CREATION,
    /** A user was given administrator's rights, or they were taken. */
    GRANT,
    /** An actor used an address. */
    ADDRESS
  }

  /**
   * An event of the subject.
   *
   * @param who the actor, for {@link Kind#ADDRESS}
   * @param thing what was given or taken, for {@link Kind#GRANT}
   * @param given whether it was given
   */
  record Fact(
      long time, List<Kind> kinds, @Nullable String who, @Nullable String thing, boolean given) {}

  /** What was there before a trigger: counts, and times that are null when there was nothing. */
  record Before(
      int dates,
      long uses,
      int datesOfUses,
      long settledUses,
      int datesOfSettledUses,
      @Nullable Long firstEvent,
      int datesOfAutomationUserAgent,
      int datesOfAutomationPrincipal,
      int datesOfCloudProviderNetwork,
      long logins,
      @Nullable Long lastLogin,
      @Nullable Long lastMade,
      @Nullable Long lastMadeWithoutId,
      boolean isCreated,
      boolean isPrivileged,
      int actors) {}

  private final long period;
  private final Map<Kind, Times> times = new EnumMap<>(Kind.class);
  private final Map<String, Boolean> grants = new HashMap<>();
  private final Map<String, Long> lastUseOfAddress = new LinkedHashMap<>();

  /**
   * @param days how long before a trigger tells
   */
  HistoryWalk(int days) {
    this.period = days * DAY;
    for (Kind kind : Kind.values()) {
      times.put(kind, new Times());
    }
  }

  /** Takes in an event; none may be older than the one before. */
  void add(Fact fact) {
    for (Kind kind : fact.kinds()) {
      switch (kind) {
        case GRANT -> grants.put(fact.thing(), fact.given());
        case ADDRESS -> {
          // The one that used it last is the last in the map.
          lastUseOfAddress.remove(fact.who());
          lastUseOfAddress.put(fact.who(), fact.time());
        }
        default -> times.get(kind).add(fact.time());
      }
    }
  }

  /** What there was before a trigger; events of its own second must not be in yet. */
  Before at(long trigger) {
    long from = trigger - period;
    long midnight = nextMidnight(trigger) - DAY;
    long settled = trigger - TOO_RECENT_FOR_ROUTINE;
    forgetUntil(Math.min(from, midnight - period), trigger);
    Times uses = times.get(Kind.USE);
    return new Before(
        times.get(Kind.DATE).count(midnight - period, midnight),
        uses.count(from, trigger),
        uses.dates(from, trigger),
        uses.count(from, settled),
        uses.dates(from, settled),
        times.get(Kind.EVENT).first(from, trigger),
        times.get(Kind.AUTOMATION_USER_AGENT).dates(from, midnight),
        times.get(Kind.AUTOMATION_PRINCIPAL).dates(from, midnight),
        times.get(Kind.CLOUD_PROVIDER_NETWORK).dates(from, midnight),
        times.get(Kind.LOGIN).count(from, trigger),
        times.get(Kind.LOGIN).last(from, trigger),
        times.get(Kind.MADE).last(trigger - ACTOR_IS_NEW, trigger),
        times.get(Kind.MADE_WITHOUT_ID).last(trigger - ACTOR_IS_NEW, trigger),
        times.get(Kind.CREATION).size() > 0,
        grants.containsValue(true),
        actorsSince(from));
  }

  private void forgetUntil(long from, long trigger) {
    long oldest = Math.min(from, trigger - ACTOR_IS_NEW);
    times.forEach(
        (kind, known) -> {
          if (kind != Kind.CREATION) {
            known.forgetUntil(oldest);
          }
        });
  }

  private int actorsSince(long from) {
    Iterator<Long> oldestFirst = lastUseOfAddress.values().iterator();
    while (oldestFirst.hasNext() && oldestFirst.next() < from) {
      oldestFirst.remove();
    }
    return lastUseOfAddress.size();
  }

  private static long nextMidnight(long time) {
    return (Math.floorDiv(time, DAY) + 1) * DAY;
  }

  private static long micros(Duration duration) {
    return duration.toSeconds() * 1_000_000;
  }

  /** Times in order; half-open ranges of them are counted by bisection. */
  private static final class Times {
    private static final int WORTH_FORGETTING = 1024;

    private long[] times = new long[4];
    private int size;

    void add(long time) {
      if (size == times.length) {
        times = Arrays.copyOf(times, 2 * size);
      }
      times[size] = time;
      size++;
    }

    int size() {
      return size;
    }

    int count(long from, long to) {
      return Math.max(0, firstAtOrAfter(to) - firstAtOrAfter(from));
    }

    int dates(long from, long to) {
      int distinct = 0;
      int end = firstAtOrAfter(to);
      for (int i = firstAtOrAfter(from); i < end; i = firstAtOrAfter(nextMidnight(times[i]))) {
        distinct++;
      }
      return distinct;
    }

    @Nullable Long first(long from, long to) {
      return count(from, to) == 0 ? null : (Long) times[firstAtOrAfter(from)];
    }

    @Nullable Long last(long from, long to) {
      return count(from, to) == 0 ? null : (Long) times[firstAtOrAfter(to) - 1];
    }

    void forgetUntil(long time) {
      int gone = firstAtOrAfter(time);
      if (gone > WORTH_FORGETTING && gone > size / 2) {
        System.arraycopy(times, gone, times, 0, size - gone);
        size -= gone;
      }
    }

    private int firstAtOrAfter(long time) {
      int low = 0;
      int high = size;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (times[middle] < time) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }
  }
}
