package io.weft.node.access;

import io.weft.node.NodeId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refused calls of each node and service, bounded, and logs the first, the second, the
 * fourth and so on: a node that asks again and again fills no log. Safe on every thread.
 */
final class Refusals {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

  /** Callers and services that are remembered; the one that was refused longest ago goes first. */
  static final int MAX_REMEMBERED = 1024;

  private record Refused(NodeId caller, String path) {}

  private final Consumer<NodeId> listener;
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Refused, Long> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Refused, Long> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * @param listener told of the caller each time; must not block
   */
  Refusals(Consumer<NodeId> listener) {
    this.listener = listener;
  }

  /** Whether it was logged. */
  boolean add(NodeId caller, String path, String text) {
    long count = count(new Refused(caller, path));
    boolean logged = Long.bitCount(count) == 1;
    if (logged) {
      LOG.info("refused{}: {}", count == 1 ? "" : " for the " + count + "th time", text);
    }
    listener.accept(caller);
    return logged;
  }

  private long count(Refused refused) {
    lock.lock();
    try {
      return counts.merge(refused, 1L, Long::sum);
    } finally {
      lock.unlock();
    }
  }
}
