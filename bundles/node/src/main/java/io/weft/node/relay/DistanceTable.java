package io.weft.node.relay;

import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which neighbour relays to which node: a distance vector, as of RIP (RFC 2453), with split horizon
 * and a small infinity, so that what is not there any more is forgotten after a few tellings.
 * Bounded. Safe on every thread; readers see a snapshot.
 */
final class DistanceTable {

  /** The longest way, in links; further is not reached. */
  static final int MAX_LINKS = 8;

  /** Nodes that one neighbour may tell of. */
  static final int MAX_NODES = 4096;

  /** The best way to a node. */
  record Way(NodeId next, int links) {}

  /** What a neighbour is to be told: the whole, or what has changed; 0 links is not reached. */
  record Telling(boolean whole, Map<NodeId, Integer> links) {

    boolean isEmpty() {
      return !whole && links.isEmpty();
    }
  }

  private final NodeId self;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<NodeId, Map<NodeId, Integer>> heard = new LinkedHashMap<>();
  private final Map<NodeId, Map<NodeId, Integer>> told = new HashMap<>();
  private volatile Map<NodeId, Way> ways = Map.of();

  DistanceTable(NodeId self) {
    this.self = self;
  }

  /** A node is linked, or linked anew: it is told everything again. */
  boolean linked(NodeId neighbour) {
    lock.lock();
    try {
      told.remove(neighbour);
      if (heard.putIfAbsent(neighbour, new HashMap<>()) != null) {
        return false;
      }
      choose();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** A node has no link any more. Whether it had. */
  boolean unlinked(NodeId neighbour) {
    lock.lock();
    try {
      told.remove(neighbour);
      if (heard.remove(neighbour) == null) {
        return false;
      }
      choose();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A neighbour tells whom it reaches.
   *
   * @param whole whether what it told before does not count any more
   * @return whether a way is another one now
   */
  boolean heard(NodeId neighbour, boolean whole, Map<NodeId, Integer> links) {
    lock.lock();
    try {
      Map<NodeId, Integer> known = heard.get(neighbour);
      if (known == null) {
        return false;
      }
      if (whole) {
        known.clear();
      }
      links.forEach(
          (node, count) -> {
            if (count <= 0 || count >= MAX_LINKS || node.equals(self)) {
              known.remove(node);
            } else if (known.size() < MAX_NODES || known.containsKey(node)) {
              known.put(node, count);
            }
          });
      return choose();
    } finally {
      lock.unlock();
    }
  }

  /** The shortest ways; of those that are equal the one that is in use. */
  private boolean choose() {
    Map<NodeId, Way> next = new HashMap<>();
    heard.forEach(
        (neighbour, reached) ->
            reached.forEach(
                (node, links) -> {
                  if (!heard.containsKey(node)) {
                    Way way = new Way(neighbour, links + 1);
                    next.merge(node, way, (a, b) -> better(node, a, b));
                  }
                }));
    boolean other = !next.equals(ways);
    ways = Map.copyOf(next);
    return other;
  }

  private Way better(NodeId node, Way a, Way b) {
    if (a.links() != b.links()) {
      return a.links() < b.links() ? a : b;
    }
    Way used = ways.get(node);
    if (used != null && (used.next().equals(a.next()) || used.next().equals(b.next()))) {
      return used.next().equals(a.next()) ? a : b;
    }
    return spread(node, a) <= spread(node, b) ? a : b;
  }

  /** Different nodes prefer different relays, so that none carries all. */
  private int spread(NodeId node, Way way) {
    int mixed = (node.hashCode() * 31 + way.next().hashCode() * 17 + self.hashCode()) * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  /** Whether there is a link to it. */
  boolean isNeighbour(NodeId node) {
    lock.lock();
    try {
      return heard.containsKey(node);
    } finally {
      lock.unlock();
    }
  }

  /** The way to a node without a link; none: it is not reached. */
  @Nullable Way way(NodeId node) {
    return ways.get(node);
  }

  /** The nodes without a link that are reached. */
  Set<NodeId> beyond() {
    return ways.keySet();
  }

  /** Those that are reached through this neighbour. */
  Set<NodeId> through(NodeId neighbour) {
    Set<NodeId> all = new LinkedHashSet<>();
    ways.forEach(
        (node, way) -> {
          if (way.next().equals(neighbour)) {
            all.add(node);
          }
        });
    return all;
  }

  List<NodeId> neighbours() {
    lock.lock();
    try {
      return new ArrayList<>(heard.keySet());
    } finally {
      lock.unlock();
    }
  }

  /** What this neighbour does not know yet; it counts as told. */
  Telling tell(NodeId neighbour) {
    lock.lock();
    try {
      Map<NodeId, Integer> now = new HashMap<>();
      for (NodeId other : heard.keySet()) {
        if (!other.equals(neighbour)) {
          now.put(other, 1);
        }
      }
      ways.forEach(
          (node, way) -> {
            boolean back = way.next().equals(neighbour) || node.equals(neighbour);
            if (!back && way.links() < MAX_LINKS && now.size() < MAX_NODES) {
              now.put(node, way.links());
            }
          });
      Map<NodeId, Integer> before = told.put(neighbour, now);
      if (before == null) {
        return new Telling(true, Map.copyOf(now));
      }
      Map<NodeId, Integer> changes = new HashMap<>(now);
      changes.entrySet().removeIf(each -> each.getValue().equals(before.get(each.getKey())));
      before.keySet().stream()
          .filter(gone -> !now.containsKey(gone))
          .forEach(gone -> changes.put(gone, 0));
      return new Telling(false, Map.copyOf(changes));
    } finally {
      lock.unlock();
    }
  }

  /** A neighbour to which nothing is relayed any more. */
  Telling tellNothing(NodeId neighbour) {
    lock.lock();
    try {
      return new Telling(told.remove(neighbour) != null, Map.of());
    } finally {
      lock.unlock();
    }
  }

  /** What was told did not arrive: everything is told again. */
  void untold(NodeId neighbour) {
    lock.lock();
    try {
      told.remove(neighbour);
    } finally {
      lock.unlock();
    }
  }
}
