package dev.trailhunt.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trailhunt.TestSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotebookTest {
  private static final String SOURCE =
      """
      -- Databricks notebook source
      -- MAGIC %md
      -- MAGIC # Title
      -- MAGIC SELECT 1 is no hunt here

      -- COMMAND ----------

      -- DBTITLE 1,Who set passwords?
      -- the newest first
      SELECT actor -- a comment; with a semicolon
      FROM alerts;

      -- COMMAND ----------

      SELECT 'untitled'

      -- COMMAND ----------

      -- DBTITLE 1,Only a comment
      -- nothing to run

      -- COMMAND ----------

      -- DBTITLE 1,Second
      SELECT 2
      """;

  @Test
  void titledSqlCellsAreHunts() {
    Notebook notebook = Notebook.parse(SOURCE);
    assertThat(notebook.names()).containsExactly("who-set-passwords", "second");
    Notebook.Hunt hunt = notebook.named("who-set-passwords").orElseThrow();
    assertThat(hunt.title()).isEqualTo("Who set passwords?");
    assertThat(hunt.sql())
        .isEqualTo("-- the newest first\nSELECT actor -- a comment; with a semicolon\nFROM alerts");
    assertThat(notebook.named("third")).isEmpty();
  }

  @Test
  void lineEndsOfWindowsAreTheSame() {
    assertThat(Notebook.parse(SOURCE.replace("\n", "\r\n")).all())
        .isEqualTo(Notebook.parse(SOURCE).all());
  }

  @Test
  void anotherFileIsNoNotebook() {
    assertThatThrownBy(() -> Notebook.parse("SELECT 1"))
        .hasMessageContaining("Databricks notebook source");
  }

  @Test
  void twoHuntsMustNotShareAName() {
    String twice = SOURCE.replace("Second", "who  set passwords");
    assertThatThrownBy(() -> Notebook.parse(twice)).hasMessageContaining("the same name");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "Alerts by severity, alerts-by-severity",
    "'  MFA: removed & re-added! ', mfa-removed-re-added",
    "Zoë’s résumé, zoe-s-resume"
  })
  void slugs(String title, String slug) {
    assertThat(Notebook.slug(title)).isEqualTo(slug);
  }

  @Test
  void theHuntsThatComeWithTheJobAreSql() throws Exception {
    for (Notebook.Hunt hunt : Notebook.hunts().all()) {
      assertThat(hunt.name()).as(hunt.title()).matches("[a-z][a-z0-9-]*");
      TestSession.spark().sessionState().sqlParser().parsePlan(hunt.sql());
    }
    assertThat(Notebook.hunts().names()).isNotEmpty();
  }
}
