package io.weft.control.state;

import io.weft.node.NodeId;

/**
 * When something was done, and by whom: later by the hybrid logical clock, then by node id.
 *
 * @param time of {@link HybridClock}
 */
record Stamp(long time, NodeId node) implements Comparable<Stamp> {

  @Override
  public int compareTo(Stamp other) {
    int byTime = Long.compare(time, other.time);
    return byTime != 0 ? byTime : node.compareTo(other.node);
  }
}
