package io.weft.control.state;

import io.weft.control.Change;
import io.weft.control.Change.What;
import io.weft.node.NodeId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@link io.weft.control.Policy#LEASE}: who holds it, and what the holder has set. Of two tenures
 * the one with the higher claim counts as a whole; of one and the same, the later renewal and the
 * later value.
 *
 * @param term one more than the tenure before it
 * @param claim when this tenure began, and who made it begin
 * @param holder {@code null} if it is free
 * @param millis how long it lasts without a renewal
 * @param renewals so far
 * @param set what the last holder that set something has set
 */
record Tenure(
    long term,
    int priority,
    Stamp claim,
    @Nullable NodeId holder,
    long millis,
    long renewals,
    @Nullable Layer set)
    implements Content {

  /** More terms and renewals than anybody makes: whoever invents more stops at it. */
  static final long MOST = 1L << 60;

  private static final Comparator<Tenure> CLAIM =
      Comparator.comparingLong(Tenure::term)
          .thenComparingInt(Tenure::priority)
          .thenComparing(Tenure::claim)
          .thenComparing(Tenure::holder, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingLong(Tenure::millis);

  /** Whether both are the same tenure, at whatever time. */
  boolean isThatOf(Tenure other) {
    return CLAIM.compare(this, other) == 0;
  }

  /** The next one. */
  Tenure next(int byPriority, Stamp at, @Nullable NodeId newHolder, long newMillis) {
    return new Tenure(term + 1, byPriority, at, newHolder, newMillis, 0, set);
  }

  Tenure renewed(@Nullable Layer value) {
    return new Tenure(term, priority, claim, holder, millis, Math.min(MOST, renewals + 1), value);
  }

  @Override
  public Content join(Content other) {
    Tenure theirs = (Tenure) other;
    int order = CLAIM.compare(this, theirs);
    if (order != 0) {
      return order > 0 ? this : theirs;
    }
    long most = Math.max(renewals, theirs.renewals);
    Layer later = later(set, theirs.set);
    return most == renewals && Objects.equals(later, set)
        ? this
        : new Tenure(term, priority, claim, holder, millis, most, later);
  }

  private static @Nullable Layer later(@Nullable Layer mine, @Nullable Layer theirs) {
    if (mine == null || theirs == null) {
      return mine == null ? theirs : mine;
    }
    return mine.join(theirs);
  }

  @Override
  public List<Change> since(@Nullable Content before) {
    List<Change> changes = new ArrayList<>();
    Tenure old = before instanceof Tenure tenure ? tenure : null;
    if (term > 0 && (old == null || !isThatOf(old))) {
      changes.add(
          new Change(
              HybridClock.instant(claim.time()),
              holder == null ? claim.node() : holder,
              holder == null ? What.FREED : What.LEASED,
              priority,
              Optional.empty()));
    }
    if (set != null && (old == null || !set.equals(old.set))) {
      changes.add(set.change());
    }
    return changes;
  }

  @Override
  public void stamps(Consumer<Stamp> visitor) {
    visitor.accept(claim);
    if (set != null) {
      visitor.accept(set.stamp());
    }
  }
}
