package io.weft.files.send;

import io.weft.files.wire.Digest;
import io.weft.files.wire.Elsewhere;
import io.weft.node.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which node of a circle was given which chunk, and what its hash was: others of the circle are
 * sent there. Bounded; of what is forgotten the sender gives another copy. Safe on every thread.
 */
final class Given {

  /** Chunks of all circles: some 200 bytes each; a tebibyte has so many. */
  private static final int MOST_CHUNKS = 1 << 20;

  /** Circles that are remembered, the last ones. */
  private static final int MOST_CIRCLES = 64;

  private static final class Shares {
    final Map<Digest, Elsewhere> chunks = new HashMap<>();
    final Set<NodeId> left = new HashSet<>();
  }

  private final Map<String, Shares> circles = new LinkedHashMap<>(16, 0.75f, true);
  private int chunks;

  /**
   * Who else has a chunk.
   *
   * @param there whether a node can be asked
   */
  synchronized Optional<Elsewhere> find(
      String circle, Digest chunk, NodeId asker, Predicate<NodeId> there) {
    Shares shares = circles.get(circle);
    return shares == null
        ? Optional.empty()
        : Optional.ofNullable(shares.chunks.get(chunk))
            .filter(each -> !each.node().equals(asker))
            .filter(each -> !shares.left.contains(each.node()) && there.test(each.node()));
  }

  /** It was given to this one now, and others are sent there from now on. */
  synchronized void put(String circle, Digest chunk, Elsewhere to) {
    Shares shares = circles.computeIfAbsent(circle, fresh -> new Shares());
    shares.left.remove(to.node());
    chunks += shares.chunks.put(chunk, to) == null ? 1 : 0;
    while (chunks > MOST_CHUNKS || circles.size() > MOST_CIRCLES) {
      String eldest = circles.keySet().iterator().next();
      chunks -= circles.remove(eldest).chunks.size();
    }
  }

  /** A node gives nothing to others any more. */
  synchronized void left(String circle, NodeId node) {
    Shares shares = circles.get(circle);
    if (shares != null) {
      shares.left.add(node);
    }
  }
}
