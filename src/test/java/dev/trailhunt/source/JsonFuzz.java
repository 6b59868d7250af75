package dev.trailhunt.source;

import java.util.Random;

/** Log files that are JSON and otherwise as odd as can be. */
final class JsonFuzz {
  private static final String[] KEYS = {
    "eventName",
    "\\u0065ventName",
    "event\\u004Eame",
    "eventSource",
    "eventTime",
    "eventNam",
    "eventNames",
    "Records",
    "a",
    "",
    "\\\"eventName\\\"",
    "requestParameters",
    "eventID",
    "é",
    "readOnly",
    "userIdentity",
    "resources"
  };
  private static final String[] VALUES = {
    "\"Keep\"",
    "\"Kee\\u0070\"",
    "\"Drop\"",
    "42",
    "true",
    "null",
    "\"null\"",
    "-1.5e-7",
    "\"\"",
    "\"é\"",
    "\"\\u00e9\"",
    "\"😀\"",
    "\"}\"",
    "\"]}\"",
    "\"{\\\"eventName\\\":\\\"Keep\\\"}\"",
    "\"\\\\\"",
    "\"\\\\\\\"\"",
    "\"a\\nb\"",
    "false",
    "{}",
    "[]",
    "\"2025-03-14T00:01:02Z\"",
    "\"\\ud83d\\ude00\""
  };

  private final Random random;

  JsonFuzz(Random random) {
    this.random = random;
  }

  /** One log file. */
  String file() {
    StringBuilder file = new StringBuilder();
    int members = 1 + random.nextInt(3);
    for (int i = 0; i < members; i++) {
      file.append(space()).append('{').append(space());
      for (int n = random.nextInt(3); n > 0; n--) {
        file.append("\"other%d\":%s,".formatted(n, value(2))).append(space());
      }
      file.append("\"Records\"").append(space()).append(':').append(space()).append('[');
      for (int n = random.nextInt(6), first = n; n > 0; n--) {
        file.append(n == first ? "" : ",").append(space()).append(object(3)).append(space());
      }
      file.append(space()).append(']');
      for (int n = random.nextInt(2); n > 0; n--) {
        file.append(',').append(space()).append("\"more\":").append(value(2));
      }
      file.append(space()).append('}').append(space());
    }
    return file.toString();
  }

  private String object(int depth) {
    StringBuilder object = new StringBuilder("{").append(space());
    for (int n = random.nextInt(7), first = n; n > 0; n--) {
      object
          .append(n == first ? "" : ",")
          .append(space())
          .append('"')
          .append(KEYS[random.nextInt(3) == 0 ? 0 : random.nextInt(KEYS.length)])
          .append('"')
          .append(space())
          .append(':')
          .append(space())
          .append(value(depth - 1))
          .append(space());
    }
    return object.append('}').toString();
  }

  private String value(int depth) {
    if (depth <= 0 || random.nextInt(4) != 0) {
      return VALUES[random.nextInt(3) == 0 ? random.nextInt(3) : random.nextInt(VALUES.length)];
    }
    if (random.nextBoolean()) {
      return object(depth);
    }
    StringBuilder array = new StringBuilder("[");
    for (int n = random.nextInt(4), first = n; n > 0; n--) {
      array.append(n == first ? "" : ",").append(space()).append(value(depth - 1)).append(space());
    }
    return array.append(']').toString();
  }

  private String space() {
    return switch (random.nextInt(8)) {
      case 0 -> " ";
      case 1 -> "\r\n\t";
      default -> "";
    };
  }
}
