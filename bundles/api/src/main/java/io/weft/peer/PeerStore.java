package io.weft.peer;

import io.weft.node.NodeId;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Keeps what is remembered of peers while the node does not run. Called on threads that may block,
 * several methods at once but each by one thread at a time, and never after the service is
 * unregistered. An interrupt ends no call.
 */
@ConsumerType
public interface PeerStore {

  /**
   * Hands out every peer that is stored, once, in no particular order, as it was at one moment. A
   * damaged entry is left out and said in the log; the others are there. The receiver may call the
   * store; what it throws is thrown on.
   *
   * @throws IOException if there is nothing that can be read; the message says what to do
   */
  void load(Consumer<KnownPeer> each) throws IOException;

  /**
   * Stores peers, in place of what was stored of them; of one that is there twice the last counts.
   * All of them are stored or none. When this returns they survive the end of the process at any
   * moment, and that of the machine's power.
   *
   * @throws IOException if they may not be stored, such as on a full disk: what was stored before
   *     is still there, and the same call may be made again
   * @throws IllegalArgumentException if one can never be stored: it is larger than the store takes
   *     (at least 64,000 bytes of text), or its key has no encoded form
   */
  void save(Collection<KnownPeer> peers) throws IOException;

  /**
   * Forgets peers; those that are not stored are ignored. Durable as {@link #save} is.
   *
   * @throws IOException as {@link #save} does
   */
  void remove(Collection<NodeId> peers) throws IOException;
}
