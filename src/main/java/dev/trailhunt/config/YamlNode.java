package dev.trailhunt.config;

import java.util.List;
import java.util.Map;

/** A piece of a YAML document that knows its line, counted from 1. */
sealed interface YamlNode {
  int line();

  /** A mapping; each value's own line is that of its key. */
  record Mapping(int line, Map<String, YamlNode> entries) implements YamlNode {}

  /** A sequence. */
  record Sequence(int line, List<YamlNode> items) implements YamlNode {}

  /** A single value exactly as written, so that an account id keeps its leading zero. */
  record Scalar(int line, String text) implements YamlNode {}

  /** A key with nothing behind it. */
  record Nothing(int line) implements YamlNode {}
}
