package io.weft.control;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What the values of a control point are. */
public enum Kind {
  /** A {@code Double}, finite. */
  NUMBER,
  /** A {@code Boolean}. */
  SWITCH,
  /** A {@link Colour}. */
  COLOUR,
  /** A {@code String}. */
  TEXT,
  /** A {@code Map} of names to values of the other kinds. */
  RECORD;

  /** The kind of this value; empty if it is of none. Other numbers count as {@code Double}. */
  public static Optional<Kind> of(Object value) {
    if (value instanceof Number) {
      return Optional.of(NUMBER);
    }
    if (value instanceof Boolean) {
      return Optional.of(SWITCH);
    }
    if (value instanceof Colour) {
      return Optional.of(COLOUR);
    }
    if (value instanceof String) {
      return Optional.of(TEXT);
    }
    return value instanceof Map ? Optional.of(RECORD) : Optional.empty();
  }

  /** The word for people and files, such as {@code number}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
