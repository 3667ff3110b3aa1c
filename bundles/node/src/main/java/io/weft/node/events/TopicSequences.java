package io.weft.node.events;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers the events of each topic, and keeps their order: whoever holds a topic's lock numbers and
 * sends. Bounded: of topics that were not used for long only the highest number is kept, so that a
 * number never comes twice.
 */
final class TopicSequences {

  /** Locks; topics that share one wait for each other. */
  private static final int STRIPES = 64;

  /** Topics that are remembered for each lock. */
  private static final int MAX_TOPICS = 1024;

  private final Stripe[] stripes = new Stripe[STRIPES];

  TopicSequences() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  Stripe of(String topic) {
    return stripes[Math.floorMod(topic.hashCode(), STRIPES)];
  }

  /** Some topics. */
  static final class Stripe {
    final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, Long> last = new LinkedHashMap<>(16, 0.75f, true);
    private long forgotten;

    /** The next number of this topic; the caller holds the lock. */
    long next(String topic) {
      Long before = last.get(topic);
      long number = (before == null ? forgotten : before) + 1;
      last.put(topic, number);
      if (last.size() > MAX_TOPICS) {
        var oldest = last.entrySet().iterator();
        Map.Entry<String, Long> gone = oldest.next();
        forgotten = Math.max(forgotten, gone.getValue());
        oldest.remove();
      }
      return number;
    }
  }
}
