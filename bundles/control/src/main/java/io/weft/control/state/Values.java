package io.weft.control.state;

import io.weft.control.ControlException;
import io.weft.control.ControlException.Reason;
import io.weft.control.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What may be a name and a value, and the one form in which each value is kept. */
final class Values {

  /** Longest name of a point, in characters: as a service's path. */
  static final int MAX_NAME = 200;

  /** Longest text, in bytes of UTF-8: a caption, not a document. */
  static final int MAX_TEXT_BYTES = 4096;

  /** Fields of a record. */
  static final int MAX_FIELDS = 64;

  /** Longest name of a field, in characters. */
  static final int MAX_FIELD_NAME = 64;

  /** Largest record, in bytes as {@link ValueForm} writes it: some thousand fit one message. */
  static final int MAX_RECORD_BYTES = 16 * 1024;

  private static final Pattern NAME = Pattern.compile("[\\w.-]+(/[\\w.-]+)*");
  private static final Pattern FIELD = Pattern.compile("[\\w.-]+");

  private Values() {}

  static boolean isName(String name) {
    return name.length() <= MAX_NAME && NAME.matcher(name).matches();
  }

  static boolean isFieldName(String name) {
    return name.length() <= MAX_FIELD_NAME && FIELD.matcher(name).matches();
  }

  /** The same name, if it is one. */
  static String name(String name) {
    if (!isName(name)) {
      throw new ControlException(
          Reason.BAD,
          "control point \""
              + shortened(name)
              + "\" (segments of letters, digits, '.', '_' and '-' separated by '/', at most "
              + MAX_NAME
              + " characters)");
    }
    return name;
  }

  /** What kind of value this is. */
  static Kind kind(String point, Object value) {
    return Kind.of(value)
        .orElseThrow(
            () ->
                new ControlException(
                    Reason.WRONG_TYPE,
                    point
                        + ": a value of "
                        + value.getClass().getName()
                        + " cannot be set (a number, a switch, a Colour, a text, or a Map of"
                        + " these)"));
  }

  /**
   * The value as it is kept.
   *
   * @throws ControlException if it is of another kind, or not allowed; it names the point
   */
  static Object checked(String point, Kind kind, Object value) {
    Kind given = kind(point, value);
    if (given != kind) {
      throw new ControlException(
          Reason.WRONG_TYPE,
          point + " is a " + kind + ", and what came is a " + given + ": " + shown(value));
    }
    return kind == Kind.RECORD ? fields(point, (Map<?, ?>) value) : plain(point, value);
  }

  private static Object plain(String point, Object value) {
    if (value instanceof Number number) {
      double exact = number.doubleValue();
      if (!Double.isFinite(exact)) {
        throw new ControlException(Reason.BAD, point + ": " + value + " is no finite number");
      }
      return exact + 0.0; // minus zero is zero
    }
    if (value instanceof String text) {
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      if (length > MAX_TEXT_BYTES) {
        throw new ControlException(
            Reason.BAD,
            point + ": a text of " + length + " bytes (at most " + MAX_TEXT_BYTES + ")");
      }
      return wellFormed(text);
    }
    return value;
  }

  /** Half a surrogate pair has no form in UTF-8, so it would be another text elsewhere. */
  private static String wellFormed(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static Map<String, Object> fields(String point, Map<?, ?> record) {
    if (record.size() > MAX_FIELDS) {
      throw new ControlException(
          Reason.BAD,
          point + ": a record of " + record.size() + " fields (at most " + MAX_FIELDS + ")");
    }
    TreeMap<String, Object> fields = new TreeMap<>();
    record.forEach(
        (name, value) -> {
          if (!(name instanceof String field) || !isFieldName(field)) {
            throw new ControlException(
                Reason.BAD,
                point
                    + ": field \""
                    + shortened(String.valueOf(name))
                    + "\" (letters, digits, '.', '_' and '-', at most "
                    + MAX_FIELD_NAME
                    + " characters)");
          }
          if (value == null || kind(point + " field " + field, value) == Kind.RECORD) {
            throw new ControlException(
                Reason.BAD, point + ": field " + field + " is a record or null; records are flat");
          }
          fields.put(field, plain(point + " field " + field, value));
        });
    int size = ValueForm.bytes(fields).length;
    if (size > MAX_RECORD_BYTES) {
      throw new ControlException(
          Reason.BAD,
          point + ": a record of " + size + " bytes (at most " + MAX_RECORD_BYTES + ")");
    }
    return Collections.unmodifiableMap(fields);
  }

  private static String shown(Object value) {
    return value instanceof String text ? '"' + shortened(text) + '"' : shortened(value.toString());
  }

  private static String shortened(String text) {
    int most = 80; // a line of a terminal
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
