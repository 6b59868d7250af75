package dev.trailhunt.run.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Small JSON objects, written in one line. */
final class Json {
  private Json() {}

  /** An object of alternating names and values (text, boolean, integer or a node). */
  static ObjectNode object(Object... namesAndValues) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.set((String) namesAndValues[i], node(namesAndValues[i + 1]));
    }
    return object;
  }

  /** An array of one object, as many requests hold it. */
  static JsonNode arrayOf(ObjectNode element) {
    return JsonNodeFactory.instance.arrayNode().add(element);
  }

  private static JsonNode node(Object value) {
    if (value instanceof JsonNode node) {
      return node;
    }
    if (value instanceof Boolean flag) {
      return JsonNodeFactory.instance.booleanNode(flag);
    }
    if (value instanceof Integer number) {
      return JsonNodeFactory.instance.numberNode(number);
    }
    return JsonNodeFactory.instance.textNode((String) value);
  }
}
