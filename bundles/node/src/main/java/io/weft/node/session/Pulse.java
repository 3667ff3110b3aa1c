package io.weft.node.session;

import io.weft.node.session.Liveness.Pace;
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
 * look faster than it is, or proven before it was tried. {@link #look} and what it says are for the
 * clock's thread; the rest is safe on every thread.
 */
final class Pulse {

  /** The best of this many round trips says how fast the way is: the others met a busy moment. */
  private static final int RECENT = 4;

  /** The side that accepted knocks this much less often. */
  private static final int ACCEPTED_PAUSES = 8;

  /** Between two knocks that are out of turn, at least: a look may come soon after another. */
  private static final Duration KNOCKS_APART = Duration.ofMillis(100);

  private final LongSupplier nanos;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private final AtomicLongArray unanswered = new AtomicLongArray(RECENT);
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger missed = new AtomicInteger();
  private final long[] recent = new long[RECENT];
  private int timed;
  private volatile int answers;
  private volatile long roundTripNanos = -1;
  private volatile long leastNanos;

  // Written on the reader.
  private volatile long beats;
  private volatile long beatNanos;

  // Of the clock's thread.
  private final Patience patience;
  private long lookedNanos;
  private long framesSeen;
  private long beatsSeen;
  private long lastBeatNanos;
  private long notListenedNanos;
  private long heardNanos;
  private int answersSeen;
  private int sentUntilAnswer;
  private long unansweredNanos;
  private long lastSentNanos;

  /**
   * @param nanos the time, as {@link System#nanoTime}
   */
  Pulse(LongSupplier nanos) {
    this.nanos = nanos;
    long now = nanos.getAsLong();
    patience = new Patience(now);
    lookedNanos = now;
    heardNanos = now;
    lastSentNanos = now;
  }

  /**
   * Whether to send one now; never two at a time, because sending may block on a slow peer. The
   * side that dialled knocks, and the other one answers; that one knocks if it hears nothing, and
   * now and then to know the round trip.
   */
  boolean due(long nowNanos, Duration every, boolean dialled) {
    boolean quiet = silence(nowNanos) > every.toNanos() * 3 / 2;
    return turn(nowNanos, dialled || quiet ? every : every.multipliedBy(ACCEPTED_PAUSES));
  }

  /** Whether to send one out of turn: somebody wants to know whether the peer is there. */
  boolean dueAtOnce(long nowNanos) {
    return turn(nowNanos, KNOCKS_APART);
  }

  private boolean turn(long nowNanos, Duration pause) {
    if (nowNanos - lastSentNanos < pause.toNanos() || !underWay.compareAndSet(false, true)) {
      return false;
    }
    lastSentNanos = nowNanos;
    return true;
  }

  /** The answer to one of the peer's. */
  static NodeMessage answerTo(Heartbeat asked) {
    return NodeMessage.newBuilder()
        .setHeartbeat(Heartbeat.newBuilder().setStamp(asked.getStamp()).setAnswer(true))
        .build();
  }

  /** Sends the one that was due; may block. */
  void send(Consumer<Frame> link) {
    long stamp = nanos.getAsLong() | 1; // never 0, which stands for none
    long before = unanswered.getAndSet(Math.floorMod(sent.getAndIncrement(), RECENT), stamp);
    if (before != 0) {
      missed.incrementAndGet();
    }
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
    recent[timed++ % RECENT] = took;
    long least = took;
    for (int i = 0; i < Math.min(timed, RECENT); i++) {
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

  /** Heartbeats that were not answered while the next ones were sent. */
  int missed() {
    return missed.get();
  }

  /** The least of the last round trips, in nanoseconds; 0 before the first. */
  long leastNanos() {
    return leastNanos;
  }

  /** A heartbeat of the peer is here, or its answer to one; on the reader. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one reader writes
  void heard(boolean answer) {
    beatNanos = nanos.getAsLong();
    beats++;
    if (answer) {
      answers++;
    }
  }

  /**
   * Takes in what was heard since the last look. Time in which nobody looked because this process
   * stood still, or had no reason to look so often, does not count as silence.
   *
   * @param receivedFrames all that were ever received
   * @param everyNanos how often there should be a look
   * @param learn whether what is heard says something of the link, rather than of this process
   */
  void look(long nowNanos, long receivedFrames, long everyNanos, Pace pace, boolean learn) {
    long passed = nowNanos - lookedNanos;
    long notListened = Math.max(0, passed - everyNanos);
    lookedNanos = nowNanos;
    notListenedNanos += notListened;
    long newBeats = beats - beatsSeen;
    long beat = beatNanos;
    if (newBeats > 0) {
      if (beatsSeen > 0 && learn) {
        patience.heard(Math.max(0, beat - lastBeatNanos - notListenedNanos), pace, nowNanos);
      }
      beatsSeen += newBeats;
      lastBeatNanos = Math.min(nowNanos, beat + notListened); // it may have been before or after
      notListenedNanos = 0;
    }
    long newFrames = receivedFrames - framesSeen;
    framesSeen = receivedFrames;
    if (newFrames > newBeats) {
      heardNanos = nowNanos; // at some time since the last look
    } else {
      long since = newBeats > 0 ? Math.max(beat, heardNanos) : heardNanos;
      heardNanos = Math.min(nowNanos, since + notListened);
    }
    lookAtAnswers(passed - notListened);
  }

  private void lookAtAnswers(long listenedNanos) {
    if (answersSeen != answers) {
      answersSeen = answers;
      sentUntilAnswer = sent.get();
      unansweredNanos = 0;
    } else if (sent.get() != sentUntilAnswer) {
      unansweredNanos += listenedNanos;
    }
  }

  /** How long nothing was heard, as far as this process listened. */
  long silence(long nowNanos) {
    return nowNanos - heardNanos;
  }

  /** How long heartbeats have been sent and none was answered. */
  long unansweredNanos() {
    return unansweredNanos;
  }

  /** What was learned of pauses. */
  Patience patience() {
    return patience;
  }

  Optional<Duration> roundTrip() {
    long took = roundTripNanos;
    return took < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(took));
  }
}
