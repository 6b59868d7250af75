package dev.trailhunt.rule.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Judges the triggers of one account slowly and plainly. */
public final class Reference {
  private Reference() {}

  /**
   * Finds what surrounds each trigger.
   *
   * @param eventsOfOneAccount all of them, each event id once, in any order
   * @return a verdict for each trigger in scope, by event id, in causal order
   */
  public static Map<String, Verdict> judge(List<Event> eventsOfOneAccount, Windows windows) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    judgements(eventsOfOneAccount, windows)
        .forEach((id, judgement) -> verdicts.put(id, judgement.verdict()));
    return verdicts;
  }

  /**
   * Finds what surrounds each trigger and what was usual before it, and says how bad that is.
   *
   * @param eventsOfOneAccount all of them, each event id once, in any order
   * @return a judgement on each trigger in scope, by event id, in causal order
   */
  public static Map<String, Judgement> judgements(List<Event> eventsOfOneAccount, Windows windows) {
    List<Event> linked = MfaLinks.resolve(eventsOfOneAccount);
    Lineage lineage = Lineage.of(linked);
    History history = new History(linked, lineage);
    Map<String, Judgement> judgements = new LinkedHashMap<>();
    for (Verdict verdict : new Correlation(linked, lineage, windows).verdicts()) {
      judgements.put(verdict.eventId(), judgement(verdict, history));
    }
    return judgements;
  }

  private static Judgement judgement(Verdict verdict, History history) {
    Baseline baseline = history.before(verdict.trigger());
    Score score = Score.of(Factors.of(verdict, baseline));
    return new Judgement(verdict, baseline, score, Ruling.on(verdict, baseline, score, history));
  }
}
