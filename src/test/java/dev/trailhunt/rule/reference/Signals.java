package dev.trailhunt.rule.reference;

import static java.util.function.Predicate.not;

import dev.trailhunt.rule.reference.Lineage.User;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the events around one trigger say, one by one and counted together. */
final class Signals {
  private static final int MANY_USERS = 3;

  private static final Set<String> HONEST_FAILURES =
      Set.of(
          "PasswordPolicyViolation",
          "PasswordPolicyViolationException",
          "EntityTemporarilyUnmodifiable",
          "EntityTemporarilyUnmodifiableException",
          "EntityAlreadyExists",
          "EntityAlreadyExistsException");

  private static final List<String> OFFENSIVE_AGENTS =
      List.of("s3 browser", "pacu", "kali", "parrot", "pentoo", "stratus-red-team");

  private static final Predicate<Evidence> TARGET = one -> one.hasRelation(Correlation.TARGET);
  private static final Predicate<Evidence> ACTOR = one -> one.hasRelation(Correlation.ACTOR);
  private static final Predicate<Evidence> BY_TARGET =
      one -> one.hasRelation(Correlation.BY_TARGET);

  private final Event trigger;
  private final User user;
  private final Lineage lineage;
  private final Duration sameIpLogin;
  private final boolean addressIsShared;
  private final boolean manyProbed;
  private final boolean manySet;
  private final Map<String, Predicate<Evidence>> sources;

  Signals(
      Event trigger,
      User user,
      List<Evidence> evidence,
      Lineage lineage,
      Duration sameIpLogin,
      boolean addressIsShared) {
    this.trigger = trigger;
    this.user = user;
    this.lineage = lineage;
    this.sameIpLogin = sameIpLogin;
    this.addressIsShared = addressIsShared;
    this.manyProbed = usersOf(evidence, probesByActor()).size() >= MANY_USERS;
    Set<User> usersSet = usersOf(evidence, passwordSetsByActor());
    usersSet.add(user);
    this.manySet = usersSet.size() >= MANY_USERS;
    this.sources = sources();
  }

