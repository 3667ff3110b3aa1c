package io.weft.control.state;

import io.weft.control.Change;
import io.weft.control.ControlException;
import io.weft.control.ControlException.Reason;
import io.weft.control.ControlWatcher;
import io.weft.control.Controls;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.node.NodeId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All control points as this node knows them. One lock guards them; nothing waits while it is held.
 * Safe on every thread.
 */
public final class Board {

  /** Changes that are remembered of all points together: some 20 MB. */
  private static final int MAX_HISTORY = 200_000;

  /** How long a deletion is kept beyond its time: others, whose clocks differ, drop it first. */
  private static final Duration GRACE = Duration.ofMinutes(5);

  final NodeId self;
  final HybridClock clock;
  private final RandomGenerator random;
  private final LongSupplier nanoTime;
  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Slot> slots = new HashMap<>();
  private final Buckets buckets;
  private final Set<Slot> held = new LinkedHashSet<>();
  private final Set<Slot> gone = new LinkedHashSet<>();
  private final Watches watches;

  /**
   * @param clock of the wall
   * @param nanoTime for what lasts, as {@link System#nanoTime}
   * @param watchers runs what watchers do; a thread for each of them
   * @param random tells the starts of this node apart
   */
  public Board(
      NodeId self,
      Clock clock,
      LongSupplier nanoTime,
      Limits limits,
      Executor watchers,
      RandomGenerator random) {
    this.random = random;
    this.self = self;
    this.clock = new HybridClock(clock, limits.mostAhead());
    this.nanoTime = nanoTime;
    this.limits = limits;
    this.watches = new Watches(watchers);
    this.buckets = new Buckets(lock, this::isForgotten);
  }

  // ---- what this node does

  /** Makes the part of a state that a change is, under the board's lock. */
  @FunctionalInterface
  interface Doing {
    /**
     * The change.
     *
     * @param slot the place of the point; {@code null} if it has none
     * @return {@code null} if there is nothing to change
     */
    @Nullable PointState change(@Nullable Slot slot, long nowNanos);
  }

  /** A change and how the point is after it. */
  record Done(Optional<PointState> change, Point point) {}

