package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {
  private static final List<String> HEADER = List.of("name", "what");

  @Test
  void columnsAreAsWideAsTheirCells() {
    TextTable table = new TextTable(HEADER, List.of(List.of("alice", "login"), List.of("王芳", "x")));
    assertThat(table.lines(80))
        .containsExactly(
            "name   what", //
            "-----  -----",
            "alice  login",
            "王芳   x");
  }

  @Test
  void whatFitsExactlyIsNotCut() {
    TextTable table = new TextTable(HEADER, List.of(List.of("a".repeat(20), "b".repeat(58))));
    assertThat(table.lines(80).get(2)).isEqualTo("a".repeat(20) + "  " + "b".repeat(58));
  }

  @Test
  void theWidestColumnIsCutFirst() {
    TextTable table = new TextTable(HEADER, List.of(List.of("a".repeat(20), "b".repeat(59))));
    assertThat(table.lines(80))
        .allMatch(line -> line.length() <= 80)
        .contains("a".repeat(20) + "  " + "b".repeat(57) + "…");
  }

  @Test
  void wideLettersAreCutByTheirWidth() {
    TextTable table = new TextTable(HEADER, List.of(List.of("王".repeat(20), "b")));
    assertThat(table.lines(30).get(2)).startsWith("王".repeat(11) + "…   b");
  }

  @Test
  void tooManyColumnsBecomeLists() {
    TextTable table =
        new TextTable(
            List.of("first", "second", "third"),
            List.of(List.of("a".repeat(30), "b".repeat(30), ""), List.of("1", "2", "3")));
    assertThat(table.lines(28))
        .containsExactly(
            "-- row 1",
            "first   " + "a".repeat(19) + "…",
            "second  " + "b".repeat(19) + "…",
            "third",
            "-- row 2",
            "first   1",
            "second  2",
            "third   3");
  }

  @Test
  void aTableWithoutRowsHasItsHeader() {
    assertThat(new TextTable(HEADER, List.of()).lines(80))
        .containsExactly("name  what", "----  ----");
  }
}
