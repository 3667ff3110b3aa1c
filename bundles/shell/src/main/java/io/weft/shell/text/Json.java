package io.weft.shell.text;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as JSON (RFC 8259): maps, iterables, strings, numbers, booleans, {@code null},
 * {@link Optional} and {@link Raw}; enum constants in lower case, anything else as its text. Safe
 * on every thread.
 */
public final class Json {

  /** How deep values may be nested; as deep as {@link JsonText} accepts. */
  static final int MAX_DEPTH = JsonText.MAX_DEPTH;

  /**
   * Text that is JSON already and is written as it is.
   *
   * @param text has been {@linkplain JsonText#check checked}
   */
  public record Raw(String text) {}

  private final StringBuilder text = new StringBuilder(256);

  private Json() {}

  /**
   * An object with these fields, in this order.
   *
   * @param namesAndValues name, value, name, value, …
   */
  // The values may be null, the array is not; NullAway does not tell them apart.
  @SuppressWarnings("NullAway")
  public static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return fields;
  }

  /** The value on one line. */
  public static String line(@Nullable Object value) {
    Json json = new Json();
    json.write(value, 0);
    return json.text.toString();
  }

  /** The value on lines of its own, indented by two blanks. */
  public static String pretty(@Nullable Object value) {
    return JsonText.indented(line(value));
  }

  private void write(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("a value nested deeper than " + MAX_DEPTH);
    }
    if (value == null) {
      text.append("null");
    } else if (value instanceof Raw raw) {
      text.append(raw.text());
    } else if (value instanceof Optional<?> optional) {
      write(optional.orElse(null), depth);
    } else if (value instanceof Map<?, ?> map) {
      writeObject(map, depth);
    } else if (value instanceof Iterable<?> values) {
      writeArray(values, depth);
    } else if (value instanceof Number number) {
      writeNumber(number);
    } else if (value instanceof Boolean) {
      text.append(value);
    } else if (value instanceof Enum<?> constant) {
      writeString(constant.name().toLowerCase(Locale.ROOT));
    } else {
      writeString(value.toString());
    }
  }

  private void writeObject(Map<?, ?> map, int depth) {
    char before = '{';
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(before);
      before = ',';
      writeString(String.valueOf(entry.getKey()));
      text.append(':');
      write(entry.getValue(), depth + 1);
    }
    text.append(before == '{' ? "{}" : "}");
  }

  private void writeArray(Iterable<?> values, int depth) {
    char before = '[';
    for (Object value : values) {
      text.append(before);
      before = ',';
      write(value, depth + 1);
    }
    text.append(before == '[' ? "[]" : "]");
  }

  /** JSON has no infinities and no NaN. */
  private void writeNumber(Number number) {
    double value = number.doubleValue();
    if (number instanceof BigDecimal decimal) {
      text.append(decimal.toPlainString());
    } else if (number instanceof Double || number instanceof Float) {
      text.append(Double.isFinite(value) ? number.toString() : "null");
    } else {
      text.append(number);
    }
  }

  private void writeString(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          if (Character.isISOControl(c) || (Character.isSurrogate(c) && !paired(value, i))) {
            text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }

  private static boolean paired(String value, int at) {
    return Character.isHighSurrogate(value.charAt(at))
        ? at + 1 < value.length() && Character.isLowSurrogate(value.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(value.charAt(at - 1));
  }
}
