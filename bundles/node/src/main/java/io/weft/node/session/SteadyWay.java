package io.weft.node.session;

import io.weft.transport.Frame;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The link that keeps frames in order while a session has several. A better link is taken when
 * nothing has left for a moment, so that what is still on the way on the old one is not overtaken;
 * or after a while in any case. Safe on every thread; of frames that are sent at the same time the
 * order is anybody's.
 */
final class SteadyWay {

  /** After so long what left before has arrived, on all but the slowest ways. */
  private static final long QUIET_NANOS = Duration.ofMillis(20).toNanos();

  /** Who never pauses moves after so long. */
  private static final long LONGEST_NANOS = Duration.ofMillis(500).toNanos();

  // Weak: a link that has ended must not keep the classes of its transport, which may be swapped.
  private volatile @Nullable WeakReference<SessionLink> link;
  private volatile long lastNanos;
  private volatile long steadySinceNanos;

  /**
   * Sends on the link that the last frame took, or on the first of these that takes it.
   *
   * @param best the links that are in use, the best one first
   * @return whether one has taken it
   */
  boolean send(SessionLink[] best, Frame frame, long nowNanos) {
    WeakReference<SessionLink> kept = link;
    SessionLink before = kept == null ? null : kept.get();
    if (best.length > 0 && best[0] == before) {
      steadySinceNanos = nowNanos;
    }
    boolean stays =
        nowNanos - lastNanos < QUIET_NANOS && nowNanos - steadySinceNanos < LONGEST_NANOS;
    if (before != null && stays && before.send(frame, false)) {
      lastNanos = nowNanos;
      return true;
    }
    for (SessionLink next : best) {
      if (next.send(frame, false)) {
        link = new WeakReference<>(next);
        lastNanos = nowNanos;
        steadySinceNanos = nowNanos;
        return true;
      }
    }
    return false;
  }
}
