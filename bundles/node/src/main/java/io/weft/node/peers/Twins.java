package io.weft.node.peers;

import io.weft.node.NodeRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that another process has this node's key, as a copied data folder brings about. Safe on
 * every thread.
 */
public final class Twins {
  private static final Logger LOG = LoggerFactory.getLogger(Twins.class);

  /** It goes on until somebody does something: said once in a while. */
  private static final Duration SAID_EVERY = Duration.ofMinutes(5);

  /** What both sides' people are told. */
  public static final String WHAT_TO_DO =
      "two processes have one node's key, as from a copied data folder: give one of them a folder"
          + " of its own, or delete identity/node.key in it";

  private final LongSupplier ownSequence;
  private final Clock clock;
  private Instant saidLast = Instant.MIN;

  /**
   * @param ownSequence of the newest record that this process has signed
   */
  Twins(LongSupplier ownSequence, Clock clock) {
    this.ownSequence = ownSequence;
    this.clock = clock;
  }

  /** A record of this node has come back: an echo, unless this process has not signed it. */
  void seen(NodeRecord own, String source) {
    if (own.sequence() > ownSequence.getAsLong()) {
      met("heard by " + source + ", at " + own.addresses());
    }
  }

  /** There is another process with this node's key. */
  public void met(String where) {
    Instant now = clock.instant();
    synchronized (this) {
      if (saidLast.isAfter(now.minus(SAID_EVERY))) {
        return;
      }
      saidLast = now;
    }
    LOG.error("{} ({})", WHAT_TO_DO, where);
  }
}
