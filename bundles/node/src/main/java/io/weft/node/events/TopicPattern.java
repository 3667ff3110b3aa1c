package io.weft.node.events;

import io.weft.node.wire.EventWire;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a subscription listens to: a topic in which {@code *} stands for one segment and {@code **},
 * as the last, for any number of further ones, none included.
 */
public final class TopicPattern {
  private static final Pattern SEGMENT = Pattern.compile("[^/*\\p{Cntrl}]+");
  private static final String ONE = "*";
  private static final String REST = "**";

  private final String text;
  private final List<String> segments;

  private TopicPattern(String text, List<String> segments) {
    this.text = text;
    this.segments = segments;
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException if it is not of its form; the message shows it
   */
  public static TopicPattern of(String text) {
    List<String> segments = split(text, "topic pattern");
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      boolean fine =
          segment.equals(ONE)
              || (segment.equals(REST) && last)
              || SEGMENT.matcher(segment).matches();
      if (!fine) {
        throw new IllegalArgumentException(
            "topic pattern \""
                + text
                + "\": segment \""
                + segment
                + "\" (a name, *, or a last **)");
      }
    }
    return new TopicPattern(text, segments);
  }

  /**
   * Checks a topic, which has no wildcards.
   *
   * @throws IllegalArgumentException if it is not of its form; the message shows it
   */
  public static String checkTopic(String topic) {
    if (isPlain(topic)) {
      return topic;
    }
    for (String segment : split(topic, "topic")) {
      if (!SEGMENT.matcher(segment).matches()) {
        throw new IllegalArgumentException(
            "topic \"" + topic + "\": segment \"" + segment + "\" (a name without * is expected)");
      }
    }
    return topic;
  }

  /** Whether it certainly is one; nearly all are, and a publisher asks for each event. */
  private static boolean isPlain(String topic) {
    if (topic.length() > EventWire.MAX_TOPIC_BYTES) {
      return false;
    }
    char before = '/';
    for (int i = 0; i < topic.length(); i++) {
      char each = topic.charAt(i);
      if (each < ' ' || each > '~' || each == '*' || (each == '/' && before == '/')) {
        return false;
      }
      before = each;
    }
    return before != '/';
  }

  private static List<String> split(String text, String what) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > EventWire.MAX_TOPIC_BYTES) {
      throw new IllegalArgumentException(
          what + " of " + bytes + " bytes (1 to " + EventWire.MAX_TOPIC_BYTES + ")");
    }
    return List.of(text.split("/", -1));
  }

  /** The segments of the pattern; what stands for one or for the rest among them. */
  List<String> segments() {
    return segments;
  }

  static boolean isOne(String segment) {
    return segment.equals(ONE);
  }

  static boolean isRest(String segment) {
    return segment.equals(REST);
  }

  /** Whether a topic is one of the node's own, which no wildcard at the beginning stands for. */
  static boolean isReserved(String topic) {
    return topic.charAt(0) == '$';
  }

  /** Whether the topic is one of those that this stands for. */
  public boolean matches(String topic) {
    if (isReserved(topic) && text.charAt(0) == '*') {
      return false;
    }
    int at = 0;
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      if (segment.equals(REST)) {
        return true;
      }
      if (at > topic.length()) {
        return false;
      }
      int end = topic.indexOf('/', at);
      end = end < 0 ? topic.length() : end;
      if (!segment.equals(ONE) && !topic.substring(at, end).equals(segment)) {
        return false;
      }
      at = end + 1;
    }
    return at > topic.length();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TopicPattern pattern && pattern.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
