package io.weft.discovery.gossip;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is new and is told to some others, each item a few times: that reaches all but a few of a
 * network of any size, and the digests find the rest. Used by one thread.
 */
final class News {

  /** Of each item: 6 leave out about one node of 400 (e^-6), before the digests. */
  static final int TOLD_TIMES = 6;

  /** Items at the same time: about 300 KB; the oldest are left to the digests. */
  static final int MAX_ITEMS = 4096;

  /** Items that were told often enough and are kept for those who were left out: 120 bytes. */
  static final int MAX_WARM = 8;

  /** What is to be said of a member now, and not when it was new; empty: nothing any more. */
  private final Function<Item, Optional<Item>> now;

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

  private final Map<Long, Item> warm = new LinkedHashMap<>();
  private int urgent;

  News(Function<Item, Optional<Item>> now) {
    this.now = now;
  }

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
      Optional<Item> item = now.apply(each.item);
      item.ifPresent(told::add);
      each.left--;
      if (each.left == 0 || item.isEmpty()) {
        drop(each.item.key());
        item.ifPresent(this::keepWarm);
      }
    }
    return told;
  }

  /** What somebody is told who knows other members than this node: what was new of late, too. */
  List<Item> tellMore(int most) {
    List<Item> told = new ArrayList<>(tell(most - MAX_WARM));
    warm.values().forEach(item -> now.apply(item).ifPresent(told::add));
    return told;
  }

  private void keepWarm(Item item) {
    warm.remove(item.key());
    warm.put(item.key(), item);
    if (warm.size() > MAX_WARM) {
      warm.remove(warm.keySet().iterator().next());
    }
  }

  private void drop(long key) {
    Hot old = items.remove(key);
    if (old != null && old.urgent) {
      urgent--;
    }
  }
}
