package dev.trailhunt.rule;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trailhunt.TestSession;
import dev.trailhunt.event.Activity;
import dev.trailhunt.event.IdentityEvents;
import dev.trailhunt.event.KeepList;
import dev.trailhunt.rule.reference.Census;
import dev.trailhunt.rule.reference.Event;
import dev.trailhunt.rule.reference.EventSoup;
import dev.trailhunt.rule.reference.Judgement;
import dev.trailhunt.rule.reference.JudgementCensus;
import dev.trailhunt.rule.reference.Reference;
import dev.trailhunt.rule.reference.Verdict;
import dev.trailhunt.rule.reference.Windows;
import dev.trailhunt.source.LakeWriter;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job against a plain reference that was written from the rule's text alone, on seeded random
 * events: each seed is an account of its own, all are judged in one go.
 */
class AgreesWithReferenceIT {
  private static final int DIFFERENCES_SHOWN = 20;
  private static final Windows WINDOWS = Windows.DEFAULT;

  @Test
  void onAFewSeeds(@TempDir Path folder) {
    compare(folder, 3, 3_000);
  }

  @Tag("full")
  @Test
  void onFiftySeedsThatMeetEverythingOften(@TempDir Path folder) {
    Censuses met = compare(folder, 50, 10_000);
    met.evidence().assertEachAtLeast(20);
    met.judgements().assertEachAtLeast(20);
  }

  /** What the seeds met, in evidence and in judging it. */
  private record Censuses(Census evidence, JudgementCensus judgements) {}

  /** What the seeds met. */
  private static Censuses compare(Path folder, int seeds, int events) {
    List<EventSoup> soups = new ArrayList<>();
    LakeWriter lake = new LakeWriter(folder);
    for (int seed = 1; seed <= seeds; seed++) {
      soups.add(EventSoup.of(seed, events));
      soups.get(seed - 1).writeTo(lake);
    }
    Dataset<Row> records = TestSession.spark().read().format("cloudtrail").load(lake.location());
    Dataset<Row> activity = IdentityEvents.of(records, KeepList.DEFAULT).cache();
    Dataset<Row> findings = Judging.of(activity, RuleOptions.defaults()).cache();

    Censuses censuses = new Censuses(new Census(), new JudgementCensus());
    List<String> differences = new ArrayList<>();
    for (EventSoup soup : soups) {
      compare(soup.account(), activity, findings, censuses, differences);
    }

    assertThat(differences.stream().limit(DIFFERENCES_SHOWN)).isEmpty();
    return censuses;
  }

  private static void compare(
      String account,
      Dataset<Row> activity,
      Dataset<Row> findings,
      Censuses censuses,
      List<String> differences) {
    List<Event> events =
        activity.where(col(Activity.ACCOUNT_ID).equalTo(account)).collectAsList().stream()
            .map(Event::of)
            .toList();
    Map<String, Judgement> expected = Reference.judgements(events, WINDOWS);
    censuses
        .evidence()
        .add(events, expected.values().stream().map(Judgement::verdict).toList(), WINDOWS);
    censuses.judgements().add(expected.values());
    Map<String, Row> actual =
        findings
            .where(col(Activity.ACCOUNT_ID).equalTo(account))
            .where(col(Finding.DISPOSITION).notEqual(Finding.OUT_OF_SCOPE))
            .collectAsList()
            .stream()
            .collect(Collectors.toMap(row -> row.getAs(Activity.EVENT_ID), Function.identity()));
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (id, judgement) -> {
          Map<String, Object> wanted = told(judgement.verdict());
          wanted.putAll(judgement.columns());
          Map<String, Object> got = told(actual.get(id));
          got.putAll(judged(actual.get(id), judgement.columns().keySet()));
          wanted.forEach(
              (what, value) -> {
                if (!Objects.equals(value, got.get(what))) {
                  differences.add(
                      "%s %s: %s is %s and should be %s"
                          .formatted(account, id, what, got.get(what), value));
                }
              });
        });
  }

  private static Map<String, Object> told(Verdict verdict) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put(Finding.EVIDENCE_COUNT, (long) verdict.evidenceCount());
    told.put(Finding.SIGNALS, List.copyOf(verdict.signals()));
    told.put(Finding.STILL_EXPOSED, List.copyOf(verdict.stillExposed()));
    verdict
        .evidence()
        .forEach(
            event ->
                told.put(
                    "evidence " + event.event().eventId(),
                    "%s %s %d %s %s"
                        .formatted(
                            List.copyOf(event.relations()),
                            event.phase(),
                            event.offsetSeconds(),
                            List.copyOf(event.signals()),
                            event.event().targetUser())));
    told.put("order", verdict.evidence().stream().map(event -> event.event().eventId()).toList());
    return told;
  }

  /** What the job judged, as {@link Judgement#columns} has it. */
  private static Map<String, Object> judged(Row finding, Set<String> columns) {
    Map<String, Object> judged = new LinkedHashMap<>();
    for (String column : columns) {
      Object value = finding.getAs(column);
      judged.put(
          column,
          switch (column) {
            case Finding.EXCLUSIONS ->
                structs(finding, column)
                    .map(row -> row.<String>getAs("id"))
                    .collect(Collectors.toCollection(TreeSet::new));
            case Finding.SCORE_FACTORS ->
                structs(finding, column)
                    .filter(row -> row.<Integer>getAs("points") != 0)
                    .collect(
                        Collectors.toMap(
                            row -> row.<String>getAs("factor"),
                            row -> row.<Integer>getAs("points"),
                            (one, other) -> one,
                            TreeMap::new));
            default -> value instanceof Timestamp time ? time.toInstant() : value;
          });
    }
    return judged;
  }

  private static Stream<Row> structs(Row finding, String column) {
    return finding.<Row>getList(finding.fieldIndex(column)).stream();
  }

  private static Map<String, Object> told(Row finding) {
    Map<String, Object> told = new TreeMap<>();
    told.put(Finding.EVIDENCE_COUNT, finding.getAs(Finding.EVIDENCE_COUNT));
    told.put(Finding.SIGNALS, strings(finding, Finding.SIGNALS));
    told.put(Finding.STILL_EXPOSED, strings(finding, Finding.STILL_EXPOSED));
    List<String> order = new ArrayList<>();
    for (Row event : finding.<Row>getList(finding.fieldIndex(Finding.EVIDENCE))) {
      order.add(event.getAs("event_id"));
      told.put(
          "evidence " + event.getAs("event_id"),
          "%s %s %d %s %s"
              .formatted(
                  strings(event, "relations"),
                  event.getAs("phase"),
                  event.<Long>getAs("offset_seconds"),
                  strings(event, "signals"),
                  event.getAs("target_user")));
    }
    told.put("order", Collections.unmodifiableList(order));
    return told;
  }

  private static List<String> strings(Row row, String column) {
    return List.copyOf(row.<String>getList(row.fieldIndex(column)));
  }
}
