package io.weft.control.input;

import io.weft.control.Controls;
import io.weft.control.InputMessage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Leads one control of a device to a control point.
 *
 * @param device its id
 * @param channel only this one; 0: any
 * @param control such as {@code cc/7}
 * @param in the range that the device gives; beyond it counts as its end
 * @param out the range of the point
 * @param isSwitch the point is a switch instead, on from the middle
 * @param priority with which it sets the point
 */
record Mapping(
    String device,
    int channel,
    String control,
    Range in,
    Curve curve,
    String point,
    Range out,
    boolean isSwitch,
    int priority) {

  /** From one number to another, which may be the lower one. */
  record Range(double from, double to) {

    static final Range UNIT = new Range(0, 1);

    /** Where a value is in it, 0 to 1. */
    double position(double value) {
      return Math.max(0, Math.min(1, (value - from) / (to - from)));
    }

    double value(double position) {
      return from + position * (to - from);
    }
  }

  private static final String NUMBER = "[-+]?\\d{1,9}(?:\\.\\d{1,9})?";

  private static final Pattern FORM =
      Pattern.compile(
          "(\\S+) (\\*|\\d{1,5}) (\\S+) (\\S+) (\\S+) -> (\\S+) (\\S+)(?: priority (\\d{1,2}))?");

  private static final Pattern RANGE = Pattern.compile("(" + NUMBER + ")\\.\\.(" + NUMBER + ")");

  private static final Pattern POINT = Pattern.compile("[\\w.-]+(/[\\w.-]+)*");

  /**
   * Reads {@code DEVICE CHANNEL CONTROL LOW..HIGH CURVE -> POINT LOW..HIGH [priority N]}.
   *
   * @throws IllegalArgumentException if it is not of that form; the message says which part
   */
  static Mapping of(String text) {
    Matcher parts = FORM.matcher(text.strip().replaceAll("\\s+", " "));
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "is not of the form DEVICE CHANNEL CONTROL LOW..HIGH CURVE -> POINT LOW..HIGH"
              + " [priority N], as in: desk * fader/1 0..127 linear -> stage/light 0..1");
    }
    String point = parts.group(6);
    if (!POINT.matcher(point).matches()) {
      throw new IllegalArgumentException("point \"" + point + "\" is no name of a control point");
    }
    int priority = parts.group(8) == null ? 0 : Integer.parseInt(parts.group(8));
    if (priority > Controls.MAX_PRIORITY) {
      throw new IllegalArgumentException(
          "priority " + priority + " (0 to " + Controls.MAX_PRIORITY + ")");
    }
    Range in = range(parts.group(4));
    if (in.from == in.to) {
      throw new IllegalArgumentException("range \"" + parts.group(4) + "\" of the device is empty");
    }
    boolean isSwitch = parts.group(7).equals("switch");
    return new Mapping(
        parts.group(1),
        parts.group(2).equals("*") ? 0 : Integer.parseInt(parts.group(2)),
        parts.group(3),
        in,
        Curve.of(parts.group(5)),
        point,
        isSwitch ? Range.UNIT : range(parts.group(7)),
        isSwitch,
        priority);
  }

  private static Range range(String text) {
    Matcher numbers = RANGE.matcher(text);
    if (!numbers.matches()) {
      throw new IllegalArgumentException("range \"" + text + "\" (LOW..HIGH, as in 0..127)");
    }
    return new Range(Double.parseDouble(numbers.group(1)), Double.parseDouble(numbers.group(2)));
  }

  boolean isFor(InputMessage message) {
    return (channel == 0 || channel == message.channel()) && control.equals(message.control());
  }

  /** What the point shall be. */
  Object value(double given) {
    double position = curve.at(in.position(given));
    return isSwitch ? (Object) (position >= 0.5) : (Object) out.value(position);
  }
}
