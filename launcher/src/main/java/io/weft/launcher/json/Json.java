package io.weft.launcher.json;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON value and where it stood, so that whoever does not like it can point at it.
 *
 * @param content {@code Map<String, Json>} in the order of the text, {@code List<Json>}, String,
 *     Long, Double or Boolean; empty for {@code null}
 * @param source the file's name
 * @param line counted from 1
 * @param column counted from 1
 */
public record Json(Optional<Object> content, String source, int line, int column) {

  /**
   * Reads one value (RFC 8259); comments are allowed where blanks are, as in OSGi Features
   * (Compendium 159.4).
   *
   * @throws JsonException with line and column
   */
  public static Json parse(String text, String source) {
    return new JsonReader(text, source).document();
  }

  /** The members of an object. */
  @SuppressWarnings("unchecked")
  public Map<String, Json> object(String what) {
    if (content.orElse("") instanceof Map<?, ?> map) {
      return (Map<String, Json>) map;
    }
    throw wrong(what, "an object {...}");
  }

  /** The elements of an array. */
  @SuppressWarnings("unchecked")
  public List<Json> array(String what) {
    if (content.orElse("") instanceof List<?> list) {
      return (List<Json>) list;
    }
    throw wrong(what, "an array [...]");
  }

  /** A string. */
  public String string(String what) {
    if (content.orElse(0) instanceof String string) {
      return string;
    }
    throw wrong(what, "a string");
  }

  /** A whole number from {@code min} to {@code max}. */
  public int integer(String what, int min, int max) {
    if (content.orElse("") instanceof Long number && number >= min && number <= max) {
      return number.intValue();
    }
    throw wrong(what, "a whole number from " + min + " to " + max);
  }

  /** A complaint about this value. */
  public JsonException problem(String problem) {
    return new JsonException(source, line, column, problem);
  }

  private JsonException wrong(String what, String expected) {
    return problem(what + " must be " + expected + ", not " + shown());
  }

  private String shown() {
    Object value = content.orElse("null");
    if (value instanceof Map<?, ?>) {
      return "an object";
    }
    if (value instanceof List<?>) {
      return "an array";
    }
    return value instanceof String && content.isPresent() ? "\"" + value + "\"" : value.toString();
  }
}
