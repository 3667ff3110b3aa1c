package io.weft.node.wire;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the entries of a map of texts are in the view. The first {@link #KEPT} are noted, more are
 * counted only: whatever a message has, noting it makes no garbage.
 */
final class EntrySpans {

  /** Entries that are noted: as many as headers and details may have. */
  static final int KEPT = 16;

  private static final int KEY = 1 << 3 | 2;
  private static final int VALUE = 2 << 3 | 2;

  private final Span[] names = spans();
  private final Span[] values = spans();
  private final Span surplus = new Span();
  private int count;

  private static Span[] spans() {
    Span[] spans = new Span[KEPT];
    for (int i = 0; i < KEPT; i++) {
      spans[i] = new Span();
    }
    return spans;
  }

  void clear() {
    count = 0;
  }

  /** How many there are, those that are not noted included. */
  int count() {
    return count;
  }

  /** Reads the next entry, whose tag was read. */
  void add(Cursor cursor, String what) throws WireException {
    Span name = count < KEPT ? names[count] : surplus;
    Span value = count < KEPT ? values[count] : surplus;
    name.clear();
    value.clear();
    count++;
    int outer = cursor.enter();
    while (cursor.more()) {
      int tag = cursor.tag();
      switch (tag) {
        case KEY -> cursor.text(name, what, Integer.MAX_VALUE);
        case VALUE -> cursor.text(value, what, Integer.MAX_VALUE);
        default -> cursor.skip(tag);
      }
    }
    cursor.leave(outer);
  }

  /** The entries that are noted; of several with one name the last. Longer texts are cut off. */
  Map<String, String> texts(ByteBuffer view, int maxNameBytes, int maxValueBytes) {
    Map<String, String> texts = new HashMap<>();
    for (int i = 0; i < Math.min(count, KEPT); i++) {
      texts.put(
          Text.string(view, names[i].offset, names[i].length, maxNameBytes),
          Text.string(view, values[i].offset, values[i].length, maxValueBytes));
    }
    return texts;
  }
}
