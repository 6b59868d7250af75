package dev.trailhunt.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/**
 * Goes through the JSON of one record, which lies in a buffer, and checks it to the last byte as
 * strictly as Jackson does; whether it is UTF-8 is the caller's to see. Makes no objects, but for
 * texts with escapes. All methods throw {@link NotJsonException} where the text is not JSON.
 */
final class JsonCursor {
  /** Jackson's own limit. */
  static final int MAX_DEPTH = 1000;

  private static final long QUOTES = EightBytes.of('"');
  private static final long SLASHES = EightBytes.of('\\');
  private static final long SPACES = EightBytes.of(' ');

  /** Only a record's own length is limited. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNameLength(RecordScanner.MAX_RECORD_BYTES)
                  .maxStringLength(RecordScanner.MAX_RECORD_BYTES)
                  .build())
          .build();

  private final boolean[] objects = new boolean[MAX_DEPTH + 1];
  private byte[] bytes = {};
  private int position;
  private int end;
  private int depth;
  private int textFrom;
  private int textTo;
  private boolean escaped;

  /** Starts at a value. */
  void reset(byte[] buffer, int from, int to) {
    bytes = buffer;
    position = from;
    end = to;
    depth = 0;
  }

  int position() {
    return position;
  }

  /** The next byte that is no white space, where the cursor then stands. */
  byte peek() throws NotJsonException {
    while (position < end) {
      byte b = bytes[position];
      if (b > ' ' || !isSpace(b)) {
        return b;
      }
      position++;
    }
    throw new NotJsonException("the text ends in the middle");
  }

  /** Requires that only white space is left. */
  void end() throws NotJsonException {
    while (position < end) {
      if (!isSpace(bytes[position])) {
        throw new NotJsonException("more than one value");
      }
      position++;
    }
  }

  /** Enters an object: true at the value of its first field, whose name is the text. */
  boolean enterObject() throws NotJsonException {
    enter('{', true);
    if (peek() == '}') {
      leave();
      return false;
    }
    name();
    return true;
  }

  /** Behind a field's value: true at the value of the next field, whose name is the text. */
  boolean nextField() throws NotJsonException {
    if (follows('}')) {
      name();
      return true;
    }
    return false;
  }

  /** Enters an array: true at its first element. */
  boolean enterArray() throws NotJsonException {
    enter('[', false);
    if (peek() == ']') {
      leave();
      return false;
    }
    return true;
  }

  /** Behind an element: true at the next one. */
  boolean nextElement() throws NotJsonException {
    return follows(']');
  }

  /** Passes over a value, whatever it is; a string is then the text. */
  void skip() throws NotJsonException {
    int outer = depth;
    do {
      boolean ended = true;
      switch (peek()) {
        case '{' -> ended = !enterObject();
        case '[' -> ended = !enterArray();
        default -> scalar();
      }
      while (ended && depth > outer) {
        ended = !(objects[depth] ? nextField() : nextElement());
      }
    } while (depth > outer);
  }

  /** Where the last name or string begins, behind its quote. */
  int textFrom() {
    return textFrom;
  }

  /** Where the last name or string ends, before its quote. */
  int textTo() {
    return textTo;
  }

  /** Whether the last name or string has escapes. */
  boolean isEscaped() {
    return escaped;
  }

  /** The last name or string without its escapes. */
  String text() throws NotJsonException {
    return decoded(bytes, textFrom - 1, textTo + 1);
  }

  /**
   * The text of a string with escapes.
   *
   * @param from its first quote
   * @param to behind its last
   */
  static String decoded(byte[] bytes, int from, int to) throws NotJsonException {
    try (JsonParser parser = JSON.createParser(bytes, from, to - from)) {
      parser.nextToken();
      return parser.getText();
    } catch (IOException e) {
      throw new NotJsonException(e.getMessage());
    }
  }

  private void enter(char opening, boolean object) throws NotJsonException {
    expect(opening);
    if (depth == MAX_DEPTH) {
      throw new NotJsonException("more than " + MAX_DEPTH + " levels");
    }
    depth++;
    objects[depth] = object;
  }

