package dev.trailhunt.cli;

/**
 * Makes text from logs harmless to a terminal: what would move the cursor, start a new line, turn
 * the reading direction or hide itself is shown by its code, {@code \u001b}.
 */
final class Escape {
  private Escape() {}

  /** For a single line: line breaks and tabs are shown by their codes too. */
  static String line(String text) {
    return escape(text, "");
  }

  /** For text that may have several lines: line breaks and tabs stay. */
  static String text(String text) {
    return escape(text, "\t\n\r");
  }

  private static String escape(String text, String kept) {
    if (text.codePoints().noneMatch(Escape::isHarmful)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isHarmful(c) && kept.indexOf(c) < 0) {
                appendCode(escaped, c);
              } else {
                escaped.appendCodePoint(c);
              }
            });
    return escaped.toString();
  }

  /** Controls, format characters (bidi, zero width, tags), separators of lines, lone surrogates. */
  private static boolean isHarmful(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }

  /** As JSON writes it, in UTF-16 units, so that escaped JSON still means the same. */
  private static void appendCode(StringBuilder to, int c) {
    for (char unit : Character.toChars(c)) {
      to.append(String.format("\\u%04x", (int) unit));
    }
  }
}
