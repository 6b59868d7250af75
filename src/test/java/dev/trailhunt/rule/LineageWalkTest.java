package dev.trailhunt.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.rule.LineageWalk.Change;
import dev.trailhunt.rule.LineageWalk.Deed;
import dev.trailhunt.rule.LineageWalk.Position;
import dev.trailhunt.rule.LineageWalk.Tenure;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LineageWalkTest {
  private static final int CREATE_RANK = 1;
  private static final int OTHER_RANK = 2;
  private static final int DELETE_RANK = 7;

  private static Position at(long time, int rank, String event) {
    return new Position(time, rank, event, 0);
  }

  private static Change creates(long time, String event, String name, @Nullable String id) {
    return new Change(at(time, CREATE_RANK, event), Deed.CREATES, name, null, id, true);
  }

  private static Change deletes(long time, String event, String name) {
    return new Change(at(time, DELETE_RANK, event), Deed.DELETES, name, null, null, true);
  }

  private static Change renames(long time, String event, String name, String newName) {
    return new Change(at(time, OTHER_RANK, event), Deed.RENAMES, name, newName, null, true);
  }

  private static Change shows(long time, String event, String name, @Nullable String id) {
    return new Change(at(time, OTHER_RANK, event), Deed.SHOWS, name, null, id, true);
  }

  private static List<Tenure> walk(Change... changes) {
    return LineageWalk.walk(
        Arrays.stream(changes).sorted((a, b) -> a.at().compareTo(b.at())).iterator());
  }

  /** The key of the user that bears a name at a place; exactly one tenure may hold it. */
  private static String bearer(List<Tenure> tenures, String name, Position place) {
    List<String> found =
        tenures.stream()
            .filter(tenure -> tenure.name().equals(name))
            .filter(tenure -> tenure.from().compareTo(place) <= 0)
            .filter(tenure -> tenure.to() == null || place.compareTo(tenure.to()) < 0)
            .map(tenure -> tenure.user().key())
            .toList();
    assertThat(found).as("bearers of " + name).hasSizeLessThanOrEqualTo(1);
    return found.isEmpty() ? "nobody" : found.get(0);
  }

  @Test
  void aNameGivenAgainIsAnotherUsers() {
    List<Tenure> tenures =
        walk(creates(1, "c1", "bob", null), deletes(5, "d1", "bob"), creates(9, "c2", "bob", null));

    assertThat(bearer(tenures, "bob", at(4, OTHER_RANK, "x"))).isEqualTo("c1");
    assertThat(bearer(tenures, "bob", at(5, DELETE_RANK, "d1"))).isEqualTo("c1");
    assertThat(bearer(tenures, "bob", at(7, OTHER_RANK, "x"))).isEqualTo("nobody");
    assertThat(bearer(tenures, "bob", at(9, OTHER_RANK, "x"))).isEqualTo("c2");
  }

  @Test
  void aRenamedUserIsTheSame() {
    List<Tenure> tenures =
        walk(
            creates(1, "c1", "a", "AIDA1"),
            renames(2, "r1", "a", "b"),
            renames(3, "r2", "b", "c"),
            creates(4, "c2", "a", "AIDA2"),
            renames(5, "r3", "c", "b"));

    assertThat(bearer(tenures, "a", at(2, OTHER_RANK, "r1"))).isEqualTo("c1");
    assertThat(bearer(tenures, "b", at(2, OTHER_RANK, "z"))).isEqualTo("c1");
    assertThat(bearer(tenures, "c", at(4, OTHER_RANK, "x"))).isEqualTo("c1");
    assertThat(bearer(tenures, "a", at(6, OTHER_RANK, "x"))).isEqualTo("c2");
    assertThat(bearer(tenures, "b", at(6, OTHER_RANK, "x"))).isEqualTo("c1");
  }

  @Test
  void whereTheNameIsInUseADeletionInTheSameSecondWasFirst() {
    List<Tenure> tenures =
        walk(
            shows(1, "s1", "bob", null),
            creates(5, "c1", "bob", null),
            deletes(5, "d1", "bob"),
            shows(6, "s2", "bob", null));

    assertThat(bearer(tenures, "bob", at(5, DELETE_RANK, "d1"))).isEqualTo("s1");
    assertThat(bearer(tenures, "bob", at(5, CREATE_RANK, "c1").ahead())).isEqualTo("nobody");
    assertThat(bearer(tenures, "bob", at(5, CREATE_RANK, "c1"))).isEqualTo("c1");
    assertThat(bearer(tenures, "bob", at(5, OTHER_RANK, "x"))).isEqualTo("c1");
    assertThat(bearer(tenures, "bob", at(6, OTHER_RANK, "s2"))).isEqualTo("c1");
  }

  @Test
  void whereNobodyBoreItTheUserWasMadeAndDeleted() {
    List<Tenure> tenures =
        walk(creates(5, "c1", "bob", null), deletes(5, "d1", "bob"), shows(6, "s1", "bob", null));

    assertThat(bearer(tenures, "bob", at(5, DELETE_RANK, "d1"))).isEqualTo("c1");
    assertThat(bearer(tenures, "bob", at(6, OTHER_RANK, "s1"))).isEqualTo("s1");
  }

  @Test
  void twoOfEachInOneSecondHaveOneUserAtEachPlace() {
    List<Tenure> tenures =
        walk(
            shows(1, "s1", "bob", null),
            creates(5, "c1", "bob", null),
            creates(5, "c2", "bob", null),
            deletes(5, "d1", "bob"),
            deletes(5, "d2", "bob"));

    assertThat(bearer(tenures, "bob", at(5, DELETE_RANK, "d1"))).isEqualTo("s1");
    assertThat(bearer(tenures, "bob", at(5, DELETE_RANK, "d2"))).isEqualTo("c1");
    assertThat(bearer(tenures, "bob", at(6, OTHER_RANK, "x"))).isEqualTo("c2");
  }

  @Test
  void anotherIdIsAnotherUserAndAnIdLearnedLateIsTheUsers() {
    List<Tenure> tenures =
        walk(
            shows(1, "s1", "bob", null),
            shows(2, "s2", "bob", "AIDA1"),
            shows(3, "s3", "bob", "AIDA1"),
            shows(4, "s4", "bob", "AIDA2"));

    assertThat(bearer(tenures, "bob", at(3, OTHER_RANK, "s3"))).isEqualTo("s1");
    assertThat(bearer(tenures, "bob", at(4, OTHER_RANK, "s4"))).isEqualTo("s4");
    assertThat(tenures).extracting(tenure -> tenure.user().id()).contains("AIDA1", "AIDA2");
  }

  @Test
  void aFailedCallMovesNobody() {
    Change failed = new Change(at(2, DELETE_RANK, "d1"), Deed.DELETES, "bob", null, "AIDA9", false);
    List<Tenure> tenures = walk(creates(1, "c1", "bob", "AIDA1"), failed);

    assertThat(bearer(tenures, "bob", at(3, OTHER_RANK, "x"))).isEqualTo("c1");
  }
}
