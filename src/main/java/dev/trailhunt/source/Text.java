package dev.trailhunt.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.spark.unsafe.types.UTF8String;

/** Text from a lake, made fit to be shown. */
final class Text {
  private static final int MAX_SHOWN = 300;

  private Text() {}

  /** Control and other unprintable characters as escapes, at most 300 characters. */
  static String escape(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAX_SHOWN)
        .forEach(
            c -> {
              if (isPrintable(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append("\\u{%x}".formatted(c));
              }
            });
    return text.codePointCount(0, text.length()) > MAX_SHOWN ? shown + "…" : shown.toString();
  }

  /** Bytes as text that takes no more bytes than they do, whatever is in them. */
  static UTF8String snippet(byte[] bytes, int maxBytes) {
    UTF8String text = UTF8String.fromString(new String(bytes, UTF_8));
    while (text.numBytes() > maxBytes) {
      int surplus = text.numBytes() - maxBytes;
      text = text.substring(0, text.numChars() - Math.max(1, surplus / 4));
    }
    return text;
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
