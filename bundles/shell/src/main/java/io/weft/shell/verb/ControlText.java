package io.weft.shell.verb;

import io.weft.control.Colour;
import io.weft.control.ControlException;
import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.node.NodeId;
import io.weft.shell.text.Json;
import io.weft.shell.text.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Control points between the command line and the node. */
final class ControlText {

  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");

  private ControlText() {}

  /**
   * Does it.
   *
   * @throws Failure with what the node says, if it refuses
   */
  static <T> T asked(Supplier<T> what) {
    try {
      return what.get();
    } catch (ControlException e) {
      Exit exit =
          switch (e.reason()) {
            case BAD, WRONG_TYPE -> Exit.USAGE;
            case NOT_KNOWN -> Exit.NOT_FOUND;
            case NOT_HELD, FULL -> Exit.FAILED;
          };
      throw new Failure(exit, String.valueOf(e.getMessage()));
    }
  }

  /** One of some words, such as a policy. */
  static <E extends Enum<E>> E word(Class<E> words, String option, String text) {
    for (E each : words.getEnumConstants()) {
      if (each.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return each;
      }
    }
    throw new Failure(
        Exit.USAGE,
        option
            + " "
            + text
            + ": one of "
            + String.join(", ", Arrays.stream(words.getEnumConstants()).map(E::toString).toList()));
  }

  /**
   * A value from the command line: what it looks like, unless the point is of texts.
   *
   * @param kind of the point, if it is known
   */
  static Object value(Mesh mesh, String text, Optional<Kind> kind) {
    if (kind.equals(Optional.of(Kind.TEXT))) {
      return text;
    }
    if (text.equals("true") || text.equals("on")) {
      return true;
    }
    if (text.equals("false") || text.equals("off")) {
      return false;
    }
    if (NUMBER.matcher(text).matches()) {
      return Double.valueOf(text);
    }
    if (text.startsWith("{")) {
      return record(mesh, text);
    }
    return colour(text).map(Object.class::cast).orElse(text);
  }

  private static Optional<Colour> colour(String text) {
    try {
      return text.startsWith("#") ? Optional.of(Colour.parse(text)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<String, Object> record(Mesh mesh, String text) {
    try {
      JsonText.check(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.USAGE, e.getMessage() + "\nin " + text);
    }
    Object read =
        mesh.jsonCodec(Map.class)
            .orElseThrow(() -> new Failure(Exit.FAILED, "no codec here reads JSON"))
            .decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Map.class);
    Map<String, Object> record = new HashMap<>();
    ((Map<?, ?>) read)
        .forEach(
            (name, value) -> {
              Object field =
                  value instanceof String words
                      ? colour(words).map(Object.class::cast).orElse(words)
                      : value;
              record.put(String.valueOf(name), field);
            });
    return record;
  }

  /** For people: a text as it is, a record as JSON. */
  static String shown(Point point) {
    return point.value().map(ControlText::shown).orElse("-");
  }

  static String shown(Object value) {
    if (value instanceof Double number) {
      return number == Math.rint(number) && Math.abs(number) < 1e15
          ? String.valueOf(number.longValue())
          : number.toString();
    }
    return value instanceof Map ? Json.line(value) : value.toString();
  }

  static Map<String, @Nullable Object> fields(Point point, Names names) {
    return Json.object(
        "name", point.name(),
        "kind", point.kind().toString(),
        "policy", point.policy().toString(),
        "value", point.value(),
        "priority", point.priority(),
        "setter", point.setter(),
        "setterName", point.setter().map(names::of),
        "changed", point.setter().isPresent() ? point.changed() : null,
        "holder", point.holder(),
        "holderName", point.holder().map(names::of));
  }

  static String who(Optional<NodeId> node, Names names) {
    return node.map(names::of).orElse("");
  }
}
