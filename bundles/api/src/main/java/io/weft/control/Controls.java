package io.weft.control;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Control points of the whole network. Every node has them all; a change is there at once for this
 * node and reaches the others within a round trip, or when a partition has healed. They live as
 * long as any node does: nothing is written to disk.
 *
 * <p>Safe on every thread; nothing blocks. Each method that changes something throws {@link
 * ControlException} if it cannot be done, and then nothing has changed.
 */
@ProviderType
public interface Controls {

  /** The highest priority; the lowest, and the usual one, is 0. */
  int MAX_PRIORITY = 15;

  /**
   * Says what a point is. Setting a point that nobody has declared declares it as {@link
   * Policy#LAST_WRITER} of the value's kind. Where two nodes declare one point differently without
   * hearing of each other, the later one in the order of {@link Policy}, then of {@link Kind},
   * holds.
   *
   * @throws ControlException if it is declared as something else here; delete it first
   */
  Point declare(String name, Kind kind, Policy policy);

  /**
   * Sets a point, with the lowest priority.
   *
   * @param value a number, {@code Boolean}, {@link Colour}, {@code String}, or a {@code Map} of
   *     names to these
   */
  default Point set(String name, Object value) {
    return set(name, value, 0);
  }

  /** Sets a point. For a {@link Policy#SUM} it is the number that this node contributes. */
  Point set(String name, Object value, int priority);

  /** Adds to what this node contributes to a {@link Policy#SUM}; declares it if there is none. */
  Point add(String name, double amount);

  /**
   * Takes back what was set: of {@link Policy#LAST_WRITER} what anybody has set with this priority,
   * of {@link Policy#MAXIMUM} and {@link Policy#SUM} what this node has set.
   */
  Point release(String name, int priority);

  /** Deletes a point everywhere. What others set without having heard of it is lost with it. */
  void delete(String name);

  /** A point; empty if there is none or it was deleted. */
  Optional<Point> find(String name);

  /**
   * Points by name.
   *
   * @param pattern a name in which {@code *} stands for one segment and {@code **}, as the last,
   *     for any number
   */
  List<Point> points(String pattern);

  /** Who did what to a point, as far as this node has heard, oldest first and bounded. */
  List<Change> history(String name);

  /** Tells of every point that matches now, and then of each change, until it is closed. */
  Watch watch(String pattern, ControlWatcher watcher);

  /** Ends what {@link #watch} began: when this returns, no further call begins. */
  @ProviderType
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }
}
