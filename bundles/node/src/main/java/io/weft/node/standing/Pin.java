package io.weft.node.standing;

import io.weft.node.NodeRecord;
import java.security.PublicKey;
import java.util.Optional;

/** What a key that is shown means, beside the one that is known. */
public enum Pin {
  /** It is the first, and is pinned: the network has admitted its node. */
  FIRST,
  /** It is the one that is known. */
  SAME,
  /** The one that is known has signed for it: it is pinned from now on. */
  FOLLOWED,
  /** The node had it before the one that is known: it is a copy, or very late. */
  FORMER,
  /** Nothing leads from the one that is known to it: possibly an attack. */
  FOREIGN;

  /**
   * Judges the key of a record.
   *
   * @param known the key that is pinned
   * @param last what was last heard of the node
   */
  public static Pin of(Optional<PublicKey> known, Optional<NodeRecord> last, NodeRecord shown) {
    if (known.isEmpty()) {
      return FIRST;
    }
    PublicKey pinned = known.get();
    if (pinned.equals(shown.publicKey())) {
      return SAME;
    }
    if (shown.formerKeys().contains(pinned)) {
      return FOLLOWED;
    }
    return last.isPresent()
            && last.get().publicKey().equals(pinned)
            && last.get().formerKeys().contains(shown.publicKey())
        ? FORMER
        : FOREIGN;
  }
}
