package io.weft.control.state;

import io.weft.control.Change;
import io.weft.control.ControlException;
import io.weft.control.ControlException.Reason;
import io.weft.control.ControlWatcher;
import io.weft.control.Controls;
import io.weft.control.Kind;
import io.weft.control.Leases;
import io.weft.control.Point;
import io.weft.control.Policy;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What this node does to control points: checks it, and makes the change that it is. */
public final class Desk implements Controls, Leases {

  private final Board board;
  private final Consumer<PointState> changed;

  /**
   * @param changed told of each change, after it, on the thread that made it; must not block
   */
  public Desk(Board board, Consumer<PointState> changed) {
    this.board = board;
    this.changed = changed;
  }

  private Point change(String name, Board.Doing doing) {
    Board.Done done = board.change(Values.name(name), doing);
    done.change().ifPresent(changed);
    return done.point();
  }

  private Stamp stamp() {
    return new Stamp(board.clock.tick(), board.self);
  }

  // ---- definitions

  @Override
  public Point declare(String name, Kind kind, Policy policy) {
    if (kind != Kind.NUMBER && (policy == Policy.MAXIMUM || policy == Policy.SUM)) {
      throw new ControlException(
          Reason.WRONG_TYPE,
          name + ": the policy " + policy + " is for numbers, not for a " + kind);
    }
    return change(
        name,
        (slot, now) -> {
          PointState there = alive(slot);
          if (there == null) {
            return begun(name, slot, kind, policy);
          }
          checkDefined(there, kind, policy);
          return null;
        });
  }

  private static void checkDefined(PointState there, Kind kind, Policy policy) {
    if (there.kind() != kind || there.policy() != policy) {
      throw new ControlException(
          Reason.WRONG_TYPE,
          there.name()
              + " is a "
              + there.kind()
              + " of the policy "
              + there.policy()
              + ", not a "
              + kind
              + " of the policy "
              + policy
              + "; delete it first to make it another");
    }
  }

  private static @Nullable PointState alive(@Nullable Slot slot) {
    return slot == null || slot.state.isGone() ? null : slot.state;
  }

  private PointState begun(String name, @Nullable Slot slot, Kind kind, Policy policy) {
    int life = slot == null ? 0 : nextLife(slot.state);
    Content nothing =
        switch (policy) {
          case LAST_WRITER -> Layers.NONE;
          case MAXIMUM, SUM -> Shares.NONE;
          case LEASE -> new Tenure(0, 0, stamp(), null, 0, 0, null);
        };
    return new PointState(name, life, policy, kind, nothing);
  }

  @Override
  public void delete(String name) {
    change(
        name,
        (slot, now) -> {
          PointState there = known(name, slot);
          if (there.content() instanceof Tenure && slot != null && slot.holds(now)) {
            checkHeld(there, slot, now);
          }
          return PointState.gone(name, nextLife(there), stamp());
        });
  }

  private static int nextLife(PointState there) {
    checkOften(there.name(), there.life() >= PointState.MAX_LIFE);
    return there.life() + 1;
  }

  /** Only whoever means harm comes that far. */
  private static void checkOften(String name, boolean tooOften) {
    if (tooOften) {
      throw new ControlException(
          Reason.FULL, name + " was made anew or leased too often; use another name");
    }
  }

  private static PointState known(String name, @Nullable Slot slot) {
    PointState there = alive(slot);
    if (there == null) {
      throw new ControlException(
          Reason.NOT_KNOWN, "there is no control point " + name + "; set or declare it first");
    }
    return there;
  }

  // ---- values

  @Override
  public Point set(String name, Object value, int priority) {
    checkPriority(name, priority);
    return change(
        name,
        (slot, now) -> {
          PointState there = alive(slot);
          Kind kind = there == null ? Values.kind(name, value) : there.kind();
          Object checked = Values.checked(name, kind, value);
          PointState on = there == null ? begun(name, slot, kind, Policy.LAST_WRITER) : there;
          return on.with(part(on, slot, checked, priority, now));
        });
  }

