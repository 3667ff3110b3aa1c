package io.weft.control.state;

import java.util.regex.Pattern;

/** Names of points, with {@code *} for one segment and a last {@code **} for any number. */
public final class NamePattern {

  private static final Pattern FORM =
      Pattern.compile("(\\*|[\\w.-]+)(/(\\*|[\\w.-]+))*(/\\*\\*)?|\\*\\*");

  private final String[] segments;
  private final boolean open;

  private NamePattern(String[] segments, boolean open) {
    this.segments = segments;
    this.open = open;
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is not of its form
   */
  public static NamePattern of(String text) {
    if (text.length() > Values.MAX_NAME || !FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "pattern \""
              + text.substring(0, Math.min(text.length(), Values.MAX_NAME))
              + "\" (segments of letters, digits, '.', '_' and '-', or *, separated by '/'; the last"
              + " may be **; at most "
              + Values.MAX_NAME
              + " characters)");
    }
    boolean open = text.endsWith("**");
    String fixed = open ? text.substring(0, Math.max(0, text.length() - 3)) : text;
    return new NamePattern(fixed.isEmpty() ? new String[0] : fixed.split("/"), open);
  }

  /** Whether it is for this name; {@code a/**} is for {@code a}, too. */
  public boolean matches(String name) {
    int start = 0;
    for (int i = 0; i < segments.length; i++) {
      if (start > name.length()) {
        return false;
      }
      int slash = name.indexOf('/', start);
      int end = slash < 0 ? name.length() : slash;
      String segment = segments[i];
      boolean fits =
          segment.equals("*")
              || (segment.length() == end - start && name.startsWith(segment, start));
      if (!fits) {
        return false;
      }
      start = end + 1;
    }
    return open || start > name.length();
  }
}
