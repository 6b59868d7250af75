package dev.trailhunt.rule.reference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happens in an account, mostly around passwords that are set. */
final class Scenes {
  private static final long HOUR = Duration.ofHours(1).toSeconds();
  private static final long DAY = Duration.ofDays(1).toSeconds();
  private static final long BEFORE = DAY;
  private static final long AFTER = 7 * DAY;
  private static final long SHARING = 90 * DAY;

  private static final List<String> PASSWORD_SETS =
      List.of("CreateLoginProfile", "UpdateLoginProfile");
  private static final List<String> COMMON_CALLS_ON_USERS =
      List.of(
          "CreateAccessKey",
          "DeleteAccessKey",
          "AttachUserPolicy",
          "AttachUserPolicy",
          "DetachUserPolicy",
          "PutUserPolicy",
          "AddUserToGroup",
          "GetLoginProfile",
          "GetLoginProfile",
          "EnableMFADevice",
          "DeactivateMFADevice");
  private static final List<String> CALLS_ON_USERS =
      List.of(
          "UpdateAccessKey",
          "DeleteUserPolicy",
          "RemoveUserFromGroup",
          "PutUserPermissionsBoundary",
          "DeleteUserPermissionsBoundary",
          "ResyncMFADevice",
          "UploadSSHPublicKey",
          "UploadSigningCertificate",
          "CreateServiceSpecificCredential",
          "ResetServiceSpecificCredential",
          "DeleteLoginProfile",
          "DeleteLoginProfile",
          "CreateLoginProfile",
          "UpdateLoginProfile");
  private static final List<String> CALLS_THAT_MOVE_NAMES =
      List.of("CreateUser", "DeleteUser", "UpdateUser");
  private static final List<String> CALLS_ON_NOBODY =
      List.of(
          "ListUsers",
          "ListUsers",
          "GetAccountAuthorizationDetails",
          "GetFederationToken",
          "GetSigninToken",
          "GetSessionToken",
          "PasswordRecoveryRequested",
          "CreateRole",
          "AttachRolePolicy",
          "PutRolePolicy",
          "UpdateAssumeRolePolicy",
          "CreatePolicy",
          "CreatePolicyVersion",
          "AttachGroupPolicy",
          "PutGroupPolicy");

  private final Dice dice;
  private final Cast cast;
  private final Calls calls;
  private final long start;
  private final long end;
  private final long busiest;
  private final boolean withABurst;
  private final boolean young;
  private final List<Draft> drafts = new ArrayList<>();

  /** A password that is set, and what the calls around it have in common with it. */
  private record Scene(long time, String user, Caller actor, String address) {}

  Scenes(String account, Dice dice) {
    this.dice = dice;
    this.cast = new Cast(account, dice);
    this.calls = new Calls(cast, dice);
    this.start =
        Instant.parse("2025-01-01T00:00:00Z").getEpochSecond() + dice.between(0, 300) * DAY;
    this.end = start + dice.between(60, 120) * DAY;
    this.busiest = dice.between(10, 22);
    this.withABurst = dice.chance(0.5);
    this.young = dice.chance(0.3);
  }

  List<Draft> drafts(int size) {
    if (withABurst) {
      burst();
    }
    HelpDesk desk = new HelpDesk(cast, calls, dice);
    drafts.addAll(young ? desk.draftsOfYoungAccount(start, end) : desk.drafts(start, end));
    while (drafts.size() < size) {
      play();
    }
    return List.copyOf(drafts.subList(0, size));
  }

  private void play() {
    if (dice.chance(0.3)) {
      noise();
    } else if (dice.chance(0.6)) {
      background();
    } else {
      passwordSet();
    }
  }

  /** What is no identity event, however much it looks like one. */
  private void noise() {
    Draft draft =
        new Draft(
            anyTime(),
            dice.pick("ListUsers", "CreateLoginProfile", "ConsoleLogin", "GetObject"),
            cast.anybody());
    drafts.add(draft.of(dice.pick("identitystore", "s3", "cognito-idp")));
  }

  private void background() {
    if (dice.chance(0.4)) {
      drafts.add(calls.login(anyTime(), cast.name(), cast.address()));
    } else if (dice.chance(0.3)) {
      drafts.add(calls.onNobody(dice.pick(CALLS_ON_NOBODY), anyTime(), cast.anybody()));
    } else {
      onUser(anyTime(), cast.anybody(), cast.name());
    }
  }

  private long anyTime() {
    return dice.between(start, end);
  }

