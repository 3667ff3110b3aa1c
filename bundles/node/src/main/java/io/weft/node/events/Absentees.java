package io.weft.node.events;

import io.weft.node.NodeId;
import io.weft.node.events.Audience.Elsewhere;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * What nodes listened to that are away, or whose process is a new one: for a while they are owed
 * what is delivered at least once, because most come back, and their subscriptions with them.
 * Bounded: beyond it those that have been away for longest are forgotten. Safe on every thread.
 */
final class Absentees {

  /** As long as a peer's session is kept, so that it goes on where it was. */
  static final Duration REMEMBERED = Duration.ofSeconds(30);

  /** Nodes that are remembered: twice the largest company that was measured. */
  private static final int MAX_NODES = 2_000;

  /** And their patterns, at some 200 bytes each. */
  private static final int MAX_PATTERNS = 50_000;

  private record Memory(NodeInterests interests, long sinceNanos) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final TopicTree<Elsewhere> patterns = new TopicTree<>();
  private final Map<NodeId, Memory> nodes = new LinkedHashMap<>(); // the oldest first
  private int patternCount;

  /** It is away, or another process has taken its place. */
  void add(NodeInterests before, long nowNanos) {
    lock.lock();
    try {
      boolean listened = before.acknowledges() && !before.interests().isEmpty();
      if (!listened) {
        return; // what it listened to earlier is still remembered: it may have begun just now
      }
      remove(before.node());
      nodes.put(before.node(), new Memory(before, nowNanos));
      before
          .interests()
          .forEach(each -> patterns.add(each.pattern(), new Elsewhere(before.node(), each)));
      patternCount += before.interests().size();
      while (nodes.size() > MAX_NODES || (patternCount > MAX_PATTERNS && nodes.size() > 1)) {
        remove(nodes.keySet().iterator().next());
      }
    } finally {
      lock.unlock();
    }
  }

  /** The same process is back, and says itself what it listens to. */
  void back(NodeInterests told) {
    lock.lock();
    try {
      Memory memory = nodes.get(told.node());
      if (memory != null && memory.interests().epoch() == told.epoch()) {
        remove(told.node());
      }
    } finally {
      lock.unlock();
    }
  }

  private void remove(NodeId node) {
    Memory memory = nodes.remove(node);
    if (memory != null) {
      NodeInterests before = memory.interests();
      before
          .interests()
          .forEach(each -> patterns.remove(each.pattern(), new Elsewhere(node, each)));
      patternCount -= before.interests().size();
    }
  }

  boolean contains(NodeId node) {
    lock.lock();
    try {
      return nodes.containsKey(node);
    } finally {
      lock.unlock();
    }
  }

  /** Hands over who listened to this topic; takes no lock. */
  void match(String topic, Consumer<Elsewhere> to) {
    patterns.match(topic, to);
  }

  /** Forgets those that have been away for long; whether some are left. */
  boolean forgetOld(long nowNanos, Duration remembered) {
    lock.lock();
    try {
      Iterator<Memory> each = nodes.values().iterator();
      while (each.hasNext()) {
        Memory oldest = each.next();
        if (nowNanos - oldest.sinceNanos() < remembered.toNanos()) {
          return true;
        }
        remove(oldest.interests().node());
        each = nodes.values().iterator();
      }
      return false;
    } finally {
      lock.unlock();
    }
  }
}
