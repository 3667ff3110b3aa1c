package io.weft.node.directory;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many requests a path gets of late, and how many of them were made again: what is made again
 * must stay a small part, or a service that is in trouble gets several times its usual load. A
 * request costs one read, except one every few seconds. Safe on every thread.
 */
public final class Tempo {

  /** Of late is this long, up to twice as long. */
  private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

  /** So many may be made again within a window, however few requests there are. */
  static final int RESERVE = 10;

  /** A time that counts as late, and what is known of the one just before it. */
  private static final class Window {
    final long beginNanos;
    final long begun;
    final long begunBefore;
    final int repeatedBefore;
    int repeated;

    Window(long beginNanos, long begun, @Nullable Window before) {
      this.beginNanos = beginNanos;
      this.begun = begun;
      this.begunBefore = before == null ? begun : before.begun;
      this.repeatedBefore = before == null ? 0 : before.repeated;
    }
  }

  private volatile @Nullable Window window;

  /** A request to the path begins. */
  public void tick(RemotePath path, long nowNanos) {
    Window now = window;
    if (now == null || nowNanos - now.beginNanos >= WINDOW_NANOS) {
      roll(path, nowNanos);
    }
  }

  private synchronized Window roll(RemotePath path, long nowNanos) {
    Window last = window;
    if (last != null && nowNanos - last.beginNanos < WINDOW_NANOS) {
      return last;
    }
    boolean justBefore = last != null && nowNanos - last.beginNanos < 2 * WINDOW_NANOS;
    Window next = new Window(nowNanos, path.begun(), justBefore ? last : null);
    window = next;
    return next;
  }

  /**
   * Whether one more request may be made again; counts it if so.
   *
   * @param percent of the requests of late that may be
   */
  public boolean repeat(RemotePath path, long nowNanos, int percent) {
    Window now = roll(path, nowNanos);
    long begun = path.begun() - now.begunBefore;
    synchronized (this) {
      if (now.repeated + now.repeatedBefore >= RESERVE + begun * percent / 100) {
        return false;
      }
      now.repeated++;
      return true;
    }
  }
}
