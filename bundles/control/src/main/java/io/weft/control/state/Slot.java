package io.weft.control.state;

import io.weft.control.Change;
import io.weft.control.Point;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The place of one point on the board; guarded by the board's lock. */
final class Slot {

  final long nameHash;
  PointState state;
  Point shown;

  /** Of the state; 0 while it is not known. */
  long hash;

  /** The incarnation under which this process has its share of a sum; 0 if it has none. */
  long ownIncarnation;

  private long leaseEndNanos;
  private final Deque<Change> history = new ArrayDeque<>(2);

  Slot(PointState state, long nowNanos) {
    this.nameHash = Hash.of(state.name());
    this.state = state;
    renewed(null, nowNanos);
    this.shown = state.shown(holds(nowNanos));
  }

  /** Takes a new state; whether it shows. */
  boolean take(PointState next, long nowNanos) {
    PointState before = state;
    state = next;
    hash = 0;
    renewed(before, nowNanos);
    return show(nowNanos);
  }

  /** Looks again at what time has changed; whether it shows. */
  boolean show(long nowNanos) {
    Point now = state.shown(holds(nowNanos));
    boolean changed = !now.equals(shown);
    shown = now;
    return changed;
  }

  /** A lease runs from when this node hears of its renewal: clocks need not agree. */
  private void renewed(@Nullable PointState before, long nowNanos) {
    if (state.content() instanceof Tenure tenure) {
      boolean known =
          before != null
              && before.isDefinedAs(state)
              && before.content() instanceof Tenure old
              && old.isThatOf(tenure)
              && old.renewals() == tenure.renewals();
      if (!known) {
        leaseEndNanos = nowNanos + tenure.millis() * 1_000_000;
      }
    }
  }

  boolean holds(long nowNanos) {
    return state.content() instanceof Tenure tenure
        && tenure.holder() != null
        && leaseEndNanos - nowNanos > 0;
  }

  long leaseLeftNanos(long nowNanos) {
    return leaseEndNanos - nowNanos;
  }

  /** What one node does again and again within a second is remembered once. */
  void remember(Change change, int most) {
    Change last = history.peekLast();
    if (last != null
        && last.by().equals(change.by())
        && last.what() == change.what()
        && last.priority() == change.priority()
        && last.at().getEpochSecond() == change.at().getEpochSecond()) {
      history.removeLast();
    }
    history.addLast(change);
    while (history.size() > most) {
      history.removeFirst();
    }
  }

  List<Change> history() {
    return history.stream().sorted(Comparator.comparing(Change::at)).toList();
  }
}
