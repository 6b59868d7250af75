package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.AtNoon.DAY;
import static dev.trailhunt.rule.reference.AtNoon.HOUR;
import static dev.trailhunt.rule.reference.AtNoon.reset;
import static dev.trailhunt.rule.reference.EventBuilder.call;
import static dev.trailhunt.rule.reference.EventBuilder.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.event.Activity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
  private static Verdict verdict(EventBuilder trigger, EventBuilder... others) {
    return verdict(Windows.DEFAULT, trigger, others);
  }

  private static Verdict verdict(Windows windows, EventBuilder trigger, EventBuilder... others) {
    List<Event> events = new ArrayList<>(List.of(trigger.event()));
    Arrays.stream(others).map(EventBuilder::event).forEach(events::add);
    return Reference.judge(events, windows).get("t");
  }

  private static List<String> ids(Verdict verdict) {
    return verdict.evidence().stream().map(Evidence::eventId).sorted().toList();
  }

  @Test
  void failedAndTargetlessSetsAreNoTriggers() {
    assertThat(
            Reference.judge(
                List.of(
                    reset().failed("AccessDenied").event(),
                    call("root", 0, "CreateLoginProfile").event(),
                    call("sts", 0, "CreateLoginProfile")
                        .on("alice")
                        .with(Activity.EVENT_SOURCE, "sts.amazonaws.com")
                        .event()),
                Windows.DEFAULT))
        .isEmpty();
  }

  @Test
  void windowOfTheTargetHoldsItsBounds() {
    assertThat(
            ids(
                verdict(
                    reset(),
                    call("1", -DAY - 1, "CreateAccessKey").on("alice"),
                    call("2", -DAY, "CreateAccessKey").on("alice"),
                    call("3", 7 * DAY, "CreateAccessKey").on("alice"),
                    call("4", 7 * DAY + 1, "CreateAccessKey").on("alice"))))
        .containsExactly("2", "3");
  }

  @Test
  void windowOfTheActorHoldsItsBounds() {
    assertThat(
            ids(
                verdict(
                    reset(),
                    call("1", -HOUR - 1, "ListUsers").by("AROA1"),
                    call("2", -HOUR, "ListUsers").by("AROA1"),
                    call("3", HOUR, "ListUsers").by("AROA1"),
                    call("4", HOUR + 1, "ListUsers").by("AROA1"),
                    call("5", 0, "ListUsers").by("AROA2"))))
        .containsExactly("2", "3");
  }

  @Test
  void whatTheTargetDoesCountsFromTheTriggerOn() {
    Verdict verdict =
        verdict(
            reset(),
            login("0", -2 * DAY, "alice"),
            call("1", -1, "CreateRole").byUser("alice"),
            call("2", 0, "CreateRole").byUser("Alice"),
            call("3", 7 * DAY, "CreateRole").byUser("alice"),
            call("4", 7 * DAY + 1, "CreateRole").byUser("alice"));
    assertThat(ids(verdict)).containsExactly("2", "3");
    assertThat(verdict.signals()).containsExactly("iam_change_by_target");
  }

  @Test
  void unknownActorMatchesNobody() {
    assertThat(
            ids(verdict(call("t", 0, "UpdateLoginProfile").on("alice"), call("1", 0, "ListUsers"))))
        .isEmpty();
  }

  @Test
  void rankAndThenIdDecideWhatWasBeforeInOneSecond() {
    Verdict verdict =
        verdict(
            reset(),
            call("z1", 0, "GetLoginProfile").on("alice"),
            call("a2", 0, "CreateAccessKey").on("alice"),
            call("a3", 0, "CreateLoginProfile").on("alice"),
            call("z4", 0, "CreateLoginProfile").on("alice"),
            call("z5", 0, "ChangePassword").on("alice"));
    assertThat(verdict.allEvidence())
        .extracting(one -> one.eventId() + " " + one.phase())
        .containsExactly("z1 before", "z5 before", "a3 before", "z4 after", "a2 after");
    assertThat(verdict.signals())
        .containsExactly("credential_added", "profile_probed", "repeated_password_set");
  }

  @Test
  void renamedTargetStaysTheTarget() {
    Verdict verdict =
        verdict(
            reset(),
            call("1", 1, "UpdateUser").on("alice").with(Activity.NEW_USER_NAME, "bob"),
            login("2", 2, "BOB"),
            login("3", 3, "alice"));
    assertThat(ids(verdict)).containsExactly("1", "2");
  }

  @Test
  void signInSoonAfterFromTheSameAddress() {
    assertThat(verdict(reset(), login("1", HOUR, "alice").from("198.51.100.1")).signals())
        .containsExactly("console_login", "console_login_same_ip");
    assertThat(verdict(reset(), login("1", HOUR + 1, "alice").from("198.51.100.1")).signals())
        .containsExactly("console_login");
  }

  @Test
  void addressOfThreeActorsTellsNothing() {
    EventBuilder login = login("1", 1, "alice").from("198.51.100.1");
    EventBuilder first = use("2", -90 * DAY, "AROA2");
    EventBuilder second = use("3", -2 * DAY, "AROA3");
    assertThat(verdict(reset(), login, first, second, use("4", -1, "AROA4")).signals())
        .containsExactly("console_login");
    assertThat(verdict(reset(), login, first, second, use("4", 0, "AROA4")).signals())
        .contains("console_login_same_ip");
    assertThat(
            verdict(reset(), login, use("2", -90 * DAY - 1, "A"), second, use("4", -1, "B"))
                .signals())
        .contains("console_login_same_ip");
  }

  private static EventBuilder use(String id, long offset, String actor) {
    return call(id, offset, "CreateRole").by(actor).from("198.51.100.1");
  }

  @Test
  void threeUsersProbedAreReconnaissanceAndEachProbeCarriesIt() {
    Verdict verdict =
        verdict(
            reset(),
            call("1", 1, "GetLoginProfile").on("b").by("AROA1").failed("NoSuchEntity"),
            call("2", 2, "GetLoginProfile").on("c").by("AROA1"),
            call("3", 3, "GetLoginProfile").on("D").by("AROA1"),
            call("4", 3, "GetLoginProfile").on("d").by("AROA1"));
    assertThat(verdict.signals()).containsExactly("reconnaissance");
    assertThat(verdict.evidence())
        .allSatisfy(one -> assertThat(one.signals()).containsExactly("reconnaissance"));
  }

  @Test
  void threePasswordsSetCountTheTriggersOwn() {
    EventBuilder second = call("1", 1, "CreateLoginProfile").on("b").by("AROA1");
    EventBuilder third = call("2", 2, "CreateLoginProfile").on("c").by("AROA1");
    assertThat(verdict(reset(), second).signals()).isEmpty();
    assertThat(verdict(reset(), second, third).signals()).containsExactly("mass_password_set");
    assertThat(verdict(reset(), second, third.failed("NoSuchEntity")).signals())
        .containsExactly("denied_attempt");
  }

  @Test
  void selfSetBelongsToTheTriggerAlone() {
    Verdict verdict =
        verdict(reset().byUser("alice", "AIDA1"), login("1", 1, "alice").withId("AIDA1"));
    assertThat(verdict.signals()).containsExactly("console_login", "self_password_set");
    assertThat(verdict.evidence().get(0).signals()).containsExactly("console_login");
  }

  @Test
  void deviceOfTheActorOnTheTarget() {
    Verdict verdict =
        verdict(
            reset(),
            call("1", 1, "CreateVirtualMFADevice").serial("s").by("AROA1"),
            call("2", 2, "EnableMFADevice").serial("s").by("AROA1").on("alice"));
    assertThat(verdict.signals()).containsExactly("mfa_registered", "mfa_registered_by_actor");
    assertThat(verdict.stillExposed()).containsExactly("mfa_by_actor", "password");
    assertThat(verdict.allEvidence())
        .allSatisfy(one -> assertThat(one.relations()).containsExactly("actor", "target"));
  }

  @Test
  void switchFromAnotherAccount() {
    assertThat(verdict(reset(), switchFrom("444455556666")).signals())
        .containsExactly("external_switch");
    assertThat(verdict(reset(), switchFrom("111122223333")).signals()).isEmpty();
  }

  private static EventBuilder switchFrom(String account) {
    return call("1", -1, "SwitchRole")
        .by("AROA1")
        .with(Activity.SWITCHED_FROM, "arn:aws:iam::" + account + ":user/mallory");
  }

  @Test
  void whatWasUndoneIsNotExposed() {
    EventBuilder attach = grant("1", 1, "AttachUserPolicy");
    assertThat(verdict(reset(), attach).stillExposed()).containsExactly("admin", "password");
    assertThat(verdict(reset(), attach, grant("2", 2, "DetachUserPolicy")).stillExposed())
        .containsExactly("password");
    assertThat(verdict(reset(), call("1", 1, "UpdateLoginProfile").on("alice")).stillExposed())
        .isEmpty();
    assertThat(
            verdict(reset(), call("1", 1, "UpdateLoginProfile").on("alice").by("AROA1"))
                .stillExposed())
        .containsExactly("password");
    assertThat(verdict(reset(), attach, call("2", 2, "DeleteUser").on("alice")).stillExposed())
        .isEmpty();
  }

  @Test
  void grantsBeforeTheTriggerAreExposedToo() {
    assertThat(
            verdict(reset(), key("1", -DAY, "CreateAccessKey", "k"), grant("2", -1)).stillExposed())
        .containsExactly("access_key", "admin", "password");
    assertThat(verdict(reset(), key("1", -DAY - 1, "CreateAccessKey", "k")).stillExposed())
        .containsExactly("password");
    assertThat(verdict(reset(), grant("1", -2), grant("2", -1, "DetachUserPolicy")).stillExposed())
        .containsExactly("password");
  }

  @Test
  void deletionBeforeTheTriggerLeavesThePassword() {
    assertThat(
            verdict(
                    reset(),
                    call("1", -2, "DeleteLoginProfile").on("alice"),
                    call("2", -1, "CreateLoginProfile").on("alice"))
                .stillExposed())
        .containsExactly("password");
  }

  @Test
  void lastCallOnAnAccessKeyDecides() {
    EventBuilder made = key("1", 1, "CreateAccessKey", "k");
    EventBuilder off = key("2", 2, "UpdateAccessKey", "k").request("status", "Inactive");
    EventBuilder on = key("3", 3, "UpdateAccessKey", "k").request("status", "Active");
    assertThat(verdict(reset(), made, off).stillExposed()).containsExactly("password");
    assertThat(verdict(reset(), made, off, on).stillExposed())
        .containsExactly("access_key", "password");
    assertThat(verdict(reset(), on).stillExposed()).containsExactly("access_key", "password");
    assertThat(verdict(reset(), on, key("4", 4, "DeleteAccessKey", "k")).stillExposed())
        .containsExactly("password");
    assertThat(verdict(reset(), on, key("4", 4, "DeleteAccessKey", "other")).stillExposed())
        .containsExactly("access_key", "password");
    assertThat(
            verdict(reset(), on, key("4", 4, "DeleteAccessKey", "k").failed("AccessDenied"))
                .stillExposed())
        .containsExactly("access_key", "password");
  }

  @Test
  void keyWithoutAnIdIsOneOfItsOwn() {
    assertThat(
            verdict(
                    reset(),
                    call("1", 1, "CreateAccessKey").on("alice"),
                    call("2", 2, "DeleteAccessKey").on("alice"))
                .stillExposed())
        .containsExactly("access_key", "password");
  }

  private static EventBuilder key(String id, long offset, String name, String key) {
    return call(id, offset, name).on("alice").request("accessKeyId", key);
  }

  @Test
  void inlinePolicyWrittenAnewTakesWhatItGave() {
    EventBuilder admin = inline("1", 1, "PutUserPolicy", "p").with(Activity.ADMIN_POLICY, true);
    EventBuilder harmless = inline("2", 2, "PutUserPolicy", "p");
    assertThat(verdict(reset(), admin).stillExposed()).containsExactly("admin", "password");
    assertThat(verdict(reset(), admin, harmless).stillExposed()).containsExactly("password");
    assertThat(verdict(reset(), admin, inline("2", 2, "PutUserPolicy", "q")).stillExposed())
        .containsExactly("admin", "password");
    assertThat(verdict(reset(), admin, inline("2", 2, "DeleteUserPolicy", "p")).stillExposed())
        .containsExactly("password");
  }

  private static EventBuilder inline(String id, long offset, String name, String policy) {
    return call(id, offset, name).on("alice").request("policyName", policy);
  }

  @Test
  void deviceIsTheActorsUntilSomebodyElseHasIt() {
    EventBuilder byActor = device("1", 1, "EnableMFADevice").by("AROA1");
    assertThat(verdict(reset(), byActor).stillExposed())
        .containsExactly("mfa_by_actor", "password");
    assertThat(verdict(reset(), byActor, device("2", 2, "EnableMFADevice")).stillExposed())
        .containsExactly("password");
    assertThat(verdict(reset(), byActor, device("2", 2, "DeactivateMFADevice")).stillExposed())
        .containsExactly("password");
    assertThat(
            verdict(reset(), byActor, call("2", 2, "DeleteVirtualMFADevice").serial("s"))
                .stillExposed())
        .containsExactly("password");
    assertThat(
            verdict(reset(), byActor, call("2", 2, "DeleteVirtualMFADevice").serial("other"))
                .stillExposed())
        .containsExactly("mfa_by_actor", "password");
  }

  private static EventBuilder device(String id, long offset, String name) {
    return call(id, offset, name).on("alice").serial("s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PasswordPolicyViolation",
        "PasswordPolicyViolationException",
        "EntityTemporarilyUnmodifiable",
        "EntityTemporarilyUnmodifiableException",
        "EntityAlreadyExists",
        "EntityAlreadyExistsException"
      })
  void honestMistakeIsNoDeniedAttempt(String code) {
    assertThat(
            verdict(reset(), call("1", 1, "CreateLoginProfile").on("alice").failed(code)).signals())
        .isEmpty();
  }

  private static EventBuilder grant(String id, long offset) {
    return grant(id, offset, "AttachUserPolicy");
  }

  private static EventBuilder grant(String id, long offset, String name) {
    return call(id, offset, name)
        .on("alice")
        .with(Activity.ADMIN_POLICY, true)
        .with(Activity.POLICY_ARN, "arn:aws:iam::aws:policy/AdministratorAccess");
  }

  @Test
  void evidenceThatTellsSomethingIsKeptFirst() {
    Windows narrow =
        new Windows(
            Duration.ofHours(24), Duration.ofDays(7), Duration.ofHours(1), Duration.ofHours(1), 3);
    Verdict verdict =
        verdict(
            narrow,
            reset(),
            login("b", -5, "alice"),
            login("a", -5, "alice"),
            login("c", -4, "alice"),
            login("far", 6 * DAY, "alice"));
    assertThat(verdict.evidence()).extracting(Evidence::eventId).containsExactly("far", "c", "a");
    assertThat(verdict.evidenceCount()).isEqualTo(4);
  }
}
