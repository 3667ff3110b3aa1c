package io.weft.shell;

import io.weft.node.NodeId;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerListener;
import io.weft.shell.text.Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells in one line each what happens with other nodes, and nothing twice. Safe on every thread.
 */
final class PeerLines implements PeerListener {

  /** Peers that are remembered; of those beyond, the longest known are told anew. */
  private static final int MAX_PEERS = 1024;

  /** What was told of a peer. */
  private static final class Told {
    private @Nullable Instant since;
    private boolean connected;
    private String refusal = "";
  }

  private final Consumer<String> out;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<NodeId, Told> told = new LinkedHashMap<>();

  PeerLines(Consumer<String> out) {
    this.out = out;
  }

  @Override
  public void changed(PeerInfo peer, PeerEvent event) {
    lock.lock();
    try {
      switch (event.kind()) {
        case SEEN -> found(peer, event.at());
        case CONNECTED -> connected(peer, event.at());
        case LOST -> lost(peer, event);
        case GONE -> gone(peer, event);
        case REFUSED -> refused(peer, event);
        case MOVED -> out.accept("traffic with " + name(peer) + " moved " + event.detail());
        case BANNED -> banned(peer, event);
        case FORGIVEN -> out.accept("no longer banned: " + name(peer));
        case KEY_REFUSED -> out.accept("POSSIBLE ATTACK on " + name(peer) + ": " + event.detail());
        case KEY_FOLLOWED -> out.accept(name(peer) + " has a new key: " + event.detail());
        case CHANGED, DIALLED, DIAL_FAILED, LINKED, UNLINKED, KEPT, LET_GO -> {}
      }
    } finally {
      lock.unlock();
    }
  }

  /** A peer of which was told before. */
  void known(PeerInfo peer) {
    lock.lock();
    try {
      if (peer.state() != PeerInfo.State.GONE) {
        remember(peer).connected = peer.state() == PeerInfo.State.CONNECTED;
      }
    } finally {
      lock.unlock();
    }
  }

  /** A peer that was there before anybody listened. */
  void already(PeerInfo peer) {
    lock.lock();
    try {
      if (peer.state() == PeerInfo.State.CONNECTED) {
        found(peer, peer.connectedSince().orElse(peer.lastSeen()));
        connected(peer, peer.connectedSince().orElse(peer.lastSeen()));
      } else if (peer.state() != PeerInfo.State.GONE) {
        found(peer, peer.lastSeen());
      }
    } finally {
      lock.unlock();
    }
  }

  private void found(PeerInfo peer, Instant at) {
    if (told.containsKey(peer.id())) {
      return;
    }
    remember(peer).since = at;
    String source =
        peer.sources().entrySet().stream()
            .min(Map.Entry.<String, Instant>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(entry -> " by " + entry.getKey())
            .orElse("");
    out.accept("found " + name(peer) + source);
  }

  private void connected(PeerInfo peer, Instant at) {
    Told known = remember(peer);
    if (known.connected) {
      return;
    }
    known.connected = true;
    known.refusal = "";
    Instant since = known.since;
    known.since = null;
    boolean measured = since != null && since.isBefore(at);
    out.accept(
        "connected "
            + name(peer)
            + link(peer).map(PeerLines::path).orElse("")
            + (measured ? " in " + Figures.duration(Duration.between(since, at)) : ""));
  }

  private void banned(PeerInfo peer, PeerEvent event) {
    remember(peer).connected = false;
    out.accept("banned " + name(peer) + ": " + event.detail());
  }

  private void lost(PeerInfo peer, PeerEvent event) {
    Told known = remember(peer);
    known.connected = false;
    known.since = event.at();
    out.accept("lost " + name(peer) + because(event));
  }

  private void gone(PeerInfo peer, PeerEvent event) {
    if (told.remove(peer.id()) != null) {
      out.accept("gone " + name(peer) + because(event));
    }
  }

  private void refused(PeerInfo peer, PeerEvent event) {
    Told known = remember(peer);
    if (!known.refusal.equals(event.detail())) {
      known.refusal = event.detail();
      out.accept("refused " + name(peer) + because(event));
    }
  }

  private Told remember(PeerInfo peer) {
    if (told.size() >= MAX_PEERS && !told.containsKey(peer.id())) {
      told.remove(told.keySet().iterator().next());
    }
    return told.computeIfAbsent(peer.id(), id -> new Told());
  }

  private static String name(PeerInfo peer) {
    String id = peer.id().shortText();
    return peer.name().isEmpty() ? id : peer.name() + " (" + id + ")";
  }

  private static String because(PeerEvent event) {
    return event.detail().isEmpty() ? "" : ": " + event.detail();
  }

  private static Optional<LinkInfo> link(PeerInfo peer) {
    return peer.links().stream()
        .min(
            Comparator.comparing((LinkInfo link) -> !link.usable())
                .thenComparing(LinkInfo::interfaceKind));
  }

  private static String path(LinkInfo link) {
    return " by "
        + link.remote().getScheme()
        + " over "
        + link.interfaceKind().name().toLowerCase(Locale.ROOT);
  }
}