  private static void checkPriority(String name, int priority) {
    if (priority < 0 || priority > MAX_PRIORITY) {
      throw new ControlException(
          Reason.BAD, name + ": priority " + priority + " (0 to " + MAX_PRIORITY + ")");
    }
  }

  private Content part(PointState on, @Nullable Slot slot, Object value, int priority, long now) {
    if (on.content() instanceof Layers) {
      return new Layers(List.of(new Layer(priority, stamp(), value)));
    }
    if (on.content() instanceof Tenure tenure) {
      checkHeld(on, slot, now);
      return tenure.renewed(new Layer(0, stamp(), value));
    }
    Shares shares = (Shares) on.content();
    checkRoom(on.name(), shares);
    return on.policy() == Policy.SUM
        ? sum(board, place(slot), shares, (Double) value)
        : largest(priority, (Double) value);
  }

  private static Slot place(@Nullable Slot slot) {
    if (slot == null) {
      throw new IllegalStateException("a sum is declared before it is set");
    }
    return slot;
  }

  private void checkRoom(String name, Shares shares) {
    if (shares.shares().size() >= PointForm.MAX_SHARES && shares.of(board.self).isEmpty()) {
      throw new ControlException(
          Reason.FULL,
          name
              + ": "
              + shares.shares().size()
              + " nodes contribute to it (limit "
              + PointForm.MAX_SHARES
              + "); delete it to begin anew");
    }
  }

  private Shares largest(int priority, @Nullable Double value) {
    return new Shares(List.of(new Share(board.self, 0, 0, board.clock.tick(), priority, value)));
  }

  /**
   * The share of this process that makes this the sum of all shares of this node. It takes over
   * what earlier starts have left, when that is so old that everybody has heard of its last change.
   */
  static Shares sum(Board board, Slot slot, Shares shares, @Nullable Double total) {
    long time = board.clock.tick();
    List<Share> all = shares.of(board.self); // by incarnation
    long covers = 0;
    long highest = 0;
    for (Share each : all) {
      covers = Math.max(covers, each.covers());
      highest = Math.max(highest, each.incarnation());
    }
    if (slot.ownIncarnation <= covers) {
      slot.ownIncarnation = board.incarnation(time, Math.max(highest, covers));
    }
    double rest = 0;
    boolean folding = true;
    for (Share each : all) {
      if (each.incarnation() == slot.ownIncarnation) {
        folding = false;
      } else if (folding && board.isOld(each.time())) {
        covers = each.incarnation();
      } else {
        folding = false;
        rest += each.value() == null ? 0 : each.value();
      }
    }
    Double own = total == null && rest == 0 ? null : (total == null ? 0 : total) - rest;
    if (own != null && !Double.isFinite(own)) {
      throw new ControlException(
          Reason.BAD, slot.state.name() + ": the share of this node would be no finite number");
    }
    return new Shares(List.of(new Share(board.self, slot.ownIncarnation, covers, time, 0, own)));
  }

  @Override
  public Point add(String name, double amount) {
    if (!Double.isFinite(amount)) {
      throw new ControlException(Reason.BAD, name + ": " + amount + " is no finite number");
    }
    if (find(Values.name(name)).isEmpty()) {
      declare(name, Kind.NUMBER, Policy.SUM);
    }
    return change(
        name,
        (slot, now) -> {
          PointState there = known(name, slot);
          checkDefined(there, Kind.NUMBER, Policy.SUM);
          Shares shares = (Shares) there.content();
          checkRoom(name, shares);
          Object sum = Values.checked(name, Kind.NUMBER, shares.totalOf(board.self) + amount);
          return there.with(sum(board, place(slot), shares, (Double) sum));
        });
  }

  @Override
  public Point release(String name, int priority) {
    checkPriority(name, priority);
    return change(
        name,
        (slot, now) -> {
          PointState there = known(name, slot);
          Content part = released(there, place(slot), priority);
          return part == null ? null : there.with(part);
        });
  }

