package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.AtNoon.DAY;
import static dev.trailhunt.rule.reference.AtNoon.MINUTE;
import static dev.trailhunt.rule.reference.AtNoon.all;
import static dev.trailhunt.rule.reference.AtNoon.judgement;
import static dev.trailhunt.rule.reference.AtNoon.quietDays;
import static dev.trailhunt.rule.reference.AtNoon.reset;
import static dev.trailhunt.rule.reference.AtNoon.uses;
import static dev.trailhunt.rule.reference.EventBuilder.call;
import static dev.trailhunt.rule.reference.EventBuilder.login;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trailhunt.event.Activity;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FactorsTest {
  private static final String SAME_ADDRESS = "198.51.100.1";

  private static Map<String, Integer> factors(EventBuilder trigger, EventBuilder... others) {
    return judgement(trigger, others).score().factors();
  }

  private static Set<String> names(EventBuilder trigger, EventBuilder... others) {
    return factors(trigger, others).keySet();
  }

  @Test
  void nothingAroundAndNoHistoryCountsNothing() {
    Score score = judgement(reset()).score();
    assertThat(score.factors()).isEmpty();
    assertThat(score.points()).isEqualTo(47);
  }

  static Stream<Arguments> aroundTheTrigger() {
    return Stream.of(
        argumentSet("late sign-in", login("1", DAY, "alice"), Map.of("console_login", 5)),
        argumentSet(
            "sign-in without MFA",
            login("1", DAY, "alice").with(Activity.CONSOLE_MFA_USED, "No"),
            Map.of("console_login", 5, "console_login_no_mfa", 5)),
        argumentSet(
            "sign-in in ten minutes",
            login("1", 10 * MINUTE, "alice"),
            Map.of("console_login", 5, "first_login_within_10_min", 5)),
        argumentSet(
            "sign-in a second later",
            login("1", 10 * MINUTE + 1, "alice"),
            Map.of("console_login", 5)),
        argumentSet(
            "failed sign-in", login("1", 1, "alice").failed("Failed"), Map.<String, Integer>of()),
        argumentSet(
            "sign-in from the address",
            login("1", 20 * MINUTE, "alice").from(SAME_ADDRESS),
            Map.of("console_login", 5, "console_login_same_ip", 20)),
        argumentSet(
            "change by the target",
            call("1", 1, "CreateRole").byUser("alice"),
            Map.of("iam_change_by_target", 15)),
        argumentSet(
            "key", call("1", 1, "CreateAccessKey").on("alice"), Map.of("credential_added", 12)),
        argumentSet(
            "right", call("1", 1, "AttachUserPolicy").on("alice"), Map.of("privilege_granted", 5)),
        argumentSet(
            "administrator's right",
            call("1", 1, "AttachUserPolicy").on("alice").with(Activity.ADMIN_POLICY, true),
            Map.of("privilege_granted", 5, "admin_granted", 15)),
        argumentSet(
            "boundary gone",
            call("1", 1, "DeleteUserPermissionsBoundary").on("alice"),
            Map.of("boundary_removed", 8)),
        argumentSet(
            "device of the actor",
            call("1", 1, "EnableMFADevice").on("alice").by("AROA1"),
            Map.of("mfa_registered_by_actor", 15)),
        argumentSet(
            "device of another",
            call("1", 1, "EnableMFADevice").on("alice").by("AROA2"),
            Map.<String, Integer>of()),
        argumentSet(
            "device gone",
            call("1", 1, "DeactivateMFADevice").on("alice"),
            Map.of("mfa_removed", 10)),
        argumentSet(
            "made by the actor",
            call("1", -1, "CreateUser").on("alice").by("AROA1"),
            Map.of("user_created", 5)),
        argumentSet(
            "made by another",
            call("1", -1, "CreateUser").on("alice").by("AROA2"),
            Map.<String, Integer>of()),
        argumentSet(
            "session minted",
            call("1", -1, "GetFederationToken").by("AROA1"),
            Map.of("console_session_minted", 8)),
        argumentSet(
            "profile gone in a day",
            call("1", DAY, "DeleteLoginProfile").on("alice"),
            Map.of("profile_deleted", 5)),
        argumentSet(
            "profile gone later",
            call("1", DAY + 1, "DeleteLoginProfile").on("alice"),
            Map.<String, Integer>of()),
        argumentSet(
            "users listed", call("1", -1, "ListUsers").by("AROA1"), Map.of("reconnaissance", 10)),
        argumentSet(
            "profile looked for",
            call("1", -1, "GetLoginProfile").on("alice"),
            Map.of("reconnaissance", 10)),
        argumentSet(
            "attempt denied",
            call("1", -1, "CreateLoginProfile").on("alice").failed("AccessDenied"),
            Map.of("denied_attempt", 10)),
        argumentSet(
            "from another account",
            call("1", -1, "SwitchRole")
                .by("AROA1")
                .with(Activity.SWITCHED_FROM, "arn:aws:iam::444455556666:user/mallory"),
            Map.of("external_switch", 15)),
        argumentSet(
            "another reset",
            call("1", 1, "UpdateLoginProfile").on("alice"),
            Map.<String, Integer>of()));
  }

  @ParameterizedTest
  @MethodSource("aroundTheTrigger")
  void eventCounts(EventBuilder other, Map<String, Integer> factors) {
    assertThat(factors(reset(), other)).isEqualTo(factors);
  }

  static Stream<Arguments> ofTheTrigger() {
    EventBuilder byRoot = reset().with(Activity.ACTOR_TYPE, "Root");
    EventBuilder byKey = reset().with(Activity.ACTOR_ACCESS_KEY_ID, "AKIAIOSFODNN7EXAMPLE");
    EventBuilder bySession = reset().with(Activity.ACTOR_ACCESS_KEY_ID, "ASIAIOSFODNN7EXAMPLE");
    EventBuilder onItself = reset().byUser("alice");
    EventBuilder onItselfByKey =
        reset().byUser("alice").with(Activity.ACTOR_ACCESS_KEY_ID, "AKIAIOSFODNN7EXAMPLE");
    EventBuilder notRequired = reset().with(Activity.PASSWORD_RESET_REQUIRED, false);
    EventBuilder required = reset().with(Activity.PASSWORD_RESET_REQUIRED, true);
    EventBuilder pacu = reset().with(Activity.USER_AGENT, "Pacu/1.6");
    EventBuilder mfa = reset().with(Activity.ACTOR_MFA, true);
    EventBuilder noMfa = reset().with(Activity.ACTOR_MFA, false);
    return Stream.of(
        argumentSet("root", byRoot, Map.of("actor_is_root", 15)),
        argumentSet("long-term key", byKey, Map.of("long_term_key", 3)),
        argumentSet("session key", bySession, Map.<String, Integer>of()),
        argumentSet("on itself", onItself, Map.<String, Integer>of()),
        argumentSet(
            "on itself by long-term key",
            onItselfByKey,
            Map.of("long_term_key", 3, "self_password_set", 15)),
        argumentSet("reset not required", notRequired, Map.of("reset_not_required", 5)),
        argumentSet("reset required", required, Map.<String, Integer>of()),
        argumentSet("offensive agent", pacu, Map.of("offensive_agent", 10)),
        argumentSet("MFA", mfa, Map.of("actor_mfa", -5)),
        argumentSet("no MFA", noMfa, Map.<String, Integer>of()));
  }

  @ParameterizedTest
  @MethodSource("ofTheTrigger")
  void triggerCounts(EventBuilder trigger, Map<String, Integer> factors) {
    assertThat(factors(trigger)).isEqualTo(factors);
  }

  @Test
  void whatIsUnusualNeedsFourteenDays() {
    assertThat(factors(reset(), quietDays(14)))
        .isEqualTo(Map.of("no_earlier_use", 10, "dormant_target", 10));
    assertThat(factors(reset(), quietDays(13))).isEmpty();
  }

  @Test
  void oneEarlierUseIsEnough() {
    assertThat(names(reset(), all(quietDays(14), uses(-2 * DAY))))
        .containsExactly("dormant_target");
  }

  @Test
  void targetThatSignedInOrIsNewIsNotDormant() {
    assertThat(names(reset(), all(quietDays(14), login("1", -2 * DAY, "alice"))))
        .containsExactly("no_earlier_use");
    assertThat(names(reset(), all(quietDays(14), call("1", -DAY, "CreateUser").on("alice"))))
        .containsExactly("no_earlier_use");
    assertThat(names(reset(), all(quietDays(14), call("1", -DAY - 1, "CreateUser").on("alice"))))
        .containsExactly("dormant_target", "no_earlier_use");
  }

  @Test
  void newActorAndPrivilegedTargetNeedNoBaseline() {
    assertThat(factors(reset().byUser("bob"), call("1", -2 * DAY, "CreateAccessKey").on("bob")))
        .isEqualTo(Map.of("actor_created", 15));
    assertThat(
            factors(
                reset(),
                call("1", -2 * DAY, "AttachUserPolicy")
                    .on("alice")
                    .with(Activity.ADMIN_POLICY, true)))
        .isEqualTo(Map.of("target_privileged", 10));
  }

  private static EventBuilder[] routine(int quietDays) {
    return all(
        quietDays(quietDays), uses(-40 * DAY, -30 * DAY, -20 * DAY, -20 * DAY + 1, -20 * DAY + 2));
  }

  private static EventBuilder[] twoMorePasswords() {
    return new EventBuilder[] {
      call("b", 1, "UpdateLoginProfile").on("bob").by("AROA1"),
      call("c", 2, "UpdateLoginProfile").on("carol").by("AROA1")
    };
  }

  @Test
  void establishedActorCalmsAndMaySetManyPasswords() {
    EventBuilder login = login("1", -2 * DAY, "alice");
    assertThat(factors(reset(), all(routine(14), login)))
        .isEqualTo(Map.of("established_actor", -15));
    assertThat(factors(reset(), all(all(routine(14), twoMorePasswords()), login)))
        .isEqualTo(Map.of("established_actor", -15));
    assertThat(factors(reset(), all(all(quietDays(5), twoMorePasswords()), login)))
        .isEqualTo(Map.of("mass_password_set", 10));
  }

  @Test
  void nobodyIsEstablishedWithoutABaseline() {
    assertThat(factors(reset(), all(routine(10), twoMorePasswords())))
        .isEqualTo(Map.of("mass_password_set", 10));
  }

  @Test
  void establishedActorStaysSoWhenNothingCalms() {
    assertThat(
            names(
                reset(),
                all(
                    all(routine(14), twoMorePasswords()),
                    login("1", -2 * DAY, "alice"),
                    call("2", 1, "DeactivateMFADevice").on("alice"))))
        .containsExactly("mfa_removed");
  }

  private static EventBuilder onboarded() {
    return reset().with(Activity.PASSWORD_RESET_REQUIRED, true);
  }

  private static EventBuilder change() {
    return call("p", DAY, "ChangePassword").on("alice").from("192.0.2.10");
  }

  @Test
  void onboardingIsAPasswordChangedElsewhere() {
    assertThat(factors(onboarded(), change())).isEqualTo(Map.of("onboarding", -15));
    assertThat(factors(reset(), change())).isEmpty();
    assertThat(factors(onboarded(), change().failed("Denied"))).isEmpty();
    assertThat(factors(onboarded(), change().from(SAME_ADDRESS))).isEmpty();
    assertThat(names(onboarded(), change(), call("k", 1, "CreateAccessKey").on("alice")))
        .containsExactly("credential_added");
  }

  @Test
  void unknownAddressIsAnother() {
    EventBuilder nowhere = call("p", DAY, "ChangePassword").on("alice");
    assertThat(names(onboarded(), nowhere)).containsExactly("onboarding");
    assertThat(
            names(
                call("t", 0, "CreateLoginProfile")
                    .on("alice")
                    .with(Activity.PASSWORD_RESET_REQUIRED, true),
                nowhere))
        .containsExactly("onboarding");
  }

  @Test
  void sharedAddressMayBeTheSame() {
    assertThat(
            names(
                onboarded(),
                change().from(SAME_ADDRESS),
                call("1", -1, "GetSessionToken").by("AROA2").from(SAME_ADDRESS),
                call("2", -1, "GetSessionToken").by("AROA3").from(SAME_ADDRESS),
                call("3", -1, "GetSessionToken").by("AROA4").from(SAME_ADDRESS)))
        .containsExactly("onboarding");
  }

  static Stream<Arguments> voiding() {
    return Stream.of(
        argumentSet("sign-in from the address", login("1", 1, "alice").from(SAME_ADDRESS)),
        argumentSet("device of the actor", call("1", 1, "EnableMFADevice").on("alice").by("AROA1")),
        argumentSet("device gone", call("1", 1, "DeactivateMFADevice").on("alice")),
        argumentSet(
            "administrator's right",
            call("1", 1, "AttachUserPolicy").on("alice").with(Activity.ADMIN_POLICY, true)),
        argumentSet(
            "attempt denied", call("1", -1, "UpdateLoginProfile").on("alice").failed("Denied")),
        argumentSet(
            "offensive agent",
            call("1", -1, "GetSessionToken").by("AROA1").with(Activity.USER_AGENT, "kali")),
        argumentSet("change by the target", call("1", 1, "CreateRole").byUser("alice")));
  }

  @ParameterizedTest
  @MethodSource("voiding")
  void nothingCalmsBeside(EventBuilder other) {
    EventBuilder trigger = onboarded().with(Activity.ACTOR_MFA, true);
    assertThat(names(trigger, change())).contains("actor_mfa", "onboarding");
    assertThat(names(trigger, change(), other)).doesNotContain("actor_mfa", "onboarding");
  }
}
