package io.weft.exchange;

import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The items that this side of a {@link Conversation} sends. An item is a value that a codec takes,
 * {@code byte[]} or {@link Encoded}; it is passed on by reference and must not change afterwards.
 * Safe on every thread; of items that are sent at the same time the order is anybody's.
 */
@ProviderType
public interface Outgoing {

  /**
   * Sends an item; waits while the other side has no room for more, and while the link is slow.
   *
   * @throws ApplicationException if the other side has failed, cancelled, or takes nothing more
   * @throws RequestException if the time is up or the other node is lost: what was sent before may
   *     have been taken or not
   * @throws PayloadException if the item cannot be encoded or is larger than a frame; the
   *     conversation goes on
   * @throws IllegalStateException after {@link #end}, or if it had to wait on a thread that
   *     delivers frames
   */
  void send(Object item) throws InterruptedException;

  /** Sends an item if the other side has room for it; otherwise as {@link #send}. */
  boolean offer(Object item);

  /**
   * Completes when there is room for an item, on a thread of the node: what depends on it must not
   * block. Fails if nothing can be sent any more.
   */
  CompletionStage<Void> room();

  /** Nothing follows; the other way goes on. Does nothing if that was said before. */
  void end();
}