  private @Nullable Content released(PointState there, Slot slot, int priority) {
    if (there.content() instanceof Tenure) {
      throw new ControlException(
          Reason.WRONG_TYPE, there.name() + " is of the policy lease: give the lease back instead");
    }
    if (there.content() instanceof Layers layers) {
      boolean set =
          layers.layers().stream()
              .anyMatch(layer -> layer.priority() == priority && layer.value() != null);
      return set ? new Layers(List.of(new Layer(priority, stamp(), null))) : null;
    }
    Shares shares = (Shares) there.content();
    if (shares.of(board.self).stream().allMatch(share -> share.value() == null)) {
      return null;
    }
    return there.policy() == Policy.SUM ? sum(board, slot, shares, null) : largest(priority, null);
  }

  // ---- leases

  private void checkHeld(PointState there, @Nullable Slot slot, long now) {
    Tenure tenure = (Tenure) there.content();
    boolean held = slot != null && slot.holds(now);
    NodeId holder = held ? tenure.holder() : null;
    if (!board.self.equals(holder)) {
      throw new ControlException(
          Reason.NOT_HELD,
          there.name()
              + (slot == null || holder == null
                  ? " is held by nobody; take the lease first"
                  : " is held by node "
                      + holder.shortText()
                      + " with priority "
                      + tenure.priority()
                      + ", for "
                      + Duration.ofNanos(slot.leaseLeftNanos(now)).toMillis()
                      + " ms more unless it renews; wait, or take the lease with a higher"
                      + " priority"));
    }
  }

  @Override
  public Point take(String name, Kind kind, Duration time, int priority) {
    checkPriority(name, priority);
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw new ControlException(
          Reason.BAD, name + ": a lease of " + time + " (" + SHORTEST + " to " + LONGEST + ")");
    }
    return change(
        name,
        (slot, now) -> {
          PointState there = alive(slot);
          PointState on = there == null ? begun(name, slot, kind, Policy.LEASE) : there;
          checkDefined(on, kind, Policy.LEASE);
          return on.with(taken(on, slot, time.toMillis(), priority, now));
        });
  }

  private Tenure taken(PointState on, @Nullable Slot slot, long millis, int priority, long now) {
    Tenure tenure = (Tenure) on.content();
    boolean held = slot != null && slot.holds(now);
    boolean mine = held && board.self.equals(tenure.holder());
    if (mine && tenure.millis() == millis && tenure.priority() == priority) {
      return tenure.renewed(tenure.set());
    }
    if (held && !mine && priority <= tenure.priority()) {
      checkHeld(on, slot, now);
    }
    checkOften(on.name(), tenure.term() >= Tenure.MOST);
    return tenure.next(priority, stamp(), board.self, millis);
  }

  @Override
  public Point handOver(String name, NodeId to) {
    return change(
        name,
        (slot, now) -> {
          PointState there = leased(name, slot);
          checkHeld(there, slot, now);
          Tenure tenure = (Tenure) there.content();
          return there.with(tenure.next(tenure.priority(), stamp(), to, tenure.millis()));
        });
  }

  @Override
  public Point giveBack(String name) {
    return change(
        name,
        (slot, now) -> {
          PointState there = leased(name, slot);
          checkHeld(there, slot, now);
          Tenure tenure = (Tenure) there.content();
          return there.with(tenure.next(0, stamp(), null, 0));
        });
  }

  private static PointState leased(String name, @Nullable Slot slot) {
    PointState there = known(name, slot);
    checkDefined(there, there.kind(), Policy.LEASE);
    checkOften(name, there.content() instanceof Tenure tenure && tenure.term() >= Tenure.MOST);
    return there;
  }

  // ---- what is asked

  @Override
  public Optional<Point> find(String name) {
    return board.find(name);
  }

  @Override
  public List<Point> points(String pattern) {
    return board.all(pattern(pattern)).stream().sorted(Comparator.comparing(Point::name)).toList();
  }

  @Override
  public List<Change> history(String name) {
    return board.history(name);
  }

  @Override
  public Watch watch(String pattern, ControlWatcher watcher) {
    return board.watch(pattern(pattern), watcher);
  }

  private static NamePattern pattern(String text) {
    try {
      return NamePattern.of(text);
    } catch (IllegalArgumentException e) {
      throw new ControlException(Reason.BAD, String.valueOf(e.getMessage()));
    }
  }
}
