package io.weft.exchange;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The items that the other side of a {@link Conversation} sends, in order. What nobody takes is
 * kept, up to a bound, and the other side waits. Safe on every thread; each item is given out once.
 */
@ProviderType
public interface Incoming {

  /**
   * The next item; waits for it. Not on a thread that delivers frames.
   *
   * @return empty when the other side has ended in good order
   * @throws ApplicationException if the other side has failed, after all that it had sent before,
   *     or cancelled
   * @throws RequestException if the time is up or the other node is lost
   * @throws IllegalStateException on a thread that delivers frames, or while {@link #later} waits
   */
  Optional<Payload> next() throws InterruptedException;

  /**
   * The same without waiting, for one at a time. Completes on a thread of the node: what depends on
   * it must not block, or go on in its own executor.
   */
  CompletionStage<Optional<Payload>> later();

  /** Takes all items up to the end as this class; waits for them as {@link #next} does. */
  default <T> void each(Class<T> type, Consumer<? super T> action) throws InterruptedException {
    for (Optional<Payload> item = next(); item.isPresent(); item = next()) {
      action.accept(item.get().as(type));
    }
  }
}
