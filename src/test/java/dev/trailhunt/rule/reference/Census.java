package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.Event.folded;

import dev.trailhunt.rule.reference.Lineage.Beginning;
import dev.trailhunt.rule.reference.Lineage.User;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** Counts how often the verdicts on many soups met each thing that is hard to judge. */
public final class Census {
  private static final List<String> SIGNALS =
      List.of(
          "user_created",
          "profile_probed",
          "reconnaissance",
          "denied_attempt",
          "repeated_password_set",
          "mass_password_set",
          "self_password_set",
          "credential_added",
          "privilege_granted",
          "admin_granted",
          "boundary_removed",
          "mfa_registered",
          "mfa_registered_by_actor",
          "mfa_removed",
          "console_login",
          "console_login_failed",
          "console_login_same_ip",
          "console_login_no_mfa",
          "password_changed_by_user",
          "iam_change_by_target",
          "profile_deleted",
          "user_deleted",
          "console_session_minted",
          "external_switch",
          "offensive_agent");
  private static final List<String> RELATIONS =
      List.of(
          "[actor]",
          "[target]",
          "[by_target]",
          "[actor, target]",
          "[actor, by_target]",
          "[by_target, target]",
          "[actor, by_target, target]");
  private static final List<String> EXPOSED =
      List.of("[]", "password", "access_key", "admin", "mfa_by_actor");

  private final Tally tally = new Tally();
  private int verdicts;
  private long evidence;

  public Census() {
    tally.expect("signal ", SIGNALS);
    tally.expect("relations ", RELATIONS);
    tally.expect("exposed ", EXPOSED);
    tally.expect("", List.of(Trait.values()));
  }

  /** What is hard about judging, apart from signals. */
  private enum Trait {
    TIE_DECIDED_BY_RANK_BEFORE,
    TIE_DECIDED_BY_RANK_AFTER,
    TIE_DECIDED_BY_ID_BEFORE,
    TIE_DECIDED_BY_ID_AFTER,
    EDGE_TARGET_FIRST_SECOND,
    EDGE_TARGET_TOO_EARLY,
    EDGE_TARGET_LAST_SECOND,
    EDGE_TARGET_TOO_LATE,
    EDGE_ACTOR_FIRST_SECOND,
    EDGE_ACTOR_TOO_EARLY,
    EDGE_ACTOR_LAST_SECOND,
    EDGE_ACTOR_TOO_LATE,
    EDGE_BY_TARGET_FIRST_SECOND,
    EDGE_BY_TARGET_TOO_EARLY,
    EDGE_BY_TARGET_LAST_SECOND,
    EDGE_BY_TARGET_TOO_LATE,
    EDGE_SAME_IP_LAST_SECOND,
    EDGE_SAME_IP_TOO_LATE,
    SAME_IP_BUT_SHARED,
    ADDRESS_USED_IN_FIRST_SECOND,
    ADDRESS_USED_TOO_EARLY,
    ADDRESS_USED_IN_SECOND_OF_TRIGGER,
    MFA_CREATION_LINKED,
    MFA_DELETION_LINKED,
    MFA_UNLINKED,
    RENAME_FOLLOWED,
    NAME_CREATED_AGAIN,
    DELETED_AND_CREATED_IN_ONE_SECOND,
    ID_CHANGED,
    CASE_DIFFERS,
    ACTOR_IS_TARGET_BY_ID,
    ACTOR_IS_TARGET_BY_NAME,
    NAMESAKE_WITH_OTHER_ID,
    ACTOR_UNKNOWN,
    CAP_REACHED
  }

  /** Adds the verdicts on one account. */
  public void add(List<Event> eventsOfOneAccount, Collection<Verdict> ofThem, Windows windows) {
    List<Event> linked = MfaLinks.resolve(eventsOfOneAccount);
    Lineage lineage = Lineage.of(linked);
    for (Verdict verdict : ofThem) {
      add(verdict);
      new Surroundings(verdict, lineage, windows).count(linked);
    }
  }

