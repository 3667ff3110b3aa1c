package io.weft.control.state;

import io.weft.control.Change;
import io.weft.control.Change.What;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a point that was deleted, for a while: nobody shall bring it back unknowingly.
 */
record Gone(Stamp stamp) implements Content {

  @Override
  public Content join(Content other) {
    Gone theirs = (Gone) other;
    return stamp.compareTo(theirs.stamp) >= 0 ? this : theirs;
  }

  @Override
  public List<Change> since(@Nullable Content before) {
    return equals(before)
        ? List.of()
        : List.of(
            new Change(
                HybridClock.instant(stamp.time()),
                stamp.node(),
                What.DELETED,
                0,
                Optional.empty()));
  }

  @Override
  public void stamps(Consumer<Stamp> visitor) {
    visitor.accept(stamp);
  }
}
