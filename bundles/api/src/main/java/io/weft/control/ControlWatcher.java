package io.weft.control;

import org.osgi.annotation.versioning.ConsumerType;

/** Follows control points: given to {@link Controls#watch}. */
@FunctionalInterface
@ConsumerType
public interface ControlWatcher {

  /**
   * A point is now like this. One thread at a time calls it for each watch; of one point the states
   * come in their order. It may block: what changes meanwhile is told once, as it is then, so a
   * slow watcher misses steps in between, never the last one. What it throws is logged.
   */
  void changed(Point point) throws Exception;
}
