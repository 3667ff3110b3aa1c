package io.weft.node.peers;

/** Who dials for the {@link Keeper}: it says whom, and does not wait for what comes of it. */
interface Dials {

  /** How many peers are to be dialled, of those that are known. */
  int goal();

  /** Whether a peer may be dialled now, as far as earlier tries go. */
  boolean mayTry(Peer peer);

  /** Dials it soon, unless it is linked. */
  void sighted(Peer peer);

  /** What a request over the best way to a peer that is not linked is expected to take. */
  long expectedNanos(Peer peer);
}
