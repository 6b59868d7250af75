package dev.trailhunt.rule.reference;

import static java.util.Collections.unmodifiableSortedSet;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What surrounds one trigger.
 *
 * @param trigger the password that was set
 * @param evidence as a finding stores it: at most as many events as it may hold
 * @param allEvidence every event of the windows, in causal order
 * @param actorIsTarget the trigger's actor set the own password
 * @param addressIsShared too many actors used the trigger's address for it to tell anything
 */
public record Verdict(
    Event trigger,
    List<Evidence> evidence,
    List<Evidence> allEvidence,
    SortedSet<String> signals,
    SortedSet<String> stillExposed,
    boolean actorIsTarget,
    boolean addressIsShared) {

  public Verdict {
    evidence = List.copyOf(evidence);
    allEvidence = List.copyOf(allEvidence);
    signals = unmodifiableSortedSet(new TreeSet<>(signals));
    stillExposed = unmodifiableSortedSet(new TreeSet<>(stillExposed));
  }

  public String eventId() {
    return trigger.eventId();
  }

  public int evidenceCount() {
    return allEvidence.size();
  }
}
