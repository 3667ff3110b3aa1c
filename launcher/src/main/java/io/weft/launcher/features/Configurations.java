package io.weft.launcher.features;

import io.weft.launcher.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of one configuration as OSGi's configuration resources write them (Compendium 150.3): a
 * key may end in its type, {@code "port:Integer": 7001}.
 */
final class Configurations {
  private Configurations() {}

  static Map<String, Object> of(String pid, Json json) {
    Map<String, Object> values = new LinkedHashMap<>();
    json.object("the configuration " + pid)
        .forEach(
            (key, value) -> {
              int colon = key.indexOf(':');
              String name = colon < 0 ? key : key.substring(0, colon);
              String type = colon < 0 ? "" : key.substring(colon + 1);
              values.put(name, convert(pid + "/" + name, type, value));
            });
    return values;
  }

  private static Object convert(String what, String type, Json json) {
    Object content =
        json.content().orElseThrow(() -> json.problem(what + " must not be null: leave it out"));
    String text = content.toString();
    try {
      return switch (type) {
        case "" -> content instanceof List<?> ? strings(what, json) : scalar(what, json, content);
        case "String" -> json.string(what);
        case "Integer", "int" -> Integer.valueOf(text);
        case "Long", "long" -> Long.valueOf(text);
        case "Double", "double" -> Double.valueOf(text);
        case "Float", "float" -> Float.valueOf(text);
        case "Boolean", "boolean" -> Boolean.valueOf(text);
        case "String[]" -> strings(what, json);
        default ->
            throw json.problem(
                what
                    + " has the type "
                    + type
                    + "; known are String, Integer, Long, Double, Float, Boolean and String[]");
      };
    } catch (NumberFormatException e) {
      throw json.problem(what + " must be of type " + type + ", not " + text);
    }
  }

  private static Object scalar(String what, Json json, Object content) {
    if (content instanceof Map<?, ?>) {
      throw json.problem(what + " must be a string, number, boolean or array");
    }
    return content;
  }

  private static String[] strings(String what, Json json) {
    return json.array(what).stream().map(element -> element.string(what)).toArray(String[]::new);
  }
}
