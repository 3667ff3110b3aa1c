package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is new and is told to some others, each item a few times: that reaches all but a few of a
 * network of any size, and the digests find the rest. Used by one thread.
 */
final class News {

  /** Of each item: 6 leave out about one node of 400 (e^-6), before the digests. */
  static final int TOLD_TIMES = 6;

  /** Items at the same time: about 300 KB; the oldest are left to the digests. */
  static final int MAX_ITEMS = 4096;

  private static final class Hot {
    final Item item;
    final boolean urgent;
    int left = TOLD_TIMES;

    Hot(Item item, boolean urgent) {
      this.item = item;
      this.urgent = urgent;
    }
  }

  /** By key; a newer item of a member takes the place of the older one, at the end. */
  private final Map<Long, Hot> items = new LinkedHashMap<>();

  private int urgent;

  /**
   * @param soon whether it is told at once; otherwise with what is said anyway
   */
  void add(Item item, boolean soon) {
    drop(item.key());
    if (items.size() >= MAX_ITEMS) {
      drop(items.keySet().iterator().next());
    }
    items.put(item.key(), new Hot(item, soon));
    urgent += soon ? 1 : 0;
  }

  /** Whether there is something that is not to wait. */
  boolean urgent() {
    return urgent > 0;
  }

  /** What one more is told: newest first. */
  List<Item> tell(int most) {
    List<Hot> hot = new ArrayList<>(items.values());
    List<Item> told = new ArrayList<>();
    for (int i = hot.size() - 1; i >= 0 && told.size() < most; i--) {
      Hot each = hot.get(i);
      told.add(each.item);
      each.left--;
      if (each.left == 0) {
        drop(each.item.key());
      }
    }
    return told;
  }

  private void drop(long key) {
    Hot old = items.remove(key);
    if (old != null && old.urgent) {
      urgent--;
    }
  }
}
