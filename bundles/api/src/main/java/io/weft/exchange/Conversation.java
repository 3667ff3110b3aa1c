package io.weft.exchange;

import io.weft.node.NodeId;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Streams of items between a caller and a handler: {@link Exchange#open} gives the caller its end,
 * {@link Request#conversation} the handler. Either side sends, takes, or does both, at the same
 * time. Items come once, in the order in which they were sent, on whatever links there are
 * meanwhile; if that cannot be kept, the conversation fails.
 *
 * <p>What is sent and not yet taken is bounded, by number and bytes: who sends faster than the
 * other side takes has to wait. A conversation is over when both ways have ended, when the handler
 * is done, when one side cancels, at the deadline, or when the other node is lost. From then on
 * {@link Incoming#next} and {@link Outgoing#send} throw, except that what came before an end in
 * good order can still be taken. They throw {@link ApplicationException} if the other side has
 * failed or cancelled, {@link RequestException} for all else. Safe on every thread.
 */
@ProviderType
public interface Conversation extends AutoCloseable {

  /** Code of a conversation that {@link #close} has cancelled. */
  String CLOSED = "closed";

  /** Code for who sends to a side that is done and takes nothing more. */
  String ENDED = "ended";

  /** Who is at the other end, proven; this node itself if both are in this process. */
  NodeId peer();

  /** What the other side sends. */
  Incoming incoming();

  /** What this side sends. */
  Outgoing outgoing();

  /**
   * Ends both ways at once; what is under way is dropped. The other side gets an {@link
   * ApplicationException} with this code and message. Does nothing if it is over already. Does not
   * block.
   *
   * @param code short and stable, for programs
   * @param message for people
   */
  void cancel(String code, String message);

  /**
   * Completes when the conversation is over, in good order or with what ended it; on a thread of
   * the node, so that what depends on it must not block.
   */
  CompletionStage<Void> ended();

  /** Cancels the conversation unless it is over: who has taken all and ended need not call it. */
  @Override
  void close();
}
