package io.weft.control.state;

import io.weft.control.Change;
import io.weft.control.Change.What;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was last set with one priority.
 *
 * @param value {@code null} if it was released
 */
record Layer(int priority, Stamp stamp, @Nullable Object value) {

  /** The later one; this very object if it is not older. */
  Layer join(Layer other) {
    int order = stamp.compareTo(other.stamp);
    if (order == 0) {
      order = ValueForm.compare(value, other.value);
    }
    return order >= 0 ? this : other;
  }

  Change change() {
    return new Change(
        HybridClock.instant(stamp.time()),
        stamp.node(),
        value == null ? What.RELEASED : What.SET,
        priority,
        Optional.ofNullable(value));
  }
}
