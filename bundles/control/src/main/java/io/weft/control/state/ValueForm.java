package io.weft.control.state;

import io.weft.control.Colour;
import io.weft.control.Kind;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values as bytes: one form for each value, so that equal values are equal bytes. */
final class ValueForm {

  /** By their number in the form; fields are of all but the last. */
  static final List<Kind> KINDS =
      List.of(Kind.NUMBER, Kind.SWITCH, Kind.COLOUR, Kind.TEXT, Kind.RECORD);

  private ValueForm() {}

  /** The bytes of a value without its kind; empty for none. */
  static byte[] bytes(@Nullable Object value) {
    ByteWriter out = new ByteWriter(16);
    if (value != null) {
      write(out, value);
    }
    return out.toBytes();
  }

  static void write(ByteWriter out, Object value) {
    if (value instanceof Double number) {
      out.fixed(Double.doubleToLongBits(number));
    } else if (value instanceof Boolean on) {
      out.octet(on ? 1 : 0);
    } else if (value instanceof Colour colour) {
      out.octet(colour.red()).octet(colour.green()).octet(colour.blue());
    } else if (value instanceof String text) {
      out.text(text);
    } else {
      Map<?, ?> fields = (Map<?, ?>) value;
      out.number(fields.size());
      fields.forEach(
          (name, field) -> {
            out.text((String) name);
            out.octet(KINDS.indexOf(Kind.of(field).orElseThrow()));
            write(out, field);
          });
    }
  }

  /**
   * Reads a value of this kind.
   *
   * @throws FormException if it is not one, or not in the one form
   */
  static Object read(ByteReader in, Kind kind) {
    return switch (kind) {
      case NUMBER -> {
        double number = Double.longBitsToDouble(in.fixed());
        if (!Double.isFinite(number) || (number == 0 && 1 / number < 0)) {
          throw in.bad("number " + number);
        }
        yield number;
      }
      case SWITCH -> in.octet(1) == 1;
      case COLOUR -> new Colour(in.octet(255), in.octet(255), in.octet(255));
      case TEXT -> in.text(Values.MAX_TEXT_BYTES);
      case RECORD -> record(in);
    };
  }

  private static Map<String, Object> record(ByteReader in) {
    int start = in.position();
    int count = (int) in.number(Values.MAX_FIELDS);
    TreeMap<String, Object> fields = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String name = in.text(Values.MAX_FIELD_NAME);
      if (!Values.isFieldName(name)
          || (!fields.isEmpty() && name.compareTo(fields.lastKey()) <= 0)) {
        throw in.bad("field name");
      }
      fields.put(name, read(in, KINDS.get(in.octet(KINDS.size() - 2))));
      if (in.position() - start > Values.MAX_RECORD_BYTES) {
        throw in.bad("record of more than " + Values.MAX_RECORD_BYTES + " bytes");
      }
    }
    return Collections.unmodifiableMap(fields);
  }

  /** Which of two values that were set at the same time by the same node counts: any, but one. */
  static int compare(@Nullable Object a, @Nullable Object b) {
    if (Objects.equals(a, b)) {
      return 0;
    }
    if (a == null || b == null) {
      return a == null ? -1 : 1;
    }
    return Arrays.compareUnsigned(bytes(a), bytes(b));
  }
}
