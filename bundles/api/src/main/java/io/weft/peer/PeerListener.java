package io.weft.peer;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard service: told when peers come and go. */
@FunctionalInterface
@ConsumerType
public interface PeerListener {

  /**
   * A peer's state has changed. One thread at a time calls it, in order; it must not block for
   * long. What it throws is logged.
   */
  void changed(PeerInfo peer, PeerEvent event);
}
