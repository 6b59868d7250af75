package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.AtNoon.DAY;
import static dev.trailhunt.rule.reference.AtNoon.HOUR;
import static dev.trailhunt.rule.reference.AtNoon.judgement;
import static dev.trailhunt.rule.reference.AtNoon.reset;
import static dev.trailhunt.rule.reference.AtNoon.uses;
import static dev.trailhunt.rule.reference.EventBuilder.NOON;
import static dev.trailhunt.rule.reference.EventBuilder.call;
import static dev.trailhunt.rule.reference.EventBuilder.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.event.Activity;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static Baseline baseline(EventBuilder... others) {
    return baselineOf(reset(), others);
  }

  private static Baseline baselineOf(EventBuilder trigger, EventBuilder... others) {
    return judgement(trigger, others).baseline();
  }

  private static Instant noon(long offset) {
    return NOON.plusSeconds(offset);
  }

  @Test
  void daysAreDatesBeforeTheTriggersOwn() {
    assertThat(
            baseline(
                    call("1", -90 * DAY - 12 * HOUR - 1, "ListUsers"),
                    call("2", -90 * DAY - 12 * HOUR, "ListUsers"),
                    call("3", -DAY, "CreateUser").on("bob").failed("AccessDenied"),
                    call("4", -12 * HOUR - 1, "ListUsers"),
                    call("5", -12 * HOUR, "ListUsers"),
                    call("6", -1, "ListUsers"))
                .days())
        .isEqualTo(2);
  }

  @Test
  void usesAreThePasswordsThatTheActorSetBefore() {
    Baseline baseline = baseline(uses(-90 * DAY - 1, -90 * DAY, -2, -1, 0, 1));
    assertThat(baseline.actorPriorUses()).isEqualTo(3);
    assertThat(baseline.actorActiveDays()).isEqualTo(2);
  }

  @Test
  void onlySuccessesOfTheActorAreUsesWhoeverTheyAreOn() {
    assertThat(
            baseline(
                    call("1", -1, "CreateLoginProfile").by("AROA1"),
                    call("2", -1, "UpdateLoginProfile").on("bob").by("AROA1"),
                    call("3", -1, "UpdateLoginProfile").on("bob").by("AROA1").failed("Denied"),
                    call("4", -1, "DeleteLoginProfile").on("bob").by("AROA1"),
                    call("5", -1, "UpdateLoginProfile").on("bob").by("AROA2"))
                .actorPriorUses())
        .isEqualTo(2);
  }

  @Test
  void actorIsFirstSeenInTheBaseline() {
    EventBuilder tooEarly = call("1", -90 * DAY - 1, "ListUsers").by("AROA1");
    EventBuilder first = call("2", -90 * DAY, "ListUsers").by("AROA1").failed("AccessDenied");
    EventBuilder later = call("3", -1, "ListUsers").by("AROA1");
    assertThat(baseline(tooEarly, later, first).actorFirstSeen()).isEqualTo(noon(-90 * DAY));
    assertThat(baseline(tooEarly, call("4", 0, "ListUsers").by("AROA1")).actorFirstSeen()).isNull();
  }

  @Test
  void unknownActorHasNoHistory() {
    Baseline baseline =
        baselineOf(
            call("t", 0, "UpdateLoginProfile").on("alice"),
            call("1", -1, "UpdateLoginProfile").on("bob"));
    assertThat(baseline.actorPriorUses()).isZero();
    assertThat(baseline.actorFirstSeen()).isNull();
  }

  @Test
  void routineIsFiveUsesOnThreeDatesFourteenDaysAgo() {
    long end = -14 * DAY;
    assertThat(baseline(uses(-90 * DAY, -80 * DAY, end - 3, end - 2, end - 1)).actorHasRoutine())
        .isTrue();
    assertThat(baseline(uses(-90 * DAY, -80 * DAY, end - 3, end - 2, end)).actorHasRoutine())
        .isFalse();
    assertThat(baseline(uses(-90 * DAY - 1, -80 * DAY, end - 3, end - 2, end)).actorHasRoutine())
        .isFalse();
    assertThat(baseline(uses(-80 * DAY, end - 4, end - 3, end - 2, end - 1)).actorHasRoutine())
        .isFalse();
  }

  private static EventBuilder resetByBob() {
    return reset().byUser("bob", "AIDA1");
  }

  @Test
  void actorIsCreatedWithinThirtyDays() {
    EventBuilder tooEarly = call("1", -30 * DAY - 1, "CreateUser").on("bob").withId("AIDA1");
    EventBuilder created = call("2", -30 * DAY, "CreateUser").on("bob").withId("AIDA1");
    assertThat(baselineOf(resetByBob(), tooEarly).actorCreatedAt()).isNull();
    assertThat(baselineOf(resetByBob(), created).actorCreatedAt()).isEqualTo(noon(-30 * DAY));
    assertThat(baselineOf(reset(), created).actorCreatedAt()).isNull();
  }

  @Test
  void lastKeyOrPasswordOfTheActorCounts() {
    assertThat(
            baselineOf(
                    resetByBob(),
                    call("1", -5, "CreateUser").on("bob"),
                    call("2", -4, "CreateLoginProfile").on("bob"),
                    call("3", -3, "CreateAccessKey").on("BOB"),
                    call("4", -2, "CreateAccessKey").on("bob").failed("LimitExceeded"),
                    call("5", -2, "CreateAccessKey").on("carol"),
                    call("6", 0, "CreateAccessKey").on("bob"))
                .actorCreatedAt())
        .isEqualTo(noon(-3));
  }

  @Test
  void actorIsKnownByIdAndElseByItsNameAtTheTrigger() {
    EventBuilder old = call("1", -9, "CreateUser").on("bob").withId("AIDA0");
    EventBuilder rename =
        call("2", -5, "UpdateUser").on("bob").with(Activity.NEW_USER_NAME, "robert");
    assertThat(baselineOf(resetByBob(), old).actorCreatedAt()).isNull();
    assertThat(baselineOf(reset().byUser("bob"), old).actorCreatedAt()).isEqualTo(noon(-9));
    assertThat(baselineOf(reset().byUser("bob"), old, rename).actorCreatedAt()).isNull();
    assertThat(baselineOf(reset().byUser("robert"), old, rename).actorCreatedAt())
        .isEqualTo(noon(-9));
  }

  @Test
  void triggerOnItselfDoesNotMakeTheActor() {
    assertThat(baselineOf(reset().byUser("alice", "AIDA1")).actorCreatedAt()).isNull();
  }

  @Test
  void signInsOfTheTargetAreCounted() {
    Baseline baseline =
        baseline(
            login("1", -90 * DAY - 1, "alice"),
            login("2", -90 * DAY, "al"),
            call("3", -80 * DAY, "UpdateUser").on("al").with(Activity.NEW_USER_NAME, "new"),
            call("4", -70 * DAY, "DeleteUser").on("alice"),
            call("5", -60 * DAY, "UpdateUser").on("new").with(Activity.NEW_USER_NAME, "alice"),
            login("6", -2, "ALICE"),
            login("7", -1, "alice").failed("Denied"),
            login("8", -1, "bob"),
            login("9", 0, "alice"));
    assertThat(baseline.targetConsoleLogins()).isEqualTo(2);
    assertThat(baseline.targetLastConsoleLogin()).isEqualTo(noon(-2));
  }

  @Test
  void nobodyKnowsARightThatTheLogDoesNotShow() {
    assertThat(baseline().targetPrivileged()).isNull();
    assertThat(baseline(call("1", -400 * DAY, "CreateUser").on("alice")).targetPrivileged())
        .isFalse();
    assertThat(baseline(call("1", 1, "CreateUser").on("alice")).targetPrivileged()).isNull();
  }

  @Test
  void rightsHoldUntilTakenHoweverLongAgo() {
    EventBuilder created = call("1", -500 * DAY, "CreateUser").on("alice");
    EventBuilder attached = policy("2", -400 * DAY, "AttachUserPolicy");
    EventBuilder detached = policy("3", -1, "DetachUserPolicy");
    assertThat(baseline(attached).targetPrivileged()).isTrue();
    assertThat(baseline(attached, detached).targetPrivileged()).isNull();
    assertThat(baseline(created, attached, detached).targetPrivileged()).isFalse();
    assertThat(
            baseline(created, attached, policy("3", -1, "DetachUserPolicy").failed("Denied"))
                .targetPrivileged())
        .isTrue();
  }

  @Test
  void rightsGivenInTheTriggersSecondComeAfterIt() {
    assertThat(baseline(policy("1", 0, "AttachUserPolicy")).targetPrivileged()).isNull();
    assertThat(baseline(policy("1", -1, "AttachUserPolicy")).targetPrivileged()).isTrue();
  }

  @Test
  void groupsAndInlinePoliciesGiveRightsToo() {
    EventBuilder group = group("1", -9, "AddUserToGroup", "admins");
    EventBuilder inline = inline("2", -8);
    assertThat(baseline(group).targetPrivileged()).isTrue();
    assertThat(baseline(inline).targetPrivileged()).isTrue();
    assertThat(baseline(group, group("3", -7, "RemoveUserFromGroup", "admins")).targetPrivileged())
        .isNull();
    assertThat(baseline(group, group("3", -7, "RemoveUserFromGroup", "others")).targetPrivileged())
        .isTrue();
    assertThat(
            baseline(inline, inline("3", -7).with(Activity.ADMIN_POLICY, false)).targetPrivileged())
        .isNull();
  }

  @Test
  void rightsOfANamesakeAreNotTheTargets() {
    assertThat(
            baseline(
                    policy("1", -9, "AttachUserPolicy"),
                    call("2", -8, "DeleteUser").on("alice"),
                    call("3", -7, "CreateUser").on("alice"))
                .targetPrivileged())
        .isFalse();
  }

  private static EventBuilder policy(String id, long offset, String name) {
    return call(id, offset, name)
        .on("alice")
        .with(Activity.ADMIN_POLICY, true)
        .with(Activity.POLICY_ARN, "arn:aws:iam::aws:policy/AdministratorAccess");
  }

  private static EventBuilder group(String id, long offset, String name, String group) {
    return call(id, offset, name)
        .on("alice")
        .with(Activity.ADMIN_POLICY, true)
        .request("groupName", group);
  }

  private static EventBuilder inline(String id, long offset) {
    return call(id, offset, "PutUserPolicy")
        .on("alice")
        .with(Activity.ADMIN_POLICY, true)
        .request("policyName", "p");
  }
}
