package dev.trailhunt.rule.reference;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The unique ids of an account's users while their names come, go and move. */
final class UserIds {
  private final Map<String, String> ids = new HashMap<>();
  private final Dice dice;

  UserIds(Dice dice) {
    this.dice = dice;
  }

  static String make(Dice dice) {
    return "AIDA" + dice.letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 10) + "EXAMPLE";
  }

  String of(String name) {
    return ids.computeIfAbsent(folded(name), key -> make(dice));
  }

  void created(String name) {
    ids.put(folded(name), make(dice));
  }

  void deleted(String name) {
    ids.remove(folded(name));
  }

  void renamed(String name, String newName) {
    String id = of(name);
    ids.remove(folded(name));
    ids.put(folded(newName), id);
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
