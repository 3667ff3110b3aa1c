package io.weft.node.events;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Numbers the events of each topic, and keeps their order: whoever holds a topic's lock numbers and
 * sends. Bounded: of topics that were not used for long only the highest number is kept, so that a
 * number never comes twice. Safe on every thread.
 */
final class OwnTopics {

  /** Tables; topics that share one are looked up one after the other. */
  private static final int STRIPES = 64;

  /** Topics that are remembered for each table. */
  private static final int MAX_TOPICS = 1024;

  private final Stripe[] stripes = new Stripe[STRIPES];

  OwnTopics() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new Stripe();
    }
  }

  /** The topic, to be locked. One that is {@linkplain OwnTopic#forgotten} is to be asked again. */
  OwnTopic of(String topic) {
    Stripe stripe = stripes[Math.floorMod(topic.hashCode(), STRIPES)];
    stripe.lock.lock();
    try {
      return stripe.of(topic);
    } finally {
      stripe.lock.unlock();
    }
  }

  private static final class Stripe {
    final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, OwnTopic> topics = new LinkedHashMap<>(16, 0.75f, true);
    private long forgotten;

    OwnTopic of(String name) {
      OwnTopic known = topics.get(name);
      if (known == null) {
        makeRoom();
        known = new OwnTopic(name, forgotten);
        topics.put(name, known);
      }
      return known;
    }

    /** Lets the oldest go that nobody uses at the moment. */
    private void makeRoom() {
      Iterator<Map.Entry<String, OwnTopic>> each = topics.entrySet().iterator();
      while (topics.size() >= MAX_TOPICS && each.hasNext()) {
        OwnTopic oldest = each.next().getValue();
        if (oldest.lock.tryLock()) {
          try {
            oldest.forgotten = true;
            forgotten = Math.max(forgotten, oldest.highest());
          } finally {
            oldest.lock.unlock();
          }
          each.remove();
        }
      }
    }
  }

  /** One topic of this publisher. Its numbers are taken by who holds the lock. */
  static final class OwnTopic {
    final ReentrantLock lock = new ReentrantLock();
    private final byte[] utf8;
    private long toAll;
    private long apart;
    private volatile boolean forgotten;

    private OwnTopic(String name, long after) {
      this.utf8 = name.getBytes(StandardCharsets.UTF_8);
      this.toAll = after;
      this.apart = after;
    }

    /** Its name, as it stands in frames. Not to be changed. */
    byte[] utf8() {
      return utf8;
    }

    /** Whether another object numbers this topic by now. */
    boolean forgotten() {
      return forgotten;
    }

    /** The next number of what goes to all, or of what does not. */
    long next(boolean all) {
      return all ? ++toAll : ++apart;
    }

    private long highest() {
      return Math.max(toAll, apart);
    }
  }
}
