package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.session.Session;
import io.weft.node.wire.EventFields;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the topics of other publishers. Bounded: those that were not used for long are
 * forgotten, and begin anew. Safe on every thread.
 */
final class ArrivingTopics {

  /** Publishers' topics that are known: at about 400 bytes each. */
  static final int MAX_TOPICS = 16_384;

  /** Topics of a neighbour that are found without making a string; a power of two. */
  private static final int SHORT_CUTS = 64;

  private record Key(NodeId publisher, long epoch, String topic) {}

  private final Arriving.Exit exit;
  private final Map<Key, Arriving> known = new ConcurrentHashMap<>();
  private final Map<Session, AtomicReferenceArray<@Nullable Arriving>> shortCuts =
      new ConcurrentHashMap<>();
  private final AtomicBoolean tidying = new AtomicBoolean();

  ArrivingTopics(Arriving.Exit exit) {
    this.exit = exit;
  }

  /**
   * The topic of an event that its publisher has sent itself.
   *
   * @throws IllegalArgumentException if it is none
   */
  Arriving of(Session publisher, EventFields event) {
    AtomicReferenceArray<@Nullable Arriving> cuts =
        shortCuts.computeIfAbsent(publisher, each -> new AtomicReferenceArray<>(SHORT_CUTS));
    int slot = event.topicHash() & (SHORT_CUTS - 1);
    Arriving found = cuts.get(slot);
    if (found != null
        && !found.forgotten
        && found.epoch() == publisher.epoch()
        && event.topicIs(found.utf8())) {
      found.used = true;
      return found;
    }
    Arriving made = of(publisher.peer(), publisher.epoch(), event.topic());
    cuts.set(slot, made);
    return made;
  }

  /**
   * The topic of this publisher's process.
   *
   * @throws IllegalArgumentException if it is none
   */
  Arriving of(NodeId publisher, long epoch, String topic) {
    Key key = new Key(publisher, epoch, topic);
    Arriving found = known.get(key);
    if (found == null) {
      TopicPattern.checkTopic(topic);
      if (known.size() >= MAX_TOPICS) {
        tidy();
      }
      found = known.computeIfAbsent(key, each -> new Arriving(publisher, epoch, topic, exit));
    }
    found.used = true;
    return found;
  }

  /** Forgets those that were not used since the last time, or some if all were. */
  private void tidy() {
    if (!tidying.compareAndSet(false, true)) {
      return;
    }
    try {
      for (boolean any : List.of(false, true)) {
        known
            .values()
            .forEach(
                each -> {
                  if (known.size() > MAX_TOPICS / 2 && (any || !each.used) && !each.isWaiting()) {
                    each.forgotten = true;
                    known.remove(new Key(each.publisher(), each.epoch(), each.topic()));
                  }
                  each.used = false;
                });
        if (known.size() < MAX_TOPICS) {
          return;
        }
      }
    } finally {
      tidying.set(false);
    }
  }

  /** The peer is gone. */
  void forget(Session publisher) {
    shortCuts.remove(publisher);
  }

  int size() {
    return known.size();
  }
}
