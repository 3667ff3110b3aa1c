package io.weft.control.state;

import io.weft.node.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * The number that a node has of its own at a point.
 *
 * @param incarnation of a sum, which start of the node it is from: what earlier ones added is not
 *     forgotten with them; else 0
 * @param covers the share contains those of the same node up to this incarnation
 * @param time when it was last changed
 * @param value {@code null} if it was released
 */
record Share(
    NodeId node, long incarnation, long covers, long time, int priority, @Nullable Double value) {

  /** Lower bits of an incarnation, which are chance; above them are milliseconds since 1970. */
  static final int CHANCE_BITS = 20;

  /** When its start began, as a time of {@link HybridClock}. */
  long begun() {
    return HybridClock.time(incarnation >>> CHANCE_BITS);
  }

  int compareKey(Share other) {
    int byNode = node.compareTo(other.node);
    return byNode != 0 ? byNode : Long.compare(incarnation, other.incarnation);
  }

  /** The later one of the same node and start; this very object if the other is not news. */
  Share join(Share other) {
    int order = Long.compare(time, other.time);
    if (order == 0) {
      order = Integer.compare(priority, other.priority);
    }
    if (order == 0) {
      order = ValueForm.compare(value, other.value);
    }
    Share later = order >= 0 ? this : other;
    long most = Math.max(covers, other.covers);
    return later.covers == most ? later : later.covering(most);
  }

  Share covering(long most) {
    return new Share(node, incarnation, most, time, priority, value);
  }
}
