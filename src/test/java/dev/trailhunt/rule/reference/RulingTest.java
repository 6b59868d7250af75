package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.AtNoon.DAY;
import static dev.trailhunt.rule.reference.AtNoon.HOUR;
import static dev.trailhunt.rule.reference.AtNoon.all;
import static dev.trailhunt.rule.reference.AtNoon.judgement;
import static dev.trailhunt.rule.reference.AtNoon.quietDays;
import static dev.trailhunt.rule.reference.AtNoon.reset;
import static dev.trailhunt.rule.reference.EventBuilder.call;
import static dev.trailhunt.rule.reference.EventBuilder.login;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.trailhunt.event.Activity;
import dev.trailhunt.rule.Finding;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RulingTest {
  private static final String AGENT = "APN/1.0 HashiCorp/1.0 Terraform/1.9.0";
  private static final Ruling PLAIN_ALERT = alert(false, false);

  private static Ruling ruling(EventBuilder trigger, EventBuilder... others) {
    return judgement(trigger, others).ruling();
  }

  private static Ruling alert(boolean unproven, boolean overridden, String... exclusions) {
    return new Ruling(new TreeSet<>(Set.of(exclusions)), Finding.ALERT, unproven, overridden);
  }

  private static Ruling excluded(String... exclusions) {
    return new Ruling(new TreeSet<>(Set.of(exclusions)), Finding.EXCLUDED, false, false);
  }

  private static EventBuilder automated() {
    return reset().with(Activity.USER_AGENT, AGENT);
  }

  static Stream<Arguments> matches() {
    String arn = "arn:aws:iam::111122223333:role/";
    String service = "ServiceCatalog.amazonaws.com";
    return Stream.of(
        argumentSet(
            "service", reset().with(Activity.ACTOR_TYPE, "AWSService"), "aws-service-identity"),
        argumentSet("terraform's agent", automated(), "automation-user-agent"),
        argumentSet(
            "pulumi's agent",
            reset().with(Activity.USER_AGENT, "PULUMI/3"),
            "automation-user-agent"),
        argumentSet(
            "ansible's role",
            reset().with(Activity.ACTOR_IDENTITY_ARN, arn + "my-Ansible-role"),
            "automation-principal"),
        argumentSet(
            "cloud formation",
            reset().with(Activity.SOURCE_ADDRESS, "cloudformation.amazonaws.com"),
            "aws-provisioning-service"),
        argumentSet(
            "service catalog",
            reset().with(Activity.SOURCE_ADDRESS, service),
            "aws-provisioning-service"));
  }

  @ParameterizedTest
  @MethodSource("matches")
  void builtInExclusionMatches(EventBuilder trigger, String exclusion) {
    assertThat(ruling(trigger)).isEqualTo(excluded(exclusion));
  }

  static Stream<Arguments> nearMisses() {
    String session = "arn:aws:sts::111122223333:assumed-role/help/terraform";
    return Stream.of(
        argumentSet("role", reset().with(Activity.ACTOR_TYPE, "AssumedRole")),
        argumentSet("session's name", reset().with(Activity.ACTOR_ARN, session)),
        argumentSet("other agent", reset().with(Activity.USER_AGENT, "aws-cli/2.22.35")),
        argumentSet(
            "other service", reset().with(Activity.SOURCE_ADDRESS, "signin.amazonaws.com")));
  }

  @ParameterizedTest
  @MethodSource("nearMisses")
  void nothingMatches(EventBuilder trigger) {
    assertThat(ruling(trigger)).isEqualTo(PLAIN_ALERT);
  }

  @Test
  void everyMatchIsNamed() {
    assertThat(ruling(automated().with(Activity.ACTOR_TYPE, "AWSService")))
        .isEqualTo(excluded("automation-user-agent", "aws-service-identity"));
  }

  @Test
  void automationIsTakenAtItsWordWithoutABaseline() {
    assertThat(ruling(automated(), quietDays(13))).isEqualTo(excluded("automation-user-agent"));
    assertThat(ruling(automated(), quietDays(14)))
        .isEqualTo(alert(true, false, "automation-user-agent"));
  }

  @Test
  void whatHoldsByItselfNeedsNoEarning() {
    assertThat(ruling(automated().with(Activity.ACTOR_TYPE, "AWSService"), quietDays(14)))
        .isEqualTo(excluded("automation-user-agent", "aws-service-identity"));
  }

  /** Calls of the trigger's actor through the same agent, one of them denied. */
  private static EventBuilder[] automatedAt(long... offsets) {
    return all(
        quietDays(14),
        LongStream.of(offsets)
            .mapToObj(
                offset ->
                    call("run " + offset, offset, "CreateRole")
                        .by("AROA1")
                        .with(Activity.USER_AGENT, AGENT)
                        .failed("AccessDenied"))
            .toArray(EventBuilder[]::new));
  }

  @Test
  void threeEarlierDatesEarn() {
    assertThat(ruling(automated(), automatedAt(-90 * DAY, -DAY, -12 * HOUR - 1)))
        .as("two of them on one date")
        .isEqualTo(alert(true, false, "automation-user-agent"));
    assertThat(ruling(automated(), automatedAt(-90 * DAY, -2 * DAY, -12 * HOUR - 1)))
        .isEqualTo(excluded("automation-user-agent"));
    assertThat(ruling(automated(), automatedAt(-90 * DAY, -2 * DAY, -12 * HOUR)))
        .as("the trigger's own date is not an earlier one")
        .isEqualTo(alert(true, false, "automation-user-agent"));
    assertThat(ruling(automated(), automatedAt(-90 * DAY - 1, -2 * DAY, -DAY)))
        .as("too long ago")
        .isEqualTo(alert(true, false, "automation-user-agent"));
  }

  @Test
  void onlyTheSameExclusionOfTheSameActorEarns() {
    EventBuilder[] earned = automatedAt(-4 * DAY, -3 * DAY, -2 * DAY);
    assertThat(ruling(automated().by("AROA2"), earned).unproven()).isTrue();
    assertThat(
            ruling(
                    reset()
                        .with(
                            Activity.ACTOR_IDENTITY_ARN,
                            "arn:aws:iam::111122223333:role/terraform"),
                    earned)
                .unproven())
        .isTrue();
  }

  @Test
  void unknownActorEarnsNothing() {
    EventBuilder trigger =
        call("t", 0, "UpdateLoginProfile").on("alice").with(Activity.USER_AGENT, AGENT);
    EventBuilder[] runs =
        LongStream.of(-3 * DAY, -2 * DAY, -DAY)
            .mapToObj(
                offset ->
                    call("run " + offset, offset, "ListUsers").with(Activity.USER_AGENT, AGENT))
            .toArray(EventBuilder[]::new);
    assertThat(ruling(trigger, all(quietDays(14), runs)).unproven()).isTrue();
  }

  @Test
  void signInFromTheAddressOverrides() {
    EventBuilder login = login("1", HOUR, "alice").from("198.51.100.1");
    assertThat(ruling(automated(), login)).isEqualTo(alert(false, true, "automation-user-agent"));
    assertThat(ruling(automated(), login("1", HOUR, "alice").from("192.0.2.10")))
        .isEqualTo(excluded("automation-user-agent"));
    assertThat(ruling(reset(), login)).isEqualTo(PLAIN_ALERT);
    assertThat(ruling(automated(), all(quietDays(14), login)))
        .as("an alert already")
        .isEqualTo(alert(true, false, "automation-user-agent"));
  }

  @Test
  void criticalScoreOverridesBesideATellingSignal() {
    EventBuilder key = call("1", 1, "CreateAccessKey").on("alice");
    EventBuilder list = call("2", -1, "ListUsers").by("AROA1");
    EventBuilder boundary = call("3", 1, "DeleteUserPermissionsBoundary").on("alice");
    EventBuilder root = automated().with(Activity.ACTOR_TYPE, "Root");
    assertThat(judgement(root, list).score().severity()).isEqualTo("high");
    assertThat(ruling(root, list)).isEqualTo(excluded("automation-user-agent"));
    assertThat(judgement(root, key, list).score().severity()).isEqualTo("critical");
    assertThat(ruling(root, key, list)).isEqualTo(alert(false, true, "automation-user-agent"));
    assertThat(judgement(root, key, boundary).score().severity()).isEqualTo("critical");
    assertThat(ruling(root, key, boundary)).isEqualTo(excluded("automation-user-agent"));
  }

  @Test
  void profileLookedForIsNoReconnaissance() {
    EventBuilder root = automated().with(Activity.ACTOR_TYPE, "Root");
    EventBuilder probe = call("1", -1, "GetLoginProfile").on("alice");
    EventBuilder key = call("2", 1, "CreateAccessKey").on("alice");
    assertThat(judgement(root, probe, key).score().severity()).isEqualTo("critical");
    assertThat(ruling(root, probe, key)).isEqualTo(excluded("automation-user-agent"));
  }
}