  /** The signals that one event is the source of. */
  SortedSet<String> carriedBy(Evidence evidence) {
    return sources.entrySet().stream()
        .filter(signal -> signal.getValue().test(evidence))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The signals that need no other event than the trigger. */
  SortedSet<String> ofTheTrigger() {
    SortedSet<String> signals = new TreeSet<>();
    if (lineage.isBy(trigger, user)) {
      signals.add("self_password_set");
    }
    if (isOffensive(trigger)) {
      signals.add("offensive_agent");
    }
    return signals;
  }

  private Map<String, Predicate<Evidence>> sources() {
    Map<String, Predicate<Evidence>> sources = new LinkedHashMap<>();
    sources.put("user_created", onTarget("CreateUser").and(Evidence::isBefore));
    sources.put(
        "profile_probed",
        ACTOR
            .or(TARGET)
            .and(named("GetLoginProfile"))
            .and(one -> lineage.isOn(one.event(), user))
            .and(Evidence::isBefore));
    sources.put("reconnaissance", listsUsers().or(probesByActor().and(one -> manyProbed)));
    sources.put("denied_attempt", deniedAttempt());
    sources.put("repeated_password_set", onTarget("CreateLoginProfile", "UpdateLoginProfile"));
    sources.put("mass_password_set", passwordSetsByActor().and(one -> manySet));
    sources.put(
        "credential_added",
        onTarget(
            "CreateAccessKey",
            "UploadSSHPublicKey",
            "UploadSigningCertificate",
            "CreateServiceSpecificCredential",
            "ResetServiceSpecificCredential"));
    sources.put("privilege_granted", grant());
    sources.put("admin_granted", grant().and(one -> one.event().adminPolicy()));
    sources.put("boundary_removed", onTarget("DeleteUserPermissionsBoundary"));
    sources.put("mfa_registered", mfaRegistered());
    sources.put("mfa_registered_by_actor", mfaRegistered().and(this::isByActorWhoIsNotTheTarget));
    sources.put("mfa_removed", onTarget("DeactivateMFADevice", "DeleteVirtualMFADevice"));
    sources.put("console_login", consoleLogin());
    sources.put(
        "console_login_failed",
        TARGET
            .and(named("ConsoleLogin"))
            .and(Evidence::isAfter)
            .and(one -> one.event().outcome().equals("failure")));
    sources.put("console_login_same_ip", consoleLogin().and(this::isFromTriggersAddressSoonAfter));
    sources.put(
        "console_login_no_mfa",
        consoleLogin().and(one -> "No".equalsIgnoreCase(one.event().consoleMfaUsed())));
    sources.put("password_changed_by_user", onTarget("ChangePassword").and(Evidence::isAfter));
    sources.put("iam_change_by_target", BY_TARGET.and(Evidence::succeeded).and(changesIam()));
    sources.put("profile_deleted", onTarget("DeleteLoginProfile").and(Evidence::isAfter));
    sources.put("user_deleted", onTarget("DeleteUser").and(Evidence::isAfter));
    sources.put(
        "console_session_minted",
        ACTOR
            .and(Evidence::succeeded)
            .and(named("GetFederationToken", "GetSigninToken"))
            .and(Evidence::isBefore)
            .and(one -> !isOfIdentityCenter(one.event())));
    sources.put(
        "external_switch",
        ACTOR
            .and(Evidence::succeeded)
            .and(named("SwitchRole"))
            .and(Evidence::isBefore)
            .and(one -> isFromAnotherAccount(one.event())));
    sources.put(
        "offensive_agent", ACTOR.and(Evidence::succeeded).and(one -> isOffensive(one.event())));
    return sources;
  }

  private static Predicate<Evidence> onTarget(String... names) {
    return TARGET.and(Evidence::succeeded).and(named(names));
  }

  private static Predicate<Evidence> named(String... names) {
    Set<String> wanted = Set.of(names);
    return one -> wanted.contains(one.event().name());
  }

  private static Predicate<Evidence> listsUsers() {
    return ACTOR
        .and(Evidence::succeeded)
        .and(named("ListUsers", "GetAccountAuthorizationDetails"))
        .and(Evidence::isBefore)
        .and(one -> !one.event().consoleSession());
  }

  private Predicate<Evidence> probesByActor() {
    return ACTOR.and(named("GetLoginProfile")).and(this::isOnAUser);
  }

  private Predicate<Evidence> passwordSetsByActor() {
    return ACTOR
        .and(Evidence::succeeded)
        .and(named("CreateLoginProfile", "UpdateLoginProfile"))
        .and(this::isOnAUser);
  }

  private boolean isOnAUser(Evidence evidence) {
    return lineage.target(evidence.event()).isPresent();
  }

  private Set<User> usersOf(List<Evidence> evidence, Predicate<Evidence> wanted) {
    return evidence.stream()
        .filter(wanted)
        .map(Evidence::event)
        .flatMap(event -> lineage.target(event).stream())
        .collect(Collectors.toSet());
  }

  private static Predicate<Evidence> deniedAttempt() {
    return ACTOR
        .or(TARGET)
        .and(named("CreateLoginProfile", "UpdateLoginProfile"))
        .and(one -> one.event().outcome().equals("failure"))
        .and(one -> !isHonestFailure(one.event().errorCode()));
  }

  private static boolean isHonestFailure(@Nullable String errorCode) {
    return errorCode != null && HONEST_FAILURES.contains(errorCode);
  }

  private static Predicate<Evidence> grant() {
    return onTarget("AttachUserPolicy", "PutUserPolicy", "AddUserToGroup");
  }

  private static Predicate<Evidence> mfaRegistered() {
    return onTarget("EnableMFADevice", "CreateVirtualMFADevice");
  }

  private boolean isByActorWhoIsNotTheTarget(Evidence evidence) {
    return evidence.event().isBySameActorAs(trigger) && !lineage.isBy(evidence.event(), user);
  }

  private static Predicate<Evidence> consoleLogin() {
    return onTarget("ConsoleLogin").and(Evidence::isAfter);
  }

  private boolean isFromTriggersAddressSoonAfter(Evidence login) {
    return !addressIsShared
        && trigger.sourceIp() != null
        && trigger.sourceIp().equals(login.event().sourceIp())
        && login.offsetSeconds() <= sameIpLogin.toSeconds();
  }

  private Predicate<Evidence> changesIam() {
    Predicate<Evidence> readsOnly =
        one -> one.event().name().startsWith("Get") || one.event().name().startsWith("List");
    Predicate<Evidence> ownMfa =
        one -> one.event().name().contains("MFADevice") && lineage.isOn(one.event(), user);
    Predicate<Evidence> isIam = one -> one.event().source().equals(Event.IAM);
    return isIam.and(not(readsOnly)).and(not(named("ChangePassword"))).and(not(ownMfa));
  }

  private static boolean isOfIdentityCenter(Event event) {
    return "AssumedRole".equals(event.actorType())
        && event.actorIdentityArn() != null
        && Stream.of(event.actorIdentityArn().split("/"))
            .reduce((first, last) -> last)
            .orElseThrow()
            .startsWith("AWSReservedSSO_");
  }

  private static boolean isFromAnotherAccount(Event event) {
    if (event.switchedFrom() == null) {
      return false;
    }
    String[] parts = event.switchedFrom().split(":", 6);
    return parts.length == 6 && !parts[4].equals(event.accountId());
  }

  private static boolean isOffensive(Event event) {
    if (event.userAgent() == null) {
      return false;
    }
    String agent = event.userAgent().toLowerCase(Locale.ROOT);
    return OFFENSIVE_AGENTS.stream().anyMatch(agent::contains);
  }
}
