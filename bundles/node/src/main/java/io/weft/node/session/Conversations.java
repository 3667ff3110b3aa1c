package io.weft.node.session;

import io.weft.node.wire.MessageReader;
import io.weft.node.wire.WireException;

/**
 * What a session knows of the conversations over it. They keep what they send until the peer has
 * it, and make up themselves for what a link has lost. Nothing here blocks.
 */
public interface Conversations {

  /** Where there are none. */
  Conversations NONE =
      new Conversations() {
        @Override
        public void step(MessageReader reader) {}

        @Override
        public void broken() {}

        @Override
        public void linked() {}

        @Override
        public void away(String why) {}

        @Override
        public void lost(String why) {}

        @Override
        public void sweep() {}

        @Override
        public int opened() {
          return 0;
        }
      };

  /** A step or credit has arrived; on the reader's thread, the reader is valid until it returns. */
  void step(MessageReader reader) throws WireException;

  /** A link broke: what was on it may be lost, either way. */
  void broken();

  /** A link is there. */
  void linked();

  /** No link is left, and the first try to make another has failed; or the peer has stopped. */
  void away(String why);

  /** The peer, or its process, is gone. */
  void lost(String why);

  /** Asks after those that are silent, and forgets what is over; every two seconds. */
  void sweep();

  /** How many this node has opened that are not over; asked for each request. */
  int opened();
}
