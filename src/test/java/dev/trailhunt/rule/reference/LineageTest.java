package dev.trailhunt.rule.reference;

import static dev.trailhunt.rule.reference.EventBuilder.call;
import static dev.trailhunt.rule.reference.EventBuilder.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.event.Activity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LineageTest {
  /** Ids of the events that the walk puts on one user, per user, in the order given. */
  private static List<List<String>> users(EventBuilder... events) {
    List<Event> all = events(events);
    Lineage lineage = Lineage.of(all);
    Map<Lineage.User, List<String>> users = new LinkedHashMap<>();
    for (Event event : all) {
      lineage
          .target(event)
          .ifPresent(
              user -> users.computeIfAbsent(user, key -> new ArrayList<>()).add(event.eventId()));
    }
    return List.copyOf(users.values());
  }

  private static List<Event> events(EventBuilder... builders) {
    return Arrays.stream(builders).map(EventBuilder::event).toList();
  }

  private static EventBuilder rename(String id, long offset, String from, String to) {
    return call(id, offset, "UpdateUser").on(from).with(Activity.NEW_USER_NAME, to);
  }

  @Test
  void namesInOtherCaseAreOneUser() {
    assertThat(users(login("1", 0, "alice"), login("2", 1, "ALICE")))
        .containsExactly(List.of("1", "2"));
  }

  @Test
  void renamesAreFollowedThereAndBack() {
    assertThat(
            users(
                login("1", 0, "a"),
                rename("2", 1, "a", "b"),
                rename("3", 2, "b", "c"),
                login("4", 3, "C"),
                rename("5", 4, "c", "a"),
                login("6", 5, "a"),
                login("7", 6, "b")))
        .containsExactly(List.of("1", "2", "3", "4", "5", "6"), List.of("7"));
  }

  @Test
  void namesCanBeSwapped() {
    assertThat(
            users(
                login("1", 0, "a"),
                login("2", 0, "b"),
                rename("3", 1, "a", "tmp"),
                rename("4", 2, "b", "a"),
                rename("5", 3, "tmp", "b"),
                login("6", 4, "a"),
                login("7", 4, "b")))
        .containsExactly(List.of("1", "3", "5", "7"), List.of("2", "4", "6"));
  }

  @Test
  void renameToTheSameNameInOtherCaseChangesNothing() {
    assertThat(users(login("1", 0, "a"), rename("2", 1, "a", "A"), login("3", 2, "a")))
        .containsExactly(List.of("1", "2", "3"));
  }

  @Test
  void deletedNameIsSomebodyElseWhenItComesBack() {
    assertThat(users(login("1", 0, "a"), call("2", 1, "DeleteUser").on("a"), login("3", 2, "a")))
        .containsExactly(List.of("1", "2"), List.of("3"));
  }

  @Test
  void creationEndsWhoeverHeldTheName() {
    assertThat(users(login("1", 0, "a"), call("2", 1, "CreateUser").on("a"), login("3", 2, "a")))
        .containsExactly(List.of("1"), List.of("2", "3"));
  }

  @Test
  void deletionPrecedesCreationInOneSecondWhereTheNameIsInUse() {
    assertThat(
            users(
                login("1", 0, "a"),
                call("2", 1, "CreateUser").on("a"),
                call("3", 1, "DeleteUser").on("a"),
                login("4", 1, "a")))
        .containsExactly(List.of("1", "3"), List.of("2", "4"));
  }

  @Test
  void deletionFollowsCreationInOneSecondWhereTheNameIsFree() {
    assertThat(
            users(
                call("1", 1, "CreateUser").on("a"),
                call("2", 1, "DeleteUser").on("a"),
                login("3", 2, "a")))
        .containsExactly(List.of("1", "2"), List.of("3"));
  }

  @Test
  void otherIdIsSomebodyElse() {
    assertThat(
            users(
                login("1", 0, "a"),
                login("2", 1, "a").withId("AIDA1"),
                login("3", 2, "a"),
                login("4", 3, "a").withId("AIDA2"),
                login("5", 4, "a")))
        .containsExactly(List.of("1", "2", "3"), List.of("4", "5"));
  }

  @Test
  void failuresMoveNothing() {
    assertThat(
            users(
                login("1", 0, "a").withId("AIDA1"),
                login("2", 1, "a").withId("AIDA2").failed("Denied"),
                call("3", 2, "DeleteUser").on("a").failed("DeleteConflict"),
                call("4", 3, "CreateUser").on("a").failed("EntityAlreadyExists"),
                rename("5", 4, "a", "b").failed("Denied"),
                login("6", 5, "a")))
        .containsExactly(List.of("1", "2", "3", "4", "5", "6"));
  }

  @Test
  void failureMeetsAUserThatNobodyKnewBefore() {
    assertThat(users(login("1", 0, "a").failed("Denied"), login("2", 1, "a")))
        .containsExactly(List.of("1", "2"));
  }

  @Test
  void callerIsToldByIdAndOtherwiseByTheNameOfThatMoment() {
    Event unknown = call("2", 1, "CreateRole").byUser("A").event();
    Event known = call("3", 2, "CreateRole").byUser("other", "AIDA1").event();
    Event foreign = call("4", 3, "CreateRole").byUser("a", "AIDA2").event();
    Event afterRename = call("6", 5, "CreateRole").byUser("b").event();
    Event nobody = call("7", 5, "CreateRole").byUser("a").event();
    Event first = login("1", 0, "a").withId("AIDA1").event();
    Event rename = rename("5", 4, "a", "b").event();
    Lineage lineage =
        Lineage.of(List.of(first, unknown, known, foreign, rename, afterRename, nobody));
    Lineage.User user = lineage.target(first).orElseThrow();
    assertThat(
            List.of(unknown, known, foreign, afterRename, nobody).stream()
                .filter(event -> lineage.isBy(event, user)))
        .containsExactly(unknown, known, afterRename);
  }

  @Test
  void roleNamedLikeTheUserIsNotTheUser() {
    Event login = login("1", 0, "a").event();
    Event role =
        call("2", 1, "CreateRole")
            .with(Activity.ACTOR_TYPE, "AssumedRole")
            .with(Activity.ACTOR_NAME, "a")
            .event();
    Lineage lineage = Lineage.of(List.of(login, role));
    assertThat(lineage.isBy(role, lineage.target(login).orElseThrow())).isFalse();
  }

  @Test
  void callerWhoRenamesItselfIsItselfThen() {
    Event rename = rename("1", 0, "a", "b").byUser("a").event();
    Lineage lineage = Lineage.of(List.of(rename));
    assertThat(lineage.isBy(rename, lineage.target(rename).orElseThrow())).isTrue();
  }

  @Test
  void linkedDeviceIsOfWhoeverItsEnablingIsAbout() {
    assertThat(
            users(
                login("1", 0, "a"),
                call("2", 1, "CreateVirtualMFADevice").serial("s"),
                rename("3", 2, "a", "b"),
                call("4", 3, "EnableMFADevice").on("b").serial("s"),
                rename("5", 4, "b", "c"),
                login("6", 5, "b"),
                call("7", 6, "DeleteVirtualMFADevice").serial("s")))
        .containsExactly(List.of("1", "2", "3", "4", "5", "7"), List.of("6"));
  }

  @Test
  void linkedDeviceMeetsNoName() {
    assertThat(
            users(
                call("1", 0, "CreateVirtualMFADevice").serial("s"),
                rename("2", 1, "b", "a"),
                call("3", 2, "EnableMFADevice").on("a").serial("s"),
                call("4", 3, "DeleteUser").on("a"),
                call("5", 4, "DeleteVirtualMFADevice").serial("s"),
                login("6", 5, "a")))
        .containsExactly(List.of("1", "2", "3", "4", "5"), List.of("6"));
  }

  @Test
  void deviceEnabledForNobodyIsNobodys() {
    assertThat(
            users(
                call("1", 0, "EnableMFADevice").on("a").serial("s"),
                call("2", 1, "DeactivateMFADevice").serial("s"),
                call("3", 2, "DeleteVirtualMFADevice").serial("s")))
        .containsExactly(List.of("1"));
  }
}
