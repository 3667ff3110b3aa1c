package io.weft.control;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A colour.
 *
 * @param red 0 to 255
 * @param green 0 to 255
 * @param blue 0 to 255
 */
public record Colour(int red, int green, int blue) {

  private static final int MAX = 255;
  private static final Pattern FORM = Pattern.compile("#[0-9a-fA-F]{6}");

  /**
   * @throws IllegalArgumentException if a part is not between 0 and 255
   */
  public Colour {
    if (red < 0 || red > MAX || green < 0 || green > MAX || blue < 0 || blue > MAX) {
      throw new IllegalArgumentException(
          "colour of red " + red + ", green " + green + ", blue " + blue + " (0 to 255 each)");
    }
  }

  /**
   * Reads {@code #rrggbb}.
   *
   * @throws IllegalArgumentException if the text is not of that form
   */
  public static Colour parse(String text) {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("\"" + text + "\" is no colour: write #rrggbb");
    }
    int rgb = Integer.parseInt(text.substring(1), 16);
    return new Colour(rgb >> 16, (rgb >> 8) & MAX, rgb & MAX);
  }

  /** As {@code #rrggbb}. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "#%02x%02x%02x", red, green, blue);
  }
}
