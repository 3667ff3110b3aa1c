package io.weft.transport;

import io.weft.node.NodeId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * One authenticated, ordered, reliable, bidirectional pipe of frames to one peer. Safe on every
 * thread.
 */
@ConsumerType
public interface Link {

  /**
   * Sends a frame, whole, after all frames that were sent before it. Frames that are ready together
   * leave together; a frame on an idle link leaves at once. The frame has been written out of the
   * caller's hands when this returns, except for its {@link Frame#tail}.
   *
   * <p>Blocks while the peer is slow: that is the backpressure. On the thread that delivers frames
   * it never blocks, it queues, and closes the link when more than its stated bound is waiting.
   *
   * @throws IOException if the link is closed; the frame was not sent
   * @throws IllegalArgumentException if the frame is larger than the limit; the message has the
   *     size, the limit and the peer's address
   */
  void send(Frame frame) throws IOException;

  /** Who is at the other end, proven; empty only on a link without protection. */
  Optional<NodeId> peer();

  /** How the link is protected. */
  Protection protection();

  /** Where this end is, as an address of the transport. */
  URI local();

  /** Where the other end is, as an address of the transport. */
  URI remote();

  /**
   * Reads nothing more from the peer for a while, which feels it as backpressure; nothing is lost.
   * What has been read by now is still delivered. Asked again, the later end counts. Does not
   * block; a link that cannot rest goes on as before.
   */
  default void rest(Duration howLong) {}

  /**
   * Leaves the memory of the frame that is being delivered to the receiver: what it was shown stays
   * as it is after {@link Receiver#frame} has returned, until the receiver runs what it got, once,
   * on any thread. To be called within {@code frame}, on its thread, at most once. Empty if the
   * link needs the memory: then the receiver copies what it wants to keep.
   */
  default Optional<Runnable> holdFrame() {
    return Optional.empty();
  }

  /**
   * Closes the link after what was sent before has left, within a bounded time, and returns at
   * once. The receiver's {@link Receiver#closed} follows. Closing twice does nothing.
   */
  void close();
}
