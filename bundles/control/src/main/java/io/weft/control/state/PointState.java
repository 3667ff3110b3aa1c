package io.weft.control.state;

import io.weft.control.Kind;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.node.NodeId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one point, or a part of it. Of two with other lives or definitions the one with
 * the higher life, policy, kind counts as a whole; else their contents are joined.
 *
 * @param life even while there is a point, odd while it is deleted; grows with each deletion and
 *     each new beginning
 */
public record PointState(String name, int life, Policy policy, Kind kind, Content content) {

  /** More lives than anybody gives a point. */
  static final int MAX_LIFE = 1 << 30;

  static PointState gone(String name, int life, Stamp stamp) {
    return new PointState(name, life, Policy.LAST_WRITER, Kind.NUMBER, new Gone(stamp));
  }

  boolean isGone() {
    return content instanceof Gone;
  }

  /** Both together; this very object if the other one, of the same name, brings nothing new. */
  public PointState join(PointState other) {
    int order = Integer.compare(life, other.life);
    if (order == 0) {
      order = policy.compareTo(other.policy);
    }
    if (order == 0) {
      order = kind.compareTo(other.kind);
    }
    if (order != 0) {
      return order > 0 ? this : other;
    }
    Content joined = content.join(other.content);
    return joined.equals(content) ? this : with(joined);
  }

  PointState with(Content other) {
    return new PointState(name, life, policy, kind, other);
  }

  boolean isDefinedAs(PointState other) {
    return life == other.life && policy == other.policy && kind == other.kind;
  }

  /**
   * As the API shows it.
   *
   * @param holds whether a lease still runs, as far as this node can tell
   */
  Point shown(boolean holds) {
    if (content instanceof Layers layers) {
      return shown(layers.top(), Optional.empty());
    }
    if (content instanceof Tenure tenure) {
      return shown(tenure.set(), holds ? Optional.ofNullable(tenure.holder()) : Optional.empty());
    }
    if (content instanceof Gone gone) {
      return shown(null, 0, gone.stamp(), Optional.empty());
    }
    Shares shares = (Shares) content;
    Share from = policy == Policy.SUM ? shares.latest() : shares.largest();
    Double value = policy == Policy.SUM ? shares.sum() : from == null ? null : from.value();
    return from == null
        ? shown(null, 0, null, Optional.empty())
        : shown(value, from.priority(), new Stamp(from.time(), from.node()), Optional.empty());
  }

  private Point shown(@Nullable Layer layer, Optional<NodeId> holder) {
    return layer == null
        ? shown(null, 0, null, holder)
        : shown(layer.value(), layer.priority(), layer.stamp(), holder);
  }

  private Point shown(
      @Nullable Object value, int priority, @Nullable Stamp stamp, Optional<NodeId> holder) {
    return new Point(
        name,
        kind,
        policy,
        Optional.ofNullable(value),
        priority,
        Optional.ofNullable(stamp).map(Stamp::node),
        stamp == null ? Instant.EPOCH : HybridClock.instant(stamp.time()),
        holder);
  }
}
