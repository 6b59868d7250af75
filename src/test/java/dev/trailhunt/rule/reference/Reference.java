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
    List<Event> linked = MfaLinks.resolve(eventsOfOneAccount);
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    for (Verdict verdict : new Correlation(linked, Lineage.of(linked), windows).verdicts()) {
      verdicts.put(verdict.eventId(), verdict);
    }
    return verdicts;
  }
}
