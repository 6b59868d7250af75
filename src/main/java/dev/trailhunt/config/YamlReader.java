package dev.trailhunt.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.trailhunt.config.YamlNode.Mapping;
import dev.trailhunt.config.YamlNode.Nothing;
import dev.trailhunt.config.YamlNode.Scalar;
import dev.trailhunt.config.YamlNode.Sequence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads one YAML document into nodes that know their lines. */
final class YamlReader {
  private final String file;
  private final Problems problems;
  private final YAMLParser parser;

  private YamlReader(String file, Problems problems, YAMLParser parser) {
    this.file = file;
    this.problems = problems;
    this.parser = parser;
  }

  /**
   * The document's mapping, an empty one for an empty document; nothing when it is no YAML at all.
   */
  static Optional<Mapping> read(String file, String text, Problems problems) {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      return Optional.of(new YamlReader(file, problems, parser).document());
    } catch (JsonProcessingException e) {
      problems.add(file + ":" + line(e), "not valid YAML: " + reason(e));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Mapping document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return new Mapping(1, Map.of());
    }
    YamlNode root = node(parser.currentTokenLocation().getLineNr());
    if (parser.nextToken() != null) {
      problems.add(
          place(file, parser.currentTokenLocation()), "a second document, only one is read");
    }
    if (root instanceof Mapping mapping) {
      return mapping;
    }
    problems.add(file + ":" + root.line(), "expected keys with values, such as warehouse: URI");
    return new Mapping(1, Map.of());
  }

  private YamlNode node(int line) throws IOException {
    if (parser.isCurrentAlias()) {
      problems.add(file + ":" + line, "aliases are not supported, write the value out");
      return new Nothing(line);
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(line);
      case START_ARRAY -> sequence(line);
      case VALUE_NULL -> new Nothing(line);
      default -> new Scalar(line, parser.getText());
    };
  }

  private Mapping mapping(int line) throws IOException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int keyLine = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      YamlNode value = node(keyLine);
      if (entries.putIfAbsent(key, value) != null) {
        problems.add(file + ":" + keyLine, key + ": given twice");
      }
    }
    return new Mapping(line, entries);
  }

  private Sequence sequence(int line) throws IOException {
    List<YamlNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(node(parser.currentTokenLocation().getLineNr()));
    }
    return new Sequence(line, items);
  }

  private static String place(String file, @Nullable JsonLocation at) {
    return at == null ? file : file + ":" + at.getLineNr();
  }

  /** Where the trouble is; Jackson's own location is where it last was well. */
  private static int line(JsonProcessingException e) {
    if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
      return marked.getProblemMark().getLine() + 1;
    }
    return e.getLocation() == null ? 1 : e.getLocation().getLineNr();
  }

  private static String reason(JsonProcessingException e) {
    return e.getCause() instanceof MarkedYAMLException marked
        ? marked.getProblem()
        : e.getOriginalMessage().lines().findFirst().orElse("unreadable");
  }
}
