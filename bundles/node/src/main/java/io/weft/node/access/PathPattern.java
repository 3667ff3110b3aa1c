package io.weft.node.access;

import io.weft.exchange.ServiceDescription;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The paths of services that a rule is for: a path in which {@code *} stands for one segment and
 * {@code **}, as the last, for any number of further ones, none included. Matching makes no
 * garbage.
 */
public final class PathPattern {
  private static final Pattern SEGMENT = Pattern.compile("[\\w.-]+");
  private static final String ONE = "*";
  private static final String REST = "**";

  private final String text;
  private final List<String> segments;

  private PathPattern(String text, List<String> segments) {
    this.text = text;
    this.segments = segments;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is not of its form; the message shows it
   */
  public static PathPattern of(String text) {
    if (text.length() > ServiceDescription.MAX_PATH_LENGTH) {
      throw new IllegalArgumentException(
          "path pattern of "
              + text.length()
              + " characters (at most "
              + ServiceDescription.MAX_PATH_LENGTH
              + ")");
    }
    List<String> segments = List.of(text.split("/", -1));
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      if (!segment.equals(ONE)
          && !(segment.equals(REST) && last)
          && !SEGMENT.matcher(segment).matches()) {
        throw new IllegalArgumentException(
            "path pattern \"" + text + "\": segment \"" + segment + "\" (a name, *, or a last **)");
      }
    }
    return new PathPattern(text, segments);
  }

  /** Whether a path is one of them. */
  public boolean matches(String path) {
    int at = 0;
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (segment.equals(REST)) {
        return true;
      }
      if (at > path.length()) {
        return false;
      }
      int slash = path.indexOf('/', at);
      int end = slash < 0 ? path.length() : slash;
      if (!segment.equals(ONE) && (end - at != segment.length() || !path.startsWith(segment, at))) {
        return false;
      }
      at = end + 1;
    }
    return at > path.length();
  }

  @Override
  public String toString() {
    return text;
  }
}
