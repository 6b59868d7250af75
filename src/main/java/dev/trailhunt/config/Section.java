package dev.trailhunt.config;

import dev.trailhunt.config.YamlNode.Mapping;
import dev.trailhunt.config.YamlNode.Nothing;
import dev.trailhunt.config.YamlNode.Scalar;
import dev.trailhunt.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Typed reads from one mapping of the file. A value of the wrong kind is reported and read as
 * absent.
 */
final class Section {
  /** A value and where it was written. */
  record Located<T>(T value, String where) {}

  private final String file;
  private final String prefix;
  private final Mapping mapping;
  private final Problems problems;

  private Section(String file, String prefix, Mapping mapping, Problems problems) {
    this.file = file;
    this.prefix = prefix;
    this.mapping = mapping;
    this.problems = problems;
  }

  static Section root(String file, Mapping mapping, Problems problems) {
    return new Section(file, "", mapping, problems);
  }

  /** Reports every key that is not one of these. */
  Section allowing(Set<String> keys) {
    mapping
        .entries()
        .forEach(
            (key, node) -> {
              if (!keys.contains(key)) {
                report(node, key, "unknown key" + Suggestion.didYouMean(key, keys));
              }
            });
    return this;
  }

  /** The section under a key; an empty one when it is absent or commented out as a whole. */
  Section section(String key) {
    YamlNode node = mapping.entries().get(key);
    Mapping inner = new Mapping(node == null ? mapping.line() : node.line(), Map.of());
    if (node instanceof Mapping found) {
      inner = found;
    } else if (node != null && !(node instanceof Nothing)) {
      report(node, key, "expected keys with values");
    }
    return new Section(file, path(key) + ".", inner, problems);
  }

  /** The sections of a list; empty when it is absent or commented out as a whole. */
  List<Section> sections(String key) {
    YamlNode node = mapping.entries().get(key);
    List<Section> sections = new ArrayList<>();
    if (node instanceof Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof Mapping found) {
          sections.add(new Section(file, path(key) + ".", found, problems));
        } else {
          report(item, key, "every entry must be keys with values");
        }
      }
    } else if (node != null && !(node instanceof Nothing)) {
      report(node, key, "expected a list");
    }
    return sections;
  }

  /** A single value, never blank; its absence is reported. */
  Optional<Located<String>> required(String key) {
    if (!has(key)) {
      problems.add(where(), path(key) + ": not set");
    }
    return text(key);
  }

  /** A single value, never blank. */
  Optional<Located<String>> text(String key) {
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof Scalar scalar && !scalar.text().isBlank()) {
      return Optional.of(new Located<>(scalar.text().strip(), where(node)));
    }
    boolean empty = node instanceof Nothing || node instanceof Scalar;
    report(node, key, empty ? "has no value, give one or delete the line" : "expected one value");
    return Optional.empty();
  }

  /** The values of a list, none of them blank; empty when it is absent. */
  List<Located<String>> texts(String key) {
    YamlNode node = mapping.entries().get(key);
    List<Located<String>> values = new ArrayList<>();
    if (node instanceof Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof Scalar scalar && !scalar.text().isBlank()) {
          values.add(new Located<>(scalar.text().strip(), where(item)));
        } else {
          report(item, key, "every entry must be a non-empty string");
        }
      }
    } else if (node != null && !(node instanceof Nothing)) {
      report(node, key, "expected a list, such as [a, b]");
    }
    return values;
  }

  /** A single value, or those of a list that is not empty. */
  List<Located<String>> textOrTexts(String key) {
    YamlNode node = mapping.entries().get(key);
    if (node instanceof Sequence sequence && !sequence.items().isEmpty()) {
      return texts(key);
    }
    if (node instanceof Sequence) {
      report(node, key, "has no value, give one or delete the line");
      return List.of();
    }
    return text(key).stream().toList();
  }

  /** The values under a key whose own keys are free. */
  Map<String, Located<String>> settings(String key) {
    Section inner = section(key);
    Map<String, Located<String>> values = new LinkedHashMap<>();
    for (String name : inner.mapping.entries().keySet()) {
      inner.text(name).ifPresent(value -> values.put(name, value));
    }
    return values;
  }

  /** Whether the key is written, with whatever value. */
  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  /** Whether something is written behind the key. */
  boolean hasValue(String key) {
    YamlNode node = mapping.entries().get(key);
    return node instanceof Scalar
        || (node instanceof Sequence list && !list.items().isEmpty())
        || (node instanceof Mapping inner && !inner.entries().isEmpty());
  }

  /** Where the section begins. */
  String where() {
    return where(mapping);
  }

  /** A key of this section as the whole file sees it: {@code "lake.location"}. */
  String path(String key) {
    return prefix + key;
  }

  private String where(YamlNode node) {
    return file + ":" + node.line();
  }

  private void report(YamlNode node, String key, String what) {
    problems.add(where(node), path(key) + ": " + what);
  }
}
