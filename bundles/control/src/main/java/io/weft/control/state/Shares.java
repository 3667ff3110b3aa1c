package io.weft.control.state;

import io.weft.control.Change;
import io.weft.control.Change.What;
import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link io.weft.control.Policy#MAXIMUM} and {@link io.weft.control.Policy#SUM}: what each node has
 * of its own.
 *
 * @param shares by node, then incarnation
 */
record Shares(List<Share> shares) implements Content {

  static final Shares NONE = new Shares(List.of());

  Shares {
    shares = List.copyOf(shares);
  }

  /** The largest of the highest priority; of equal ones the latest. */
  @Nullable Share largest() {
    Share best = null;
    for (Share each : shares) {
      if (each.value() != null && (best == null || above(each, best))) {
        best = each;
      }
    }
    return best;
  }

  private static boolean above(Share each, Share best) {
    if (each.priority() != best.priority()) {
      return each.priority() > best.priority();
    }
    int order = Double.compare(number(each), number(best));
    return order != 0 ? order > 0 : each.time() > best.time();
  }

  private static double number(Share share) {
    Double value = share.value();
    return value == null ? Double.NEGATIVE_INFINITY : value;
  }

  /** All together, added in one order, so that it is the same number everywhere. */
  @Nullable Double sum() {
    Double sum = null;
    for (Share each : shares) {
      if (each.value() != null) {
        sum = (sum == null ? 0 : sum) + each.value();
      }
    }
    return sum;
  }

  @Nullable Share latest() {
    Share latest = null;
    for (Share each : shares) {
      if (latest == null
          || each.time() > latest.time()
          || (each.time() == latest.time() && each.compareKey(latest) > 0)) {
        latest = each;
      }
    }
    return latest;
  }

  /** What this node has here, from all its starts. */
  List<Share> of(NodeId node) {
    return shares.stream().filter(share -> share.node().equals(node)).toList();
  }

  /** What this node has here together. */
  double totalOf(NodeId node) {
    Double total = new Shares(of(node)).sum();
    return total == null ? 0 : total;
  }

  @Nullable Share find(NodeId node, long incarnation) {
    for (Share each : shares) {
      if (each.incarnation() == incarnation && each.node().equals(node)) {
        return each;
      }
    }
    return null;
  }

  @Override
  public Content join(Content other) {
    List<Share> theirs = ((Shares) other).shares;
    List<Share> both = new ArrayList<>(shares.size() + theirs.size());
    int mine = 0;
    for (Share each : theirs) {
      while (mine < shares.size() && shares.get(mine).compareKey(each) < 0) {
        both.add(shares.get(mine++));
      }
      if (mine < shares.size() && shares.get(mine).compareKey(each) == 0) {
        both.add(shares.get(mine++).join(each));
      } else {
        both.add(each);
      }
    }
    both.addAll(shares.subList(mine, shares.size()));
    List<Share> left = uncovered(both);
    return left.equals(shares) ? this : new Shares(left);
  }

  /** Without those that a later start of their node contains. They are sorted by node. */
  private static List<Share> uncovered(List<Share> all) {
    List<Share> left = new ArrayList<>(all.size());
    int start = 0;
    while (start < all.size()) {
      int end = start;
      long covered = 0;
      while (end < all.size() && all.get(end).node().equals(all.get(start).node())) {
        covered = Math.max(covered, all.get(end++).covers());
      }
      for (Share each : all.subList(start, end)) {
        if (each.incarnation() == 0 || each.incarnation() > covered) {
          left.add(each);
        }
      }
      start = end;
    }
    return left;
  }

  @Override
  public List<Change> since(@Nullable Content before) {
    List<Change> changes = new ArrayList<>();
    List<Share> old = before instanceof Shares known ? known.shares : List.of();
    int at = 0;
    for (Share each : shares) { // both are sorted
      while (at < old.size() && old.get(at).compareKey(each) < 0) {
        at++;
      }
      if (at == old.size() || !each.equals(old.get(at))) {
        changes.add(
            new Change(
                HybridClock.instant(each.time()),
                each.node(),
                each.value() == null ? What.RELEASED : What.SET,
                each.priority(),
                Optional.ofNullable(each.value())));
      }
    }
    return changes;
  }

  @Override
  public void stamps(Consumer<Stamp> visitor) {
    for (Share each : shares) {
      visitor.accept(new Stamp(Math.max(each.time(), each.begun()), each.node()));
    }
  }
}
