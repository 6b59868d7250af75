package dev.trailhunt.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The users of one account and the names they bore, told from the account's identity changes in
 * order: a name can be deleted and given again, or be moved by a rename, so it is no identity.
 */
final class LineageWalk {
  /**
   * A place in the order of events.
   *
   * @param time microseconds since 1970
   * @param rank causal rank, among events of the same time
   * @param eventId the last tie
   * @param side -1 just ahead of the event, 0 the event itself, 1 just behind it
   */
  record Position(long time, int rank, String eventId, int side) implements Comparable<Position> {
    Position ahead() {
      return new Position(time, rank, eventId, -1);
    }

    Position behind() {
      return new Position(time, rank, eventId, 1);
    }

    @Override
    public int compareTo(Position other) {
      int byTime = Long.compare(time, other.time);
      int byRank = byTime != 0 ? byTime : Integer.compare(rank, other.rank);
      int byId = byRank != 0 ? byRank : eventId.compareTo(other.eventId);
      return byId != 0 ? byId : Integer.compare(side, other.side);
    }
  }

  /** What an identity change does to its name. */
  enum Deed {
    CREATES,
    DELETES,
    RENAMES,
    SHOWS
  }

  /**
   * An identity change on a user.
   *
   * @param name the target's name in lower case
   * @param newName the name it gets, in lower case; of a rename only
   * @param id the target's id when the event tells it
   * @param succeeded false of a call that failed: its target is whoever bears the name then
   */
  record Change(
      Position at,
      Deed deed,
      String name,
      @Nullable String newName,
      @Nullable String id,
      boolean succeeded) {
    boolean does(Deed what) {
      return succeeded && deed == what;
    }
  }

  /**
   * A user bore a name from one place in the order to another.
   *
   * @param to the first place where it does not any more; null when it still does
   */
  record Tenure(User user, String name, Position from, @Nullable Position to) {}

  /** A user: the event that began it tells it from every other. */
  static final class User {
    private final String begunBy;
    private @Nullable String id;

    private User(String begunBy, @Nullable String id) {
      this.begunBy = begunBy;
      this.id = id;
    }

    /** The id of the event that began the user. */
    String key() {
      return begunBy;
    }

    /** The user's id (AIDA…) if any event told it. */
    @Nullable String id() {
      return id;
    }
  }

  /** The bearer of a name at present. */
  private record Bearer(User user, Position from) {}

  private final Map<String, Bearer> bearers = new HashMap<>();
  private final List<Tenure> tenures = new ArrayList<>();

  /** Places of a name that are an earlier bearer's than those around them. */
  private final Map<String, TreeSet<Position>> taken = new HashMap<>();

  /**
   * Walks an account.
   *
   * @param changes in the order of their positions
   */
  static List<Tenure> walk(Iterator<Change> changes) {
    LineageWalk walk = new LineageWalk();
    Deque<Change> sameTime = new ArrayDeque<>();
    while (changes.hasNext()) {
      Change next = changes.next();
      if (!sameTime.isEmpty() && sameTime.getFirst().at().time() != next.at().time()) {
        walk.stepThrough(sameTime);
      }
      sameTime.addLast(next);
    }
    walk.stepThrough(sameTime);
    List.copyOf(walk.bearers.keySet()).forEach(name -> walk.leave(name, null));
    return walk.tenures;
  }

  private void stepThrough(Deque<Change> sameTime) {
    while (!sameTime.isEmpty()) {
      Change change = sameTime.removeFirst();
      if (change.does(Deed.CREATES) && bearers.containsKey(change.name())) {
        Optional<Change> deletion =
            sameTime.stream()
                .filter(later -> later.does(Deed.DELETES) && later.name().equals(change.name()))
                .findFirst();
        if (deletion.isPresent()) {
          sameTime.remove(deletion.get());
          endAhead(deletion.get(), change.at().ahead());
        }
      }
      step(change);
    }
  }

  private void step(Change change) {
    if (change.does(Deed.CREATES)) {
      leave(change.name(), change.at());
      enter(change.name(), new User(change.at().eventId(), change.id()), change.at());
      return;
    }
    User user = bearer(change);
    if (change.does(Deed.DELETES)) {
      leave(change.name(), change.at().behind());
    } else if (change.does(Deed.RENAMES)) {
      leave(change.name(), change.at().behind());
      leave(change.newName(), change.at().behind());
      enter(change.newName(), user, change.at().behind());
    }
  }

  /**
   * Where a name is in use, the deletion that sorts behind a creation of the same second happened
   * before it: its place is the former user's, and ahead of the creation nobody bears the name.
   */
  private void endAhead(Change deletion, Position end) {
    User former = bearer(deletion, end);
    leave(deletion.name(), end);
    Position from = deletion.at().ahead();
    tenures.add(new Tenure(former, deletion.name(), from, from.behind()));
    taken.computeIfAbsent(deletion.name(), name -> new TreeSet<>()).add(from);
  }

  private User bearer(Change change) {
    return bearer(change, change.at());
  }

  /** Who bears the change's name: a name that nobody bears, or another id, begins a user. */
  private User bearer(Change change, Position from) {
    Bearer bearer = bearers.get(change.name());
    String id = change.succeeded() ? change.id() : null;
    if (bearer == null || isSomebodyElse(bearer.user(), id)) {
      leave(change.name(), from);
      return enter(change.name(), new User(change.at().eventId(), id), from);
    }
    if (bearer.user().id == null) {
      bearer.user().id = id;
    }
    return bearer.user();
  }

  private static boolean isSomebodyElse(User known, @Nullable String id) {
    return id != null && known.id != null && !known.id.equals(id);
  }

  private User enter(String name, User user, Position from) {
    bearers.put(name, new Bearer(user, from));
    return user;
  }

  private void leave(String name, @Nullable Position to) {
    Bearer bearer = bearers.remove(name);
    if (bearer == null) {
      return;
    }
    Position from = bearer.from();
    for (Position hole : taken.getOrDefault(name, new TreeSet<>()).tailSet(from)) {
      if (to == null || hole.compareTo(to) < 0) {
        addTenure(bearer.user(), name, from, hole);
        from = hole.behind();
      }
    }
    addTenure(bearer.user(), name, from, to);
  }

  private void addTenure(User user, String name, Position from, @Nullable Position to) {
    if (to == null || from.compareTo(to) < 0) {
      tenures.add(new Tenure(user, name, from, to));
    }
  }
}
