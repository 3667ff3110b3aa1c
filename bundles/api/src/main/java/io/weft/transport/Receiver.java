package io.weft.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The node's end of a link. One thread at a time calls it, in the order of the wire. */
@ProviderType
public interface Receiver {

  /**
   * A frame has arrived. Does not block. The view is read-only and valid until this returns, or
   * longer if {@link Link#holdFrame} says so; its position and limit enclose the frame.
   */
  void frame(Link link, ByteBuffer view);

  /**
   * The link is closed: nothing follows. Called exactly once for each link that was dialled or
   * accepted.
   *
   * @param cause why, if it was not asked for: a {@link LinkRefusedException} if one side did not
   *     admit the other, a {@link LinkProtocolException} if the peer broke the framing
   */
  void closed(Link link, Optional<IOException> cause);
}
