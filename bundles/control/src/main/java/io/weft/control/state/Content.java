package io.weft.control.state;

import io.weft.control.Change;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a point by its policy: a join semilattice, so that the order, the repetition and
 * the grouping of what arrives make no difference (decision 022). Part of it is of the same type: a
 * change travels as the part that it made. Never changes.
 */
sealed interface Content permits Layers, Shares, Tenure, Gone {

  /** Both together; this very object if the other one, of the same class, brings nothing new. */
  Content join(Content other);

  /** What was done according to this and not according to what was known before. */
  List<Change> since(@Nullable Content before);

  /** Every time in it that others could have made. */
  void stamps(Consumer<Stamp> visitor);
}