  private void add(Verdict verdict) {
    verdicts++;
    evidence += verdict.evidenceCount();
    verdict.signals().forEach(signal -> tally.count("signal " + signal));
    verdict.stillExposed().forEach(exposed -> tally.count("exposed " + exposed));
    if (verdict.stillExposed().isEmpty()) {
      tally.count("exposed []");
    }
    for (Evidence one : verdict.allEvidence()) {
      tally.count("relations " + one.relations());
      countTie(verdict.trigger(), one);
    }
    countIf(verdict.trigger().actorKey() == null, Trait.ACTOR_UNKNOWN);
    countIf(verdict.evidenceCount() > verdict.evidence().size(), Trait.CAP_REACHED);
  }

  private void countTie(Event trigger, Evidence one) {
    if (one.offsetSeconds() != 0) {
      return;
    }
    boolean byRank = CausalOrder.rank(one.event()) != CausalOrder.rank(trigger);
    countIf(byRank && one.isBefore(), Trait.TIE_DECIDED_BY_RANK_BEFORE);
    countIf(byRank && one.isAfter(), Trait.TIE_DECIDED_BY_RANK_AFTER);
    countIf(!byRank && one.isBefore(), Trait.TIE_DECIDED_BY_ID_BEFORE);
    countIf(!byRank && one.isAfter(), Trait.TIE_DECIDED_BY_ID_AFTER);
  }

  /** Looks at all events of the account from one trigger, those in no window among them. */
  private final class Surroundings {
    private final Verdict verdict;
    private final Event trigger;
    private final Lineage lineage;
    private final Windows windows;
    private final User user;

    Surroundings(Verdict verdict, Lineage lineage, Windows windows) {
      this.verdict = verdict;
      this.trigger = verdict.trigger();
      this.lineage = lineage;
      this.windows = windows;
      this.user = lineage.target(trigger).orElseThrow();
    }

    void count(List<Event> events) {
      boolean byId = trigger.actorPrincipalId() != null && user.id() != null;
      countIf(verdict.actorIsTarget() && byId, Trait.ACTOR_IS_TARGET_BY_ID);
      countIf(verdict.actorIsTarget() && !byId, Trait.ACTOR_IS_TARGET_BY_NAME);
      for (Event event : events) {
        if (!event.eventId().equals(trigger.eventId())) {
          count(event, Duration.between(trigger.time(), event.time()).toSeconds());
        }
      }
    }

    private void count(Event event, long offset) {
      if (lineage.isOn(event, user)) {
        countOnTarget(event, offset);
      } else if (event.targetUser() != null && isInWindow(offset) && hasTriggersName(event)) {
        countNamesake(event);
      }
      if (event.isBySameActorAs(trigger)) {
        long hour = windows.actor().toSeconds();
        countIf(offset == -hour, Trait.EDGE_ACTOR_FIRST_SECOND);
        countIf(offset == -hour - 1, Trait.EDGE_ACTOR_TOO_EARLY);
        countIf(offset == hour, Trait.EDGE_ACTOR_LAST_SECOND);
        countIf(offset == hour + 1, Trait.EDGE_ACTOR_TOO_LATE);
      }
      countByTarget(event, offset);
      countAddress(event, offset);
      countIf(
          event.name().endsWith("VirtualMFADevice")
              && event.targetUser() == null
              && event.isBySameActorAs(trigger)
              && Math.abs(offset) <= windows.actor().toSeconds(),
          Trait.MFA_UNLINKED);
    }

    private boolean isInWindow(long offset) {
      return offset >= -windows.before().toSeconds() && offset <= windows.after().toSeconds();
    }

    private boolean hasTriggersName(Event event) {
      return folded(event.targetUser()).equals(folded(trigger.targetUser()));
    }

