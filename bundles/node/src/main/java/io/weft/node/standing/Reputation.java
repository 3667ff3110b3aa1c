package io.weft.node.standing;

import io.weft.node.standing.Deed.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What this node thinks of one peer. Two ledgers, both fading: luck, good and bad, and malice. Bad
 * luck is bounded far above the point at which a peer is disconnected, so that only malice gets
 * there. Safe on every thread.
 */
public final class Reputation {

  /** As good and as bad as can be. */
  public static final double BEST = 100;

  public static final double WORST = -100;

  /** Bad luck goes no lower: a peer that is merely flaky stays better than one that is hostile. */
  static final double WORST_LUCK = -30;

  /** Half of the luck is forgotten after this: an evening's trouble is over the next morning. */
  static final Duration LUCK_HALVES = Duration.ofHours(1);

  /** Half of the malice is forgotten after this. */
  static final Duration MALICE_HALVES = Duration.ofHours(6);

  private static final int MAX_REASONS = 8;

  private record Reason(Deed deed, String detail, int times, Instant last) {}

  private final ArrayDeque<Reason> reasons = new ArrayDeque<>();
  private double luck;
  private double malice;
  private Instant at;

  /** Nothing is known yet. */
  public Reputation(Instant now) {
    this.at = now;
  }

  /** Takes in how it was when it was stored. */
  public synchronized void recall(double luckThen, double maliceThen, Instant then, Instant now) {
    fade(now);
    Duration passed = Duration.between(then, now);
    luck = clamp(luck + luckThen * half(passed, LUCK_HALVES), WORST_LUCK, BEST);
    malice = clamp(malice + maliceThen * half(passed, MALICE_HALVES), WORST, 0);
  }

  /**
   * Writes a deed down.
   *
   * @param detail what exactly; may be empty
   */
  public synchronized void saw(Deed deed, String detail, Instant now) {
    fade(now);
    if (deed.ledger == Ledger.LUCK) {
      luck = clamp(luck + deed.weight, WORST_LUCK, BEST);
    } else {
      malice = clamp(malice + deed.weight, WORST, 0);
    }
    Reason newest = reasons.peekFirst();
    int times = 1;
    if (newest != null && newest.deed == deed) {
      times = newest.times + 1;
      reasons.pollFirst();
    } else if (reasons.size() >= MAX_REASONS) {
      reasons.pollLast();
    }
    reasons.addFirst(new Reason(deed, detail, times, now));
  }

  /** Luck and malice together, {@link #WORST} to {@link #BEST}. */
  public synchronized double score(Instant now) {
    fade(now);
    return clamp(luck + malice, WORST, BEST);
  }

  /** Luck alone, good or bad. */
  public synchronized double luck(Instant now) {
    fade(now);
    return luck;
  }

  /** Malice alone: 0 for none, {@link #WORST} at most. */
  public synchronized double malice(Instant now) {
    fade(now);
    return malice;
  }

  /** All is forgiven. */
  public synchronized void forgive(Instant now) {
    luck = Math.max(luck, 0);
    malice = 0;
    at = now;
    reasons.clear();
  }

  /** What moved it last, newest first, for people. */
  public synchronized List<String> reasons() {
    List<String> texts = new ArrayList<>();
    for (Reason reason : reasons) {
      double points = reason.deed.weight * reason.times;
      texts.add(
          String.format(
              Locale.ROOT,
              Math.abs(points) < 1 ? "%+.1f %s%s%s" : "%+.0f %s%s%s",
              points,
              reason.deed.words,
              reason.times > 1 ? " (" + reason.times + " times)" : "",
              reason.detail.isEmpty() ? "" : ": " + reason.detail));
    }
    return texts;
  }

  /** A clock that was set back makes nothing fade. */
  private void fade(Instant now) {
    Duration passed = Duration.between(at, now);
    if (passed.isNegative() || passed.isZero()) {
      return;
    }
    luck *= half(passed, LUCK_HALVES);
    malice *= half(passed, MALICE_HALVES);
    at = now;
  }

  private static double half(Duration passed, Duration halves) {
    return passed.isNegative() ? 1 : Math.pow(0.5, (double) passed.toMillis() / halves.toMillis());
  }

  private static double clamp(double value, double least, double most) {
    return Double.isNaN(value) ? 0 : Math.max(least, Math.min(most, value));
  }
}
