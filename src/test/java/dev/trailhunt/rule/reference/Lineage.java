package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.Event.folded;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which user each event of one account is about, through renames and names used again. */
public final class Lineage {
  /** How the walk came to a user. */
  enum Beginning {
    CREATED,
    OTHER_ID,
    MET
  }

  /** One person behind one or more names; equal only to itself. */
  static final class User {
    private final int number;
    private final Beginning beginning;
    private @Nullable String id;

    private User(int number, Beginning beginning) {
      this.number = number;
      this.beginning = beginning;
    }

    int number() {
      return number;
    }

    Beginning beginning() {
      return beginning;
    }

    /** The unique id, once any event of the account told it. */
    @Nullable String id() {
      return id;
    }

    @Override
    public String toString() {
      return "user " + number + (id == null ? "" : " " + id);
    }
  }

  private final Map<String, User> holders = new HashMap<>();
  private final Map<String, User> targets = new HashMap<>();
  private final Map<String, User> callersByName = new HashMap<>();
  private final Set<String> walked = new HashSet<>();
  private int users;

  private Lineage() {}

  /**
   * Walks the events of one account. A virtual device made or thrown away meets no name: it is of
   * whoever the call that tells its user is about.
   *
   * @param events in any order
   */
  static Lineage of(List<Event> events) {
    Lineage lineage = new Lineage();
    List<Event> inOrder = events.stream().sorted(CausalOrder.CAUSAL).toList();
    for (int i = 0; i < inOrder.size(); i++) {
      lineage.walkInTurn(inOrder, i);
    }
    lineage.link(events);
    return lineage;
  }

  private void link(List<Event> events) {
    MfaLinks links = MfaLinks.of(events);
    events.stream()
        .filter(Event::isOnVirtualDevice)
        .forEach(
            event ->
                links
                    .link(event)
                    .flatMap(this::target)
                    .ifPresent(user -> targets.put(event.eventId(), user)));
  }

  /** The user an event is about, if it is about one. */
  Optional<User> target(Event event) {
    return Optional.ofNullable(targets.get(event.eventId()));
  }

  boolean isOn(Event event, User user) {
    return targets.get(event.eventId()) == user;
  }

  /** Whether a user made the event: told by its id, or by name where an id is missing. */
  boolean isBy(Event event, User user) {
    if (!isByIamUser(event)) {
      return false;
    }
    if (event.actorPrincipalId() != null && user.id != null) {
      return event.actorPrincipalId().equals(user.id);
    }
    return callersByName.get(event.eventId()) == user;
  }

  /** Whether the caller goes by the name that a user has at that moment, whatever its id. */
  boolean isByNamesakeOf(Event event, User user) {
    return callersByName.get(event.eventId()) == user;
  }

  private void walkInTurn(List<Event> inOrder, int position) {
    Event event = inOrder.get(position);
    if (walked.contains(event.eventId())) {
      return;
    }
    if (createsUser(event) && isNameInUse(event)) {
      deletionInTheSameSecond(inOrder, position).ifPresent(this::walk);
    }
    walk(event);
  }

  private boolean isNameInUse(Event event) {
    return holders.containsKey(folded(event.targetUser()));
  }

  private Optional<Event> deletionInTheSameSecond(List<Event> inOrder, int position) {
    Event creation = inOrder.get(position);
    return inOrder.stream()
        .skip(position)
        .takeWhile(event -> event.time().equals(creation.time()))
        .filter(event -> !walked.contains(event.eventId()))
        .filter(event -> deletesUser(event) && haveSameTargetName(event, creation))
        .findFirst();
  }

  private void walk(Event event) {
    walked.add(event.eventId());
    User callerBefore = isByUserOfTheAccount(event) ? holders.get(callerName(event)) : null;
    if (event.targetUser() != null && !event.isOnVirtualDevice()) {
      User user = userMet(event);
      targets.put(event.eventId(), user);
      if (callerBefore == null && isByUserOfTheAccount(event) && namesItsCaller(event)) {
        callerBefore = user;
      }
      move(event, user);
    }
    if (callerBefore != null) {
      callersByName.put(event.eventId(), callerBefore);
    }
  }

  private User userMet(Event event) {
    String name = folded(event.targetUser());
    User holder = holders.get(name);
    if (createsUser(event)) {
      holder = begin(name, Beginning.CREATED);
    } else if (holder == null) {
      holder = begin(name, Beginning.MET);
    } else if (event.succeeded() && contradicts(event.targetUserId(), holder)) {
      holder = begin(name, Beginning.OTHER_ID);
    }
    if (event.succeeded() && event.targetUserId() != null) {
      holder.id = event.targetUserId();
    }
    return holder;
  }

  private User begin(String name, Beginning beginning) {
    User user = new User(++users, beginning);
    holders.put(name, user);
    return user;
  }

  private static boolean contradicts(@Nullable String id, User user) {
    return id != null && user.id != null && !user.id.equals(id);
  }

  private void move(Event event, User user) {
    if (deletesUser(event)) {
      holders.remove(folded(event.targetUser()));
    }
    if (event.is("UpdateUser") && event.succeeded() && event.newUserName() != null) {
      holders.remove(folded(event.targetUser()));
      holders.put(folded(event.newUserName()), user);
    }
  }

  private static boolean createsUser(Event event) {
    return event.is("CreateUser") && event.succeeded() && event.targetUser() != null;
  }

  private static boolean deletesUser(Event event) {
    return event.is("DeleteUser") && event.succeeded() && event.targetUser() != null;
  }

  private static boolean haveSameTargetName(Event one, Event other) {
    return folded(one.targetUser()).equals(folded(other.targetUser()));
  }

  private static boolean isByIamUser(Event event) {
    return "IAMUser".equals(event.actorType());
  }

  private static boolean isByUserOfTheAccount(Event event) {
    return isByIamUser(event)
        && event.actorName() != null
        && (event.actorAccountId() == null || event.actorAccountId().equals(event.accountId()));
  }

  private static String callerName(Event event) {
    return folded(event.actorName());
  }

  private static boolean namesItsCaller(Event event) {
    return folded(event.targetUser()).equals(callerName(event));
  }
}