    private void countOnTarget(Event event, long offset) {
      countIf(offset == -windows.before().toSeconds(), Trait.EDGE_TARGET_FIRST_SECOND);
      countIf(offset == -windows.before().toSeconds() - 1, Trait.EDGE_TARGET_TOO_EARLY);
      countIf(offset == windows.after().toSeconds(), Trait.EDGE_TARGET_LAST_SECOND);
      countIf(offset == windows.after().toSeconds() + 1, Trait.EDGE_TARGET_TOO_LATE);
      if (!isInWindow(offset)) {
        return;
      }
      countIf(!hasTriggersName(event), Trait.RENAME_FOLLOWED);
      countIf(
          hasTriggersName(event) && !event.targetUser().equals(trigger.targetUser()),
          Trait.CASE_DIFFERS);
      countIf(event.is("CreateVirtualMFADevice"), Trait.MFA_CREATION_LINKED);
      countIf(event.is("DeleteVirtualMFADevice"), Trait.MFA_DELETION_LINKED);
      countSameIp(event, offset);
    }

    private void countSameIp(Event event, long offset) {
      boolean fromTheAddress =
          event.is("ConsoleLogin")
              && event.succeeded()
              && trigger.sourceIp() != null
              && trigger.sourceIp().equals(event.sourceIp());
      long hour = windows.sameIpLogin().toSeconds();
      boolean shared = verdict.addressIsShared();
      countIf(fromTheAddress && !shared && offset == hour, Trait.EDGE_SAME_IP_LAST_SECOND);
      countIf(fromTheAddress && !shared && offset == hour + 1, Trait.EDGE_SAME_IP_TOO_LATE);
      countIf(fromTheAddress && shared && offset >= 0 && offset <= hour, Trait.SAME_IP_BUT_SHARED);
    }

    /** An event on somebody else who has, or had, the name of the trigger's target. */
    private void countNamesake(Event event) {
      User other = lineage.target(event).orElseThrow();
      Beginning later = (other.number() > user.number() ? other : user).beginning();
      countIf(later == Beginning.CREATED, Trait.NAME_CREATED_AGAIN);
      countIf(later == Beginning.OTHER_ID, Trait.ID_CHANGED);
      countIf(
          event.is("DeleteUser")
              && event.succeeded()
              && event.time().equals(verdict.trigger().time())
              && later == Beginning.CREATED
              && other.number() < user.number(),
          Trait.DELETED_AND_CREATED_IN_ONE_SECOND);
    }

    private void countByTarget(Event event, long offset) {
      if (lineage.isBy(event, user)) {
        countIf(offset == 0, Trait.EDGE_BY_TARGET_FIRST_SECOND);
        countIf(offset == -1, Trait.EDGE_BY_TARGET_TOO_EARLY);
        countIf(offset == windows.after().toSeconds(), Trait.EDGE_BY_TARGET_LAST_SECOND);
        countIf(offset == windows.after().toSeconds() + 1, Trait.EDGE_BY_TARGET_TOO_LATE);
      } else if (offset >= 0 && isInWindow(offset)) {
        countIf(lineage.isByNamesakeOf(event, user), Trait.NAMESAKE_WITH_OTHER_ID);
      }
    }

    private void countAddress(Event event, long offset) {
      if (trigger.sourceIp() == null
          || !trigger.sourceIp().equals(event.sourceIp())
          || event.actorKey() == null
          || event.isBySameActorAs(trigger)) {
        return;
      }
      long period = Correlation.SHARING_PERIOD.toSeconds();
      countIf(offset == -period, Trait.ADDRESS_USED_IN_FIRST_SECOND);
      countIf(offset == -period - 1, Trait.ADDRESS_USED_TOO_EARLY);
      countIf(offset == 0, Trait.ADDRESS_USED_IN_SECOND_OF_TRIGGER);
    }
  }

  private void countIf(boolean condition, Trait trait) {
    tally.countIf(condition, trait);
  }

  /** Fails naming everything that was met less often than that. */
  public void assertEachAtLeast(int least) {
    tally.assertEachAtLeast(least);
  }

  @Override
  public String toString() {
    return "%d verdicts, %.1f events around each%n%s"
        .formatted(verdicts, verdicts == 0 ? 0.0 : (double) evidence / verdicts, tally);
  }
}
