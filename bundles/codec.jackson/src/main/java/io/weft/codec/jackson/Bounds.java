package io.weft.codec.jackson;

/**
 * The settings, checked.
 *
 * @param nesting levels of objects and lists
 * @param numberChars characters of one number
 * @param nameChars characters of a property's name
 */
record Bounds(int nesting, int numberChars, int nameChars) {

  /** What {@link Limits} says where nothing is set. */
  static final Bounds DEFAULT = new Bounds(64, 1000, 8192);

  /**
   * @throws IllegalArgumentException if a setting is out of its range
   */
  static Bounds of(String pid, Limits limits) {
    return new Bounds(
        within(pid, "max_nesting", limits.max__nesting(), 8, 1000),
        within(pid, "max_number_chars", limits.max__number__chars(), 32, 100_000),
        within(pid, "max_name_chars", limits.max__name__chars(), 64, 1_000_000));
  }

  static int within(String pid, String key, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s of %d in %s (%d to %d)".formatted(key, value, pid, min, max));
    }
    return value;
  }
}
