package io.weft.node.session;

import io.weft.node.packing.Compressions;
import io.weft.node.wire.MessageReader;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.v1.Discovery;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What sessions need of the rest of the node. Methods that take a link or a message are called on a
 * reader's thread and do not block.
 */
public interface SessionHost {

  /** The hello that this node says on a new link for this lane. */
  Hello hello(SessionLink link, Lane lane);

  /**
   * Decides about the other end by its hello.
   *
   * @return the session that the link joins
   * @throws HelloException if the other end is refused
   */
  Session greeted(SessionLink link, Hello hello) throws HelloException;

  /** A link has become usable. */
  void linked(Session session, SessionLink link);

  /** A link is gone; {@code clean} if both sides had said that they were done with it. */
  void unlinked(Session session, SessionLink link, boolean clean, Optional<IOException> cause);

  /** A link that never became usable is gone. */
  void rejected(SessionLink link, Optional<IOException> cause);

  /** A link has carried its first round trip, or costs something else now. */
  void proven(Session session, SessionLink link);

  /** Calls leave on another way from now on; on a thread that may block. */
  void moved(Session session, SessionLink to);

  /**
   * A large frame is sent and the way in use has no bulk link: one is made, once. Does not block.
   */
  void bulkWanted(Session session);

  /** The peer says that its node stops. */
  void leaving(Session session);

  /** The peer says that it has enough company: its links go in good order now. */
  void parting(Session session, String why);

  /** So many more frames have come from the peer, the last of them on this link. */
  void frames(Session session, Link link, int count);

  /** A request has arrived on this link; the view is valid until this returns. */
  void request(Session session, SessionLink from, MessageReader reader, ByteBuffer view);

  /** The conversations of a new session, which is not complete yet. */
  default Conversations conversations(Session session) {
    return Conversations.NONE;
  }

  /** An event has arrived; the view is valid until this returns. */
  void event(Session session, MessageReader reader, ByteBuffer view);

  /** The peer tells what it offers, or what another node does. */
  void advertised(Session session, NodeMessage message);

  /** Another message that is none of the link's own business. */
  void other(Session session, NodeMessage message);

  /** The peer passes records on. */
  void records(Session session, Discovery discovery);

  /** How frames are packed, and undone. */
  Compressions compressions();

  /** Runs what may block. */
  Executor background();

  /** Wakes the sweep of deadlines if it sleeps. */
  void callPending();
}