  private void passwordSet() {
    String user = cast.name();
    Caller actor = dice.chance(0.1) ? cast.user(user) : cast.anybody();
    Scene scene = new Scene(anyTime(), user, actor, cast.address());
    Draft trigger =
        calls
            .onUser(dice.pick(PASSWORD_SETS), scene.time(), actor, user)
            .from(cast.spelled(scene.address()));
    drafts.add(dice.chance(0.1) ? calls.failed(trigger, user) : trigger);
    for (long left = dice.between(3, busiest); left > 0; left--) {
      around(scene);
    }
    stories(scene);
  }

  private void around(Scene scene) {
    if (dice.chance(0.4)) {
      onTarget(scene);
    } else if (dice.chance(0.35)) {
      byActor(scene);
    } else if (dice.chance(0.4)) {
      byTarget(scene);
    } else {
      signIn(scene);
    }
  }

  private void stories(Scene scene) {
    if (dice.chance(0.15)) {
      device(scene);
    }
    if (dice.chance(0.15)) {
      nameMoves(scene);
    }
    if (dice.chance(0.05)) {
      manyUsers(scene, dice.pick("GetLoginProfile", "UpdateLoginProfile"));
    }
    if (dice.chance(0.15)) {
      sharedAddress(scene);
    }
    if (dice.chance(0.1)) {
      switchRole(scene);
    }
  }

  private void onTarget(Scene scene) {
    Caller caller = dice.chance(0.4) ? scene.actor() : cast.anybody();
    onUser(scene.time() + offsetOnTarget(), caller, scene.user());
  }

  private void onUser(long second, Caller caller, String user) {
    boolean movesNames = dice.chance(0.01);
    String call =
        movesNames
            ? dice.pick(CALLS_THAT_MOVE_NAMES)
            : dice.pick(dice.chance(0.7) ? COMMON_CALLS_ON_USERS : CALLS_ON_USERS);
    Draft draft = calls.onUser(call, second, caller, user);
    drafts.add(dice.chance(0.15) ? calls.failed(draft, user) : draft);
  }

  private long offsetOnTarget() {
    if (dice.chance(0.3)) {
      return dice.pick(0L, 0L, -BEFORE - 1, -BEFORE, AFTER, AFTER + 1);
    }
    return dice.chance(0.5) ? dice.between(-120, 120) : dice.between(-BEFORE, AFTER);
  }

  private void byActor(Scene scene) {
    long second = scene.time() + offsetOfActor();
    if (dice.chance(0.6)) {
      String call = dice.pick(CALLS_ON_NOBODY);
      Draft draft = calls.onNobody(call, second, scene.actor());
      drafts.add(dice.chance(0.1) ? draft.denied("*") : draft);
    } else {
      onUser(second, scene.actor(), cast.name());
    }
  }

  private long offsetOfActor() {
    if (dice.chance(0.4)) {
      return dice.pick(0L, 0L, -HOUR - 1, -HOUR, HOUR, HOUR + 1);
    }
    return dice.chance(0.4) ? dice.between(-60, 60) : dice.between(-HOUR, HOUR);
  }

  private void byTarget(Scene scene) {
    long second = scene.time() + offsetByTarget();
    Caller target = cast.user(scene.user());
    if (dice.chance(0.2)) {
      drafts.add(calls.changePassword(second, scene.user()));
    } else if (dice.chance(0.4)) {
      drafts.add(calls.onNobody(dice.pick(CALLS_ON_NOBODY), second, target));
    } else if (dice.chance(0.4)) {
      onItself(second, target, scene.user());
    } else {
      onUser(second, target, cast.name());
    }
  }

  private void onItself(long second, Caller caller, String user) {
    Draft draft = calls.onUser(dice.pick(CALLS_ON_USERS), second, caller, user);
    if (dice.chance(0.4)) {
      draft.request().remove("userName");
    }
    drafts.add(draft);
  }

  private long offsetByTarget() {
    if (dice.chance(0.3)) {
      return dice.pick(0L, 0L, -1L, AFTER, AFTER + 1);
    }
    return dice.chance(0.5) ? dice.between(-120, 120) : dice.between(0, AFTER);
  }

  private void signIn(Scene scene) {
    String address = dice.chance(0.7) ? cast.spelled(scene.address()) : cast.address();
    drafts.add(calls.login(scene.time() + offsetOfSignIn(), scene.user(), address));
  }

  private long offsetOfSignIn() {
    if (dice.chance(0.4)) {
      return dice.pick(0L, HOUR, HOUR + 1, AFTER, AFTER + 1, -BEFORE);
    }
    return dice.chance(0.4) ? dice.between(-60, HOUR) : dice.between(-BEFORE, AFTER);
  }

