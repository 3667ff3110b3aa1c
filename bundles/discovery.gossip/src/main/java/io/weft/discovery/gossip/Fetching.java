package io.weft.discovery.gossip;

import io.weft.node.NodeId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fetches records from those who said that they have them: each from one at a time, page by page.
 * Used by one thread.
 */
final class Fetching {

  /** Items that come in one message or in some are fetched together. */
  private static final Duration GATHERED = Duration.ofMillis(100);

  /** Between two pages of 60: the node takes 500 sightings of a source in a second. */
  private static final Duration BETWEEN_PAGES = Duration.ofMillis(200);

  private final Members members;
  private final Talk talk;
  private final Set<Long> underWay = new HashSet<>();
  private final Map<NodeId, Queue> queues = new HashMap<>();

  /** What is fetched from one partner. */
  private static final class Queue {
    final Deque<Wanted> wanted = new ArrayDeque<>();
    boolean busy;
  }

  private record Wanted(Item item, boolean told) {}

  Fetching(Members members, Talk talk) {
    this.members = members;
    this.talk = talk;
  }

  /** Whether it has more to do than news brings. */
  boolean isBusy() {
    return underWay.size() > PageAsk.MAX_KEYS;
  }

  /**
   * Fetches the record of an item, unless it is being fetched or is not wanted.
   *
   * @param epoch which roll call the item means
   * @param told whether others are told of it
   */
  void fetch(Partner from, Item item, int epoch, boolean told) {
    if (!members.wants(item, epoch)
        || underWay.size() >= Roster.MAX_MEMBERS
        || !underWay.add(item.key())) {
      return;
    }
    Queue queue = queues.computeIfAbsent(from.id, id -> new Queue());
    queue.wanted.add(new Wanted(item, told));
    if (!queue.busy) {
      queue.busy = true;
      talk.later(GATHERED, () -> page(from, queue));
    }
  }

  private void page(Partner from, Queue queue) {
    Map<Long, Wanted> asked = new LinkedHashMap<>();
    while (asked.size() < PageAsk.MAX_KEYS && !queue.wanted.isEmpty()) {
      Wanted next = queue.wanted.remove();
      asked.put(next.item.key(), next);
    }
    if (asked.isEmpty()) {
      queue.busy = false;
      queues.remove(from.id, queue);
      return;
    }
    byte[] dictionary = talk.ownRecord();
    PageAsk ask = new PageAsk(Squeeze.checksum(dictionary), new ArrayList<>(asked.keySet()));
    talk.ask(
        from,
        PageAsk.ACTION,
        ask.encode(),
        new Talk.Answered() {
          @Override
          public void with(byte[] answer) throws Garbled {
            took(from, asked, PageAnswer.decode(answer, dictionary));
          }

          @Override
          public void atLast(boolean answered) {
            underWay.removeAll(asked.keySet());
            if (!answered || talk.isPaused(from)) {
              queue.wanted.forEach(each -> underWay.remove(each.item.key()));
              queue.wanted.clear();
            }
            talk.later(BETWEEN_PAGES, () -> page(from, queue));
          }
        });
  }

  private void took(Partner from, Map<Long, Wanted> asked, PageAnswer page) throws Garbled {
    List<Wanted> order = new ArrayList<>(asked.values());
    int refused = page.records().isEmpty() ? asked.size() : 0;
    for (PageAnswer.Signed record : page.records()) {
      if (record.index() >= order.size()) {
        throw new Garbled(
            "record " + record.index() + " of " + order.size() + " that were asked for");
      }
      Wanted wanted = order.get(record.index());
      if (!members.take(record, page.epoch(), wanted.item, talk.placeOf(from), wanted.told)) {
        refused++;
      }
    }
    talk.judge(from, refused);
  }
}
