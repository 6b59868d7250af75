package dev.trailhunt.cli;

import java.util.regex.Pattern;

/** Blots out what looks like a credential in a message that somebody else wrote. */
final class Redaction {
  private static final Pattern ASSIGNED =
      Pattern.compile(
          "(?i)([\\w.-]*(?:secret|password|passwd|token)[\\w.-]*\\s*[=:]\\s*)[^\\s,;]+");
  private static final Pattern USER_INFO = Pattern.compile("(://)[^\\s@:]*:[^\\s@]*@");

  private Redaction() {}

  static String redact(String message) {
    String assigned = ASSIGNED.matcher(message).replaceAll("$1***");
    return USER_INFO.matcher(assigned).replaceAll("$1***@");
  }
}
