package io.weft.discovery.multicast;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.node.NodeId;
import java.util.Optional;

/**
 * What one datagram says.
 *
 * @param from who says it; proven only by its {@link Datagram}'s signature
 * @param counter grows with every datagram of a node
 * @param signedRecord empty if there is none; must not change
 */
@SuppressWarnings("ArrayRecordComponent")
record Message(
    Kind kind,
    NodeId from,
    long counter,
    byte[] signedRecord,
    Optional<Availability> availability,
    Optional<Query> query) {

  /** What a datagram is for. The schema says more. */
  enum Kind {
    ANNOUNCE,
    HEARTBEAT,
    QUERY,
    ANSWER,
    GOODBYE;

    /** Whether it carries the sender's record, and so can be checked by who does not know it. */
    boolean introduces() {
      return this == ANNOUNCE || this == ANSWER || this == QUERY;
    }
  }
}
