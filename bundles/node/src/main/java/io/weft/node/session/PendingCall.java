package io.weft.node.session;

import io.weft.node.session.Session.Refusal;
import io.weft.node.wire.MessageReader;
import io.weft.transport.Frame;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way: the frame of it, and who waits for the answer. Exactly one of the last
 * three methods is called, once. A request may be sent again, under the same id, if the link that
 * carried it broke.
 */
public interface PendingCall extends Frame {

  /** The request got this id in this session; called before the frame is asked for its size. */
  void identified(Session session, long messageId);

  /** What speaks against sending it to this peer. */
  default Refusal refusal(Session session) {
    return Refusal.NONE;
  }

  /** How large its answer will be, about, as far as that is known (bytes); 0 if it is not. */
  default long answerBytes() {
    return 0;
  }

  /** When nobody waits any more, on the clock of {@link System#nanoTime}. */
  long deadlineNanos();

  /** The id that it got. */
  long messageId();

  /**
   * The link that took it last, even if that broke since and it waits to be sent again: its peer
   * may have run it. {@code null} while none has taken it.
   */
  @Nullable SessionLink carrier();

  /** It has waited for a link, and goes out now: less of its time is left than at first. */
  default void goesLate() {}

  /** Remembers the link that took it. */
  void carriedBy(@Nullable SessionLink link);

  /** Whether nobody waits any more. */
  boolean settled();

  /** The answer is here; on the reader's thread, the view is valid until this returns. */
  void answered(Session session, MessageReader reader, ByteBuffer view);

  /** The time is up. */
  void expired();

  /** There will be no answer. Whether a handler may have seen the request: {@code sent}. */
  void lost(boolean sent, String why);
}