  /** A virtual device from its making to its end, each step in time or all in one second. */
  private void device(Scene scene) {
    Caller caller = dice.chance(0.6) ? scene.actor() : cast.user(scene.user());
    String serial = cast.serial(scene.user());
    long second = scene.time() + dice.between(-60, 60);
    long step = dice.pick(0L, 1L, 60L);
    drafts.add(calls.onDevice("CreateVirtualMFADevice", second, caller, serial));
    if (dice.chance(0.8)) {
      second += step;
      drafts.add(calls.onDeviceOf(scene.user(), "EnableMFADevice", second, caller, serial));
    }
    if (dice.chance(0.3)) {
      second += step;
      drafts.add(calls.onDeviceOf(scene.user(), "DeactivateMFADevice", second, caller, serial));
    }
    if (dice.chance(0.3)) {
      second += step;
      drafts.add(calls.onDevice("DeleteVirtualMFADevice", second, caller, serial));
    }
  }

  private void nameMoves(Scene scene) {
    if (dice.chance(0.3)) {
      renames(scene);
    } else if (dice.chance(0.3)) {
      swap(scene);
    } else if (dice.chance(0.5)) {
      replaced(scene);
    } else {
      drafts.add(
          calls.onUser(
              dice.pick("CreateUser", "CreateUser", "DeleteUser"),
              scene.time() + dice.pick(0L, -1L, 1L, -HOUR, HOUR),
              scene.actor(),
              scene.user()));
    }
  }

  /** Away over a third name and back again, with sign-ins under the new names. */
  private void renames(Scene scene) {
    List<String> names = List.of(scene.user(), cast.name(), cast.name(), scene.user());
    long second = scene.time() + dice.pick(-HOUR, 0L, 1L);
    for (int i = 1; i < names.size(); i++) {
      drafts.add(calls.rename(second, cast.anybody(), names.get(i - 1), names.get(i)));
      drafts.add(calls.login(second + 1, names.get(i), scene.address()));
      second += dice.pick(1L, 60L, HOUR);
    }
  }

  private void swap(Scene scene) {
    String other = cast.name();
    String between = "moving-" + dice.between(1, 3);
    long second = scene.time() + dice.pick(-HOUR, -1L, 0L, 60L);
    long step = dice.pick(0L, 1L);
    drafts.add(calls.rename(second, cast.anybody(), scene.user(), between));
    drafts.add(calls.rename(second + step, cast.anybody(), other, scene.user()));
    drafts.add(calls.rename(second + 2 * step, cast.anybody(), between, other));
    drafts.add(calls.login(second + 3, other, scene.address()));
    drafts.add(calls.login(second + 3, scene.user(), scene.address()));
  }

  /** Deleted and created again, in one second or two. */
  private void replaced(Scene scene) {
    long second = scene.time() + dice.pick(-HOUR, -1L, 0L, 0L, 1L);
    drafts.add(calls.onUser("DeleteUser", second, scene.actor(), scene.user()));
    drafts.add(
        calls.onUser("CreateUser", second + dice.between(0, 1), scene.actor(), scene.user()));
  }

  private void manyUsers(Scene scene, String call) {
    for (long left = dice.between(1, 4); left > 0; left--) {
      String user = cast.name();
      Draft draft =
          calls.onUser(call, scene.time() + dice.between(-HOUR, HOUR), scene.actor(), user);
      drafts.add(dice.chance(0.2) ? calls.failed(draft, user) : draft);
    }
  }

  /** Others who used the trigger's address: just long enough ago, too long ago, or too late. */
  private void sharedAddress(Scene scene) {
    long at = young ? dice.pick(-1L, 0L) : dice.pick(-SHARING, -SHARING - 1, -1L, 0L, -DAY);
    drafts.add(useOf(scene, at));
    drafts.add(useOf(scene, -dice.between(1, DAY)));
    drafts.add(calls.login(scene.time() + dice.between(1, HOUR), scene.user(), scene.address()));
  }

  private Draft useOf(Scene scene, long offset) {
    return calls
        .onNobody("GetSessionToken", scene.time() + offset, cast.anybody())
        .from(cast.spelled(scene.address()));
  }

  private void switchRole(Scene scene) {
    String account = dice.chance(0.6) ? cast.foreignAccount() : cast.account();
    String from = cast.arn(account, cast.written(scene.user()));
    Caller caller = dice.chance(0.7) ? scene.actor() : cast.anybody();
    drafts.add(calls.switchRole(scene.time() + offsetOfActor(), caller, from));
  }

  /** So much in one hour that a finding cannot hold it. */
  private void burst() {
    Scene scene = new Scene(anyTime(), cast.name(), cast.anybody(), cast.address());
    for (int i = 0; i < 240; i++) {
      long second = scene.time() + dice.between(-HOUR / 2, HOUR / 2);
      String call = i % 60 == 0 ? "UpdateLoginProfile" : dice.pick(CALLS_ON_NOBODY);
      drafts.add(
          i % 60 == 0
              ? calls.onUser(call, second, scene.actor(), cast.name())
              : calls.onNobody(call, second, scene.actor()));
    }
  }
}
