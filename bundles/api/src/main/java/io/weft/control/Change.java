package io.weft.control;

import io.weft.node.NodeId;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that somebody did to a control point, as this node heard of it.
 *
 * @param at when, by the hybrid logical clock
 * @param by who
 * @param what what it did
 * @param priority with which it did so
 * @param value what was set; of a lease, nothing
 */
public record Change(Instant at, NodeId by, What what, int priority, Optional<Object> value) {

  /** What can be done to a control point. */
  public enum What {
    /** A value was set; of a sum, the number that is this node's own. */
    SET,
    /** A node took back what it had set. */
    RELEASED,
    /** The lease went to another holder; {@code by} is that holder. */
    LEASED,
    /** The lease is free again. */
    FREED,
    /** The point was deleted. */
    DELETED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
