package io.weft.node.limits;

import io.weft.transport.Link;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one peer may cost. What it sends beyond that is not lost: its links are read more slowly, or
 * its request is answered as overloaded. Safe on every thread, readers included, without a lock.
 */
public final class PeerLimits {

  /** A link rests at most so long at a time: its heartbeats must still be heard (decision 015). */
  private static final Duration LONGEST_REST = Duration.ofMillis(200);

  /** What a peer has sent too much is held against it up to this, or it would never recover. */
  private static final Duration DEBT = Duration.ofSeconds(1);

  /** A deed is told at most so often. */
  private static final long TOLD_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final String peer;
  private final Supplier<LimitValues> values;
  private final RefusalCounts refusals;
  private final LongSupplier nanos;
  private final Consumer<String> flooded;
  private final Rate frames;
  private final AtomicLong toldNanos;

  /**
   * @param flooded told when it was over a limit, at most once a second, with which one
   */
  PeerLimits(
      String peer,
      Supplier<LimitValues> values,
      RefusalCounts refusals,
      LongSupplier nanos,
      Consumer<String> flooded) {
    this.peer = peer;
    this.values = values;
    this.refusals = refusals;
    this.nanos = nanos;
    this.flooded = flooded;
    this.frames = new Rate(() -> values.get().framesASecond(), Duration.ofSeconds(1), nanos);
    this.toldNanos = new AtomicLong(nanos.getAsLong() - TOLD_EVERY_NANOS);
  }

  /** Frames have come in on this link; if they are too many, it rests. */
  public void frames(Link link, int count) {
    long owed = frames.borrow(count, DEBT);
    if (owed > 0) {
      link.rest(Duration.ofNanos(Math.min(owed, LONGEST_REST.toNanos())));
      over(Reason.FRAMES_A_SECOND, values.get().framesASecond());
    }
  }

  /**
   * Whether one more request may be handled.
   *
   * @param handled how many are, that one included
   */
  public boolean allows(int handled) {
    int limit = values.get().requestsPerPeer();
    if (handled <= limit) {
      return true;
    }
    over(Reason.REQUESTS_PER_PEER, limit);
    return false;
  }

  private void over(Reason reason, int limit) {
    refusals.refuse(reason, limit, () -> peer);
    long now = nanos.getAsLong();
    long told = toldNanos.get();
    if (now - told >= TOLD_EVERY_NANOS && toldNanos.compareAndSet(told, now)) {
      flooded.accept(reason.tag());
    }
  }
}