  private void leave() {
    position++;
    depth--;
  }

  /** True behind a comma, false behind the closing bracket. */
  private boolean follows(char closing) throws NotJsonException {
    byte b = peek();
    if (b == closing) {
      leave();
      return false;
    }
    expect(',');
    return true;
  }

  private void name() throws NotJsonException {
    peek();
    string();
    if (escaped) {
      checkName();
    }
    peek();
    expect(':');
  }

  /** Jackson takes less in a name than in a string. */
  private void checkName() throws NotJsonException {
    byte[] object = new byte[textTo - textFrom + 6];
    object[0] = '{';
    System.arraycopy(bytes, textFrom - 1, object, 1, textTo - textFrom + 2);
    object[object.length - 3] = ':';
    object[object.length - 2] = '0';
    object[object.length - 1] = '}';
    try (JsonParser parser = JSON.createParser(object)) {
      parser.nextToken();
      parser.nextToken();
    } catch (JsonProcessingException e) {
      throw new NotJsonException(e.getOriginalMessage());
    } catch (IOException e) {
      throw new NotJsonException(e.getMessage());
    }
  }

  private void scalar() throws NotJsonException {
    switch (bytes[position]) {
      case '"' -> string();
      case 't' -> word("true");
      case 'f' -> word("false");
      case 'n' -> word("null");
      default -> number();
    }
  }

  private void word(String word) throws NotJsonException {
    for (int i = 0; i < word.length(); i++) {
      expect(word.charAt(i));
    }
  }

  private void number() throws NotJsonException {
    if (at('-')) {
      position++;
    }
    if (at('0')) {
      position++;
    } else {
      digits();
    }
    if (at('.')) {
      position++;
      digits();
    }
    if (at('e') || at('E')) {
      position++;
      if (at('+') || at('-')) {
        position++;
      }
      digits();
    }
  }

  private void digits() throws NotJsonException {
    int from = position;
    while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
      position++;
    }
    if (position == from) {
      throw new NotJsonException("neither a value nor a digit");
    }
  }

  private void string() throws NotJsonException {
    expect('"');
    escaped = false;
    textFrom = position;
    while (true) {
      int p = plainEnd(bytes, position, end);
      position = p + 1;
      if (p == end || (bytes[p] & 0xff) < ' ') {
        throw new NotJsonException("a text ends in the middle or has a control character");
      }
      if (bytes[p] == '"') {
        textTo = p;
        return;
      }
      escape();
    }
  }

  /** Behind a backslash. */
  private void escape() throws NotJsonException {
    escaped = true;
    if (position < end && bytes[position] == 'u') {
      position++;
      for (int i = 0; i < 4; i++) {
        if (position == end || Character.digit(bytes[position], 16) < 0) {
          throw new NotJsonException("an escape without its four digits");
        }
        position++;
      }
    } else if (position < end && "\"\\/bfnrt".indexOf(bytes[position]) >= 0) {
      position++;
    } else {
      throw new NotJsonException("an unknown escape");
    }
  }

  /**
   * The first quote, backslash or control character, or the end, looking at eight bytes together:
   * the lowest hit of a word is exact.
   */
  private static int plainEnd(byte[] bytes, int from, int to) {
    int p = from;
    for (; p <= to - Long.BYTES; p += Long.BYTES) {
      long word = EightBytes.at(bytes, p);
      long hits =
          EightBytes.equal(QUOTES, word)
              | EightBytes.equal(SLASHES, word)
              | EightBytes.below(SPACES, word);
      if (hits != 0) {
        return p + EightBytes.lowest(hits);
      }
    }
    while (p < to && bytes[p] != '"' && bytes[p] != '\\' && (bytes[p] & 0xff) >= ' ') {
      p++;
    }
    return p;
  }

  private boolean at(char wanted) {
    return position < end && bytes[position] == wanted;
  }

  private void expect(char wanted) throws NotJsonException {
    if (!at(wanted)) {
      throw new NotJsonException("expected " + wanted);
    }
    position++;
  }

  /** Whether it is white space of JSON. */
  static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
