package io.weft.node.session;

import io.weft.transport.Frame;

/**
 * A frame whose bytes are there only until it was sent: what has to wait for a link is another one.
 */
public interface Fleeting extends Frame {

  /** The same frame with bytes of its own. */
  Frame lasting();
}
