package io.weft.node.session;

import io.weft.node.session.Liveness.Pace;
import java.time.Duration;

/**
 * Learns from the heartbeats of one link how long it is silent while all is well.
 *
 * <p>Silence on a link that works comes from frames that are sent again: a transport waits, and
 * twice as long each time the same frame is lost. So pauses are not spread around their mean; the
 * longest stall of late says how long the next one may be, and the bound is two doublings beyond
 * it. One thread at a time.
 */
final class Patience {

  /** Stalls are remembered for one to two of these: at 5 % loss there are a dozen in each. */
  static final Duration MEMORY = Duration.ofMinutes(1);

  /**
   * How many times the longest stall of late the next may be: a frame that is lost once waits for
   * d, one that is lost twice in a row for 3 d. Measured with a model of TCP: decision 015.
   */
  private static final int LONGER = 4;

  /** What is usual follows one sixteenth of each difference: two seconds of heartbeats. */
  private static final int GAIN = 16;

  private long usualNanos;
  private long worstNanos;
  private long worstBeforeNanos;
  private long turnedNanos;

  Patience(long nowNanos) {
    turnedNanos = nowNanos;
  }

  /** A pause between two heartbeats, without the time in which this process did not listen. */
  void heard(long pauseNanos, Pace pace, long nowNanos) {
    turn(nowNanos);
    long every = pace.heartbeatEvery().toNanos();
    long usual = Math.max(every, Math.min(2 * every, usualNanos));
    worstNanos = Math.max(worstNanos, pauseNanos - usual);
    usualNanos = usual + (Math.min(pauseNanos, 2 * usual) - usual) / GAIN;
  }

  /** The longest stall of late: how much longer a pause was than usual. */
  long worstNanos(long nowNanos) {
    turn(nowNanos);
    return Math.max(worstNanos, worstBeforeNanos);
  }

  /** How long nothing may be heard where this was the longest stall of late. */
  static long nanos(Pace pace, long worstNanos) {
    long learned = pace.heartbeatEvery().toNanos() + LONGER * worstNanos;
    long least = pace.silenceLimit().toNanos();
    return Math.max(least, Math.min(pace.mostPatience().toNanos(), learned));
  }

  private void turn(long nowNanos) {
    long passed = nowNanos - turnedNanos;
    if (passed >= MEMORY.toNanos()) {
      worstBeforeNanos = passed < 2 * MEMORY.toNanos() ? worstNanos : 0;
      worstNanos = 0;
      turnedNanos = nowNanos;
    }
  }
}
