package io.weft.node.peers;

import io.weft.node.NodeRecord;
import io.weft.peer.PeerEvent;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds peers to the keys that they have proven: a key that the known one has signed for is
 * followed, any other is refused and said. Safe on every thread.
 */
final class Keys {
  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

  /** A link that was begun before a rotation may still show the key before. */
  private static final Duration LATE = Duration.ofMinutes(1);

  /** Refused keys of which it has been told; beyond that they are forgotten, and told again. */
  private static final int MAX_TOLD = 1_000;

  private final PeerTable table;
  private final Clock clock;
  private final Map<PublicKey, Instant> told = new ConcurrentHashMap<>();
  private final Map<PublicKey, Instant> followed = new ConcurrentHashMap<>();

  Keys(PeerTable table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  /**
   * Looks at the key of a record before the record is taken in.
   *
   * @return why it is refused, for both sides' people
   */
  Optional<String> refusal(Peer peer, NodeRecord shown) {
    return switch (peer.portrait().pinOf(shown)) {
      case FIRST, SAME -> Optional.empty();
      case FOLLOWED -> {
        follow(peer, shown);
        yield Optional.empty();
      }
      case FORMER -> isLate(peer) ? Optional.empty() : Optional.of(refuse(peer, shown));
      case FOREIGN -> Optional.of(refuse(peer, shown));
    };
  }

  private void follow(Peer peer, NodeRecord shown) {
    Instant now = clock.instant();
    bound(followed);
    followed.put(shown.publicKey(), now);
    peer.portrait().pin(shown.publicKey());
    table.remember(peer);
    table.note(peer, PeerEvent.Kind.KEY_FOLLOWED, "signed by the one before");
    LOG.info("{} ({}) has a new key, signed by its old one", peer.name(), peer.id().shortText());
  }

  private boolean isLate(Peer peer) {
    return peer.record()
        .map(NodeRecord::publicKey)
        .map(followed::get)
        .map(since -> since.plus(LATE).isAfter(clock.instant()))
        .orElse(false);
  }

  private String refuse(Peer peer, NodeRecord shown) {
    String why =
        "another key than "
            + peer.id().shortText()
            + " has proven before, and not signed by that one: possibly an attack";
    Instant now = clock.instant();
    bound(told);
    Instant before = told.put(shown.publicKey(), now);
    if (before == null || before.plus(LATE).isBefore(now)) {
      table.note(peer, PeerEvent.Kind.KEY_REFUSED, why);
      LOG.warn(
          "{}; if the change is known to be right: weft peers pin {} {}",
          why,
          peer.id().shortText(),
          Base64.getEncoder().encodeToString(shown.publicKey().getEncoded()));
    }
    return why;
  }

  private static void bound(Map<PublicKey, Instant> keys) {
    if (keys.size() >= MAX_TOLD) {
      keys.clear();
    }
  }
}