  Done change(String name, Doing doing) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      Slot slot = slots.get(name);
      PointState change = doing.change(slot, now);
      if (change == null) {
        if (slot == null) {
          throw new ControlException(Reason.NOT_KNOWN, "there is no control point " + name);
        }
        return new Done(Optional.empty(), slot.shown);
      }
      if (slot == null && slots.size() >= limits.points()) {
        throw new ControlException(Reason.FULL, name + ": " + full());
      }
      take(slot, change, now);
      return new Done(Optional.of(change), place(name).shown);
    } finally {
      lock.unlock();
    }
  }

  private Slot place(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalStateException(name);
    }
    return slot;
  }

  private String full() {
    return "there are " + slots.size() + " control points (limit " + limits.points() + ")";
  }

  // ---- what others have done

  /** Joins what another node knows with what this one knows. */
  public Merged merge(List<PointState> states) {
    List<PointState> news = new ArrayList<>();
    List<PointState> own = new ArrayList<>();
    int refused = 0;
    String why = null;
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      for (PointState each : states) {
        Slot slot = slots.get(each.name());
        String refusal = refusal(slot, each);
        if (refusal != null) {
          refused++;
          why = why == null ? each.name() + ": " + refusal : why;
          continue;
        }
        if (slot == null && isForgotten(each)) {
          continue;
        }
        PointState lost = slot == null ? null : slot.state;
        if (take(slot, each, now)) {
          news.add(each);
          PointState again = lost == null ? null : restored(place(each.name()), lost, now);
          if (again != null) {
            own.add(again);
          }
        }
      }
    } finally {
      lock.unlock();
    }
    return new Merged(news, own, refused, Optional.ofNullable(why));
  }

  private @Nullable String refusal(@Nullable Slot slot, PointState given) {
    String[] late = new String[1];
    given
        .content()
        .stamps(
            stamp -> {
              if (!clock.observe(stamp.time())) {
                late[0] =
                    "changed by node "
                        + stamp.node().shortText()
                        + ", whose clock is "
                        + clock.ahead(stamp.time()).toMinutes()
                        + " min ahead of this one's (limit "
                        + clock.mostAhead().toMinutes()
                        + "); set one of the clocks right";
              }
            });
    if (late[0] != null) {
      return late[0];
    }
    if (slot == null) {
      return slots.size() >= limits.points() ? full() : null;
    }
    return given.content() instanceof Shares
            && slot.state.isDefinedAs(given)
            && slot.state.join(given).content() instanceof Shares both
            && both.shares().size() > PointForm.MAX_SHARES
        ? "more than " + PointForm.MAX_SHARES + " nodes contribute"
        : null;
  }

  /** Whether a deletion is so old that nobody need remember it. */
  private boolean isForgotten(PointState state) {
    return state.content() instanceof Gone deleted && isOld(deleted.stamp().time());
  }

  /**
   * A number for this start of the node, higher than another one. Half of it is chance: a node that
   * was killed twice may have had the same time twice, if others' clocks are ahead of its own.
   */
  long incarnation(long time, long above) {
    long millis = Math.max(HybridClock.millis(time), (above >>> Share.CHANCE_BITS) + 1);
    return (millis << Share.CHANCE_BITS) | random.nextLong(1L << Share.CHANCE_BITS);
  }

  /** Whether everybody has heard of what was done then, or has missed it for good. */
  boolean isOld(long time) {
    return isOlder(time, limits.deleted());
  }

  private boolean isOlder(long time, Duration age) {
    return HybridClock.millis(clock.read()) - HybridClock.millis(time) > age.toMillis();
  }

  /**
   * A share of this process that was taken for one of a process before it, because the clock was
   * set back in between: given again under a number of its own.
   */
  private @Nullable PointState restored(Slot slot, PointState before, long now) {
    if (slot.ownIncarnation == 0
        || slot.state.policy() != Policy.SUM
        || !slot.state.isDefinedAs(before)
        || !(slot.state.content() instanceof Shares shares)
        || !(before.content() instanceof Shares old)
        || shares.find(self, slot.ownIncarnation) != null) {
      return null;
    }
    Share lost = old.find(self, slot.ownIncarnation);
    if (lost == null || lost.value() == null) {
      return null;
    }
    PointState again;
    try {
      again = slot.state.with(Desk.sum(this, slot, shares, shares.totalOf(self) + lost.value()));
    } catch (ControlException e) {
      return null; // what others pretend this node has added is beyond all numbers
    }
    take(slot, again, now);
    return again;
  }

  // ---- both

  private boolean take(@Nullable Slot known, PointState change, long now) {
    PointState before = known == null ? null : known.state;
    PointState after = before == null ? change : before.join(change);
    if (after.equals(before)) {
      return false;
    }
    Slot slot = known;
    boolean shows = true;
    if (slot == null) {
      slot = new Slot(after, now);
      slots.put(after.name(), slot);
      buckets.add(slot);
    } else {
      shows = slot.take(after, now);
      buckets.changed(slot);
    }
    if (before == null || !before.isDefinedAs(after)) {
      slot.ownIncarnation = before == null ? slot.ownIncarnation : 0;
    }
    sort(slot, now);
    Content old = before != null && before.isDefinedAs(after) ? before.content() : null;
    int most = Math.max(1, Math.min(limits.history(), MAX_HISTORY / slots.size()));
    for (Change each : after.content().since(old)) {
      slot.remember(each, most);
    }
    if (shows) {
      watches.tell(slot.shown);
    }
    return true;
  }

  private void sort(Slot slot, long now) {
    if (slot.holds(now)) {
      held.add(slot);
    } else {
      held.remove(slot);
    }
    if (slot.state.isGone()) {
      gone.add(slot);
    } else {
      gone.remove(slot);
    }
  }

  /** What time does: leases end, deletions are forgotten. Some times a second. */
  public void tick() {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      held.removeIf(
          slot -> {
            if (slot.holds(now)) {
              return false;
            }
            if (slot.show(now)) {
              watches.tell(slot.shown);
            }
            return true;
          });
      Duration age = limits.deleted().plus(GRACE);
      gone.removeIf(
          slot -> {
            boolean old =
                slot.state.content() instanceof Gone deleted
                    && isOlder(deleted.stamp().time(), age);
            if (old) {
              slots.remove(slot.state.name());
              buckets.remove(slot);
            }
            return old;
          });
    } finally {
      lock.unlock();
    }
  }

  // ---- what is asked

  Optional<Point> find(String name) {
    lock.lock();
    try {
      Slot slot = slots.get(name);
      return slot == null || slot.state.isGone() ? Optional.empty() : Optional.of(now(slot));
    } finally {
      lock.unlock();
    }
  }

  private Point now(Slot slot) {
    if (slot.show(nanoTime.getAsLong())) {
      watches.tell(slot.shown);
    }
    return slot.shown;
  }

  /** In no order. */
  List<Point> all(NamePattern pattern) {
    lock.lock();
    try {
      List<Point> found = new ArrayList<>();
      for (Slot slot : slots.values()) {
        if (!slot.state.isGone() && pattern.matches(slot.state.name())) {
          found.add(now(slot));
        }
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  List<Change> history(String name) {
    lock.lock();
    try {
      Slot slot = slots.get(name);
      return slot == null ? List.of() : slot.history();
    } finally {
      lock.unlock();
    }
  }

  Controls.Watch watch(NamePattern pattern, ControlWatcher watcher) {
    lock.lock();
    try {
      Watching watch = watches.add(pattern, watcher);
      slots.values().stream()
          .filter(slot -> !slot.state.isGone())
          .forEach(slot -> watch.tell(slot.shown));
      return watch;
    } finally {
      lock.unlock();
    }
  }

  /** Points, with deleted ones that are remembered. */
  public int size() {
    lock.lock();
    try {
      return slots.size();
    } finally {
      lock.unlock();
    }
  }

  /** What others compare with theirs. */
  public Buckets buckets() {
    return buckets;
  }

  /** Ends all watches. */
  public void close() {
    watches.close();
  }
}
