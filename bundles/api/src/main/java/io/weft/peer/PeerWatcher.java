package io.weft.peer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Follows who is there. One thread at a time calls it, in order; it must not block for long. What
 * it throws is logged. Of one peer it hears found, then any number of changed, then lost, and so
 * on.
 */
@ConsumerType
public interface PeerWatcher {

  /** A peer is there: a source vouches for it, or it is linked. */
  void found(PeerInfo peer);

  /** What it says of itself, who vouches for it, its state or its links have changed. */
  void changed(PeerInfo peer);

  /** It is not there any more: it said goodbye, its lease ended, or it was banned. */
  void lost(PeerInfo peer);
}
