package io.weft.discovery.multicast;

import io.weft.discovery.Availability;
import io.weft.discovery.Query;
import io.weft.node.NodeId;
import java.time.Duration;
import java.util.Optional;

/**
 * What one datagram says.
 *
 * @param from who says it; proven only by its {@link Datagram}'s signature
 * @param counter grows with every datagram of a node
 * @param signedRecord empty if there is none; must not change
 * @param pulse empty with questions and goodbyes, and of senders of the first days
 */
@SuppressWarnings("ArrayRecordComponent")
record Message(
    Kind kind,
    NodeId from,
    long counter,
    byte[] signedRecord,
    Optional<Availability> availability,
    Optional<Query> query,
    Optional<Pulse> pulse) {

  /**
   * What a node says of its own announcements.
   *
   * @param sequence of its present record
   * @param period until it is heard again
   * @param broadcastPlease whether it hears of others by broadcast alone
   */
  record Pulse(long sequence, Duration period, boolean broadcastPlease) {}

  /** What a datagram is for. The schema says more. */
  enum Kind {
    ANNOUNCE,
    HEARTBEAT,
    QUERY,
    ANSWER,
    GOODBYE,
    ASK;

    /** Whether it carries the sender's record, and so can be checked by who does not know it. */
    boolean introduces() {
      return this == ANNOUNCE || this == ANSWER || asks();
    }

    /** Whether somebody is to answer: then it is as large as the largest answer. */
    boolean asks() {
      return this == QUERY || this == ASK;
    }
  }
}
