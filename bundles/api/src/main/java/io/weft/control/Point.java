package io.weft.control;

import io.weft.node.NodeId;
import java.time.Instant;
import java.util.Optional;

/**
 * A control point as this node knows it at one moment.
 *
 * @param name segments of letters, digits, {@code .}, {@code _} and {@code -}, separated by slashes
 * @param kind what its values are
 * @param policy what becomes of what several nodes set
 * @param value a {@code Double}, {@code Boolean}, {@link Colour}, {@code String} or {@code Map},
 *     which cannot be changed; empty if nobody has set it, or the point was deleted
 * @param priority of the value, 0 to {@link Controls#MAX_PRIORITY}
 * @param setter who has set the value; of a sum, who changed it last
 * @param changed when, by the hybrid logical clock, which is near the clock of the setter
 * @param holder of a lease: who holds it, as far as this node knows
 */
public record Point(
    String name,
    Kind kind,
    Policy policy,
    Optional<Object> value,
    int priority,
    Optional<NodeId> setter,
    Instant changed,
    Optional<NodeId> holder) {

  /** The value as this class; empty if there is none or it is of another kind. */
  public <T> Optional<T> as(Class<T> type) {
    return value.filter(type::isInstance).map(type::cast);
  }
}
