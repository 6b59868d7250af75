package dev.trailhunt.config;

import dev.trailhunt.config.YamlNode.Mapping;
import dev.trailhunt.config.YamlNode.Nothing;
import dev.trailhunt.config.YamlNode.Scalar;
import dev.trailhunt.config.YamlNode.Sequence;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.ParserException;

/** Reads one YAML document into nodes that know their lines. */
final class YamlReader {
  private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
  private static final int DEEPEST = 50;

  private final String file;
  private final Problems problems;
  private final Iterator<Event> events;
  private int depth;

  private YamlReader(String file, Problems problems, Iterator<Event> events) {
    this.file = file;
    this.problems = problems;
    this.events = events;
  }

  /**
   * The document's mapping, an empty one for an empty document; nothing when it is no YAML at all.
   */
  static Optional<Mapping> read(String file, String text, Problems problems) {
    Yaml yaml = new Yaml(new LoaderOptions());
    try {
      Iterator<Event> events = yaml.parse(new StringReader(text)).iterator();
      return Optional.of(new YamlReader(file, problems, events).document());
    } catch (MarkedYAMLException e) {
      problems.add(file + ":" + line(e.getProblemMark()), "not valid YAML: " + e.getProblem());
    } catch (YAMLException e) {
      problems.add(file, "not valid YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
    return Optional.empty();
  }

  private Mapping document() {
    Event first = firstInDocument();
    if (first.is(Event.ID.StreamEnd)) {
      return new Mapping(1, Map.of());
    }
    YamlNode root = node(first, line(first.getStartMark()));
    Event next = firstInDocument();
    if (!next.is(Event.ID.StreamEnd)) {
      problems.add(file + ":" + line(next.getStartMark()), "a second document, only one is read");
    }
    if (root instanceof Mapping mapping) {
      return mapping;
    }
    if (!(root instanceof Nothing)) {
      problems.add(file + ":" + root.line(), "expected keys with values, such as warehouse: URI");
    }
    return new Mapping(1, Map.of());
  }

  /** The first event of the next document, or the end. */
  private Event firstInDocument() {
    Event event = events.next();
    while (event.is(Event.ID.StreamStart)
        || event.is(Event.ID.DocumentStart)
        || event.is(Event.ID.DocumentEnd)) {
      event = events.next();
    }
    return event;
  }

  private YamlNode node(Event event, int line) {
    if (depth == DEEPEST) {
      throw refused(event, "nested more than " + DEEPEST + " deep");
    }
    depth++;
    YamlNode node =
        switch (event.getEventId()) {
          case MappingStart -> mapping(line);
          case SequenceStart -> sequence(line);
          case Scalar -> scalar((ScalarEvent) event, line);
          default -> alias(line);
        };
    depth--;
    return node;
  }

  private Mapping mapping(int line) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (Event key = events.next(); !key.is(Event.ID.MappingEnd); key = events.next()) {
      if (!(key instanceof ScalarEvent name)) {
        throw refused(key, "a key is not a single value");
      }
      int keyLine = line(key.getStartMark());
      YamlNode value = node(events.next(), keyLine);
      if (entries.putIfAbsent(name.getValue(), value) != null) {
        problems.add(file + ":" + keyLine, name.getValue() + ": given twice");
      }
    }
    return new Mapping(line, entries);
  }

  private Sequence sequence(int line) {
    List<YamlNode> items = new ArrayList<>();
    for (Event item = events.next(); !item.is(Event.ID.SequenceEnd); item = events.next()) {
      items.add(node(item, line(item.getStartMark())));
    }
    return new Sequence(line, items);
  }

  private static YamlNode scalar(ScalarEvent scalar, int line) {
    return scalar.isPlain() && NULLS.contains(scalar.getValue())
        ? new Nothing(line)
        : new Scalar(line, scalar.getValue());
  }

  private Nothing alias(int line) {
    problems.add(file + ":" + line, "aliases are not supported, write the value out");
    return new Nothing(line);
  }

  private static ParserException refused(Event event, String why) {
    return new ParserException(null, null, why, event.getStartMark());
  }

  private static int line(Mark mark) {
    return mark.getLine() + 1;
  }
}
