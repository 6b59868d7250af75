package dev.trailhunt.run.demo;

/**
 * Identifiers that look like the provider's and are recognisably nobody's: each ends in {@code
 * EXAMPLE}. The same names always give the same identifier.
 */
final class Ids {
  private static final char[] ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();
  private static final String FAKE = "EXAMPLE";

  private Ids() {}

  /** An IAM user's id. */
  static String user(String accountId, String userName) {
    return "AIDA" + letters(accountId + "/user/" + userName, 10) + FAKE;
  }

  /** A role's id. */
  static String role(String accountId, String roleName) {
    return "AROA" + letters(accountId + "/role/" + roleName, 10) + FAKE;
  }

  /** The id of a user's long-term access key. */
  static String longTermKey(String accountId, String userName) {
    return "AKIA" + letters(accountId + "/key/" + userName, 9) + FAKE;
  }

  /** The id of a temporary access key. */
  static String temporaryKey(String accountId, String sessionName) {
    return "ASIA" + letters(accountId + "/session/" + sessionName, 9) + FAKE;
  }

  /** {@code count} hexadecimal digits. */
  static String hex(String of, int count) {
    StringBuilder digits = new StringBuilder(count);
    long state = hash(of);
    for (int i = 0; i < count; i++) {
      state = mix(state + i);
      digits.append(Character.forDigit((int) (state & 15), 16));
    }
    return digits.toString();
  }

  /** A hash that is the same on every machine. */
  static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(hash);
  }

  private static String letters(String of, int count) {
    StringBuilder letters = new StringBuilder(count);
    long state = hash(of);
    for (int i = 0; i < count; i++) {
      state = mix(state + i);
      letters.append(ALPHABET[(int) (state & 31)]);
    }
    return letters.toString();
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    return mixed ^ (mixed >>> 29);
  }
}
