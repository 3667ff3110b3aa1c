package io.weft.node.session;

import io.weft.transport.Frame;
import io.weft.v1.Heartbeat;
import io.weft.v1.NodeMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The heartbeats of one link: when the next is due, how long the peer has been silent, how long an
 * answer takes. Answers count once, and only to stamps that were sent: a peer cannot make a way
 * look faster than it is, or proven before it was tried. {@link #due} and {@link #silence} are for
 * the clock's thread; the rest is safe on every thread.
 */
final class Pulse {

  /** The best of this many round trips says how fast the way is: the others met a busy moment. */
  private static final int RECENT = 4;

  /** The side that accepted knocks this much less often. */
  private static final int ACCEPTED_PAUSES = 8;

  private final LongSupplier nanos;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final AtomicLongArray unanswered = new AtomicLongArray(RECENT);
  private final AtomicInteger sent = new AtomicInteger();
  private final long[] recent = new long[RECENT];
  private int answers;
  private volatile long roundTripNanos = -1;
  private volatile long leastNanos;
  private long framesAtLastLook = -1;
  private long silentSinceNanos;
  private long lastSentNanos;

  /**
   * @param nanos the time, as {@link System#nanoTime}
   */
  Pulse(LongSupplier nanos) {
    this.nanos = nanos;
    silentSinceNanos = nanos.getAsLong();
    lastSentNanos = silentSinceNanos;
  }

  /**
   * Whether to send one now; never two at a time, because sending may block on a slow peer. The
   * side that dialled knocks, and the other one answers; that one knocks if it hears nothing, and
   * now and then to know the round trip.
   */
  boolean due(long nowNanos, Duration every, boolean dialled, Duration silence) {
    boolean quiet = silence.compareTo(every.multipliedBy(3).dividedBy(2)) > 0;
    long pause = dialled || quiet ? every.toNanos() : every.toNanos() * ACCEPTED_PAUSES;
    if (nowNanos - lastSentNanos < pause || !underWay.compareAndSet(false, true)) {
      return false;
    }
    lastSentNanos = nowNanos;
    return true;
  }

  /** Sends the one that was due; may block. */
  void send(Consumer<Frame> link) {
    long stamp = nanos.getAsLong() | 1; // never 0, which stands for none
    unanswered.set(Math.floorMod(sent.getAndIncrement(), RECENT), stamp);
    try {
      link.accept(
          Frame.of(
              NodeMessage.newBuilder()
                  .setHeartbeat(Heartbeat.newBuilder().setStamp(stamp))
                  .build()
                  .toByteArray()));
    } finally {
      underWay.set(false);
    }
  }

  /**
   * The peer has sent a stamp back; on the reader.
   *
   * @return false if it is none of the last that were sent, or was sent back before
   */
  boolean answered(long stamp) {
    if (stamp == 0 || !forget(stamp)) {
      return false;
    }
    long took = Math.max(1, nanos.getAsLong() - stamp);
    recent[answers++ % RECENT] = took;
    long least = took;
    for (int i = 0; i < Math.min(answers, RECENT); i++) {
      least = Math.min(least, recent[i]);
    }
    leastNanos = least;
    roundTripNanos = took;
    return true;
  }

  private boolean forget(long stamp) {
    for (int i = 0; i < RECENT; i++) {
      if (unanswered.compareAndSet(i, stamp, 0)) {
        return true;
      }
    }
    return false;
  }

  /** The least of the last round trips, in nanoseconds; 0 before the first. */
  long leastNanos() {
    return leastNanos;
  }

  /**
   * How long nothing was heard.
   *
   * @param stoodStill for how long this process stood still itself since the last look, which does
   *     not count
   */
  Duration silence(long nowNanos, long receivedFrames, Duration stoodStill) {
    if (receivedFrames != framesAtLastLook) {
      framesAtLastLook = receivedFrames;
      silentSinceNanos = nowNanos;
    } else {
      silentSinceNanos += stoodStill.toNanos();
    }
    return Duration.ofNanos(nowNanos - silentSinceNanos);
  }

  Optional<Duration> roundTrip() {
    long took = roundTripNanos;
    return took < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(took));
  }
}
