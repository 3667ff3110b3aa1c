package io.weft.node.peers;

import io.weft.node.NodeRecord;
import io.weft.node.flight.Flight;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.transport.LinkRefusedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of peers as their links come and go: connected, waited for after a swap, lost, gone.
 * Safe on every thread, the readers included.
 */
public final class Company {
  private static final Logger LOG = LoggerFactory.getLogger(Company.class);

  /** How long a peer whose links went in good order may stay away before it counts as lost. */
  private static final Duration SWAP_PATIENCE = Duration.ofSeconds(10);

  /** The same for links that broke: time to dial again; a dead process refuses within it. */
  private static final Duration BREAK_PATIENCE = Duration.ofMillis(100);

  private final PeerTable table;
  private final Connector connector;
  private final Ways ways;
  private final Consumer<Session> forgotten;
  private final Clock clock;

  /**
   * @param forgotten told when what a peer offers and listens to no longer counts
   */
  public Company(
      PeerTable table, Connector connector, Ways ways, Consumer<Session> forgotten, Clock clock) {
    this.table = table;
    this.connector = connector;
    this.ways = ways;
    this.forgotten = forgotten;
    this.clock = clock;
  }

  /**
   * A peer has said hello with this record.
   *
   * @return its session; empty if too many nodes are known
   */
  public Optional<Session> greeted(NodeRecord record) {
    Optional<Peer> met = table.meet(record.id());
    met.ifPresent(peer -> peer.learn(record, clock.instant()));
    return met.map(Peer::session);
  }

  public void linked(Session session, SessionLink link) {
    Peer peer = table.meet(session.peer()).orElse(null);
    if (peer == null) {
      return;
    }
    if (peer.session() != session) { // it was forgotten while this link was being made
      link.letGo();
      return;
    }
    String how = describe(link);
    peer.resume();
    table.note(
        peer,
        PeerEvent.Kind.LINKED,
        link.lane().name().toLowerCase(Locale.ROOT) + " lane by " + how);
    if (peer.become(State.CONNECTED, clock.instant())) {
      table.note(peer, PeerEvent.Kind.CONNECTED, "by " + how);
      LOG.info("connected to {} ({}) by {}", peer.name(), peer.id().shortText(), how);
    }
    ways.changed(session);
  }

  /** Calls leave on another way from now on. */
  public void moved(Session session, SessionLink to) {
    Peer peer = table.get(session.peer()).orElse(null);
    if (peer == null) {
      return;
    }
    String where = describe(to);
    table.note(peer, PeerEvent.Kind.MOVED, "to " + where);
    Flight.migration(
        peer.id(), to.link().remote(), to.medium().name(), Duration.ofNanos(to.costNanos()));
    LOG.info("traffic with {} ({}) moved to {}", peer.name(), peer.id().shortText(), where);
    ways.changed(session);
  }

  private static String describe(SessionLink link) {
    String kind = link.medium().kind().name().toLowerCase(Locale.ROOT);
    String name = link.medium().name();
    return link.link().remote().getScheme()
        + " over "
        + kind
        + (name.isEmpty() ? "" : " " + name)
        + " ("
        + (link.dialled() ? "dialled " : "accepted from ")
        + link.link().remote()
        + ")";
  }

  public void unlinked(
      Session session, SessionLink link, boolean clean, Optional<IOException> cause) {
    Peer peer = table.get(session.peer()).orElse(null);
    if (peer == null) {
      return;
    }
    String why = clean ? "finished" : cause.map(Throwable::getMessage).orElse("closed by the peer");
    table.note(peer, PeerEvent.Kind.UNLINKED, link + ": " + why);
    if (session.connected()) {
      return;
    }
    if (session.leaving()) {
      gone(peer, "it has stopped");
    } else if (clean) {
      peer.suspend(clock.instant().plus(SWAP_PATIENCE));
      connector.swapped(peer);
    } else {
      peer.suspend(clock.instant().plus(SWAP_PATIENCE));
      connector.broken(peer, BREAK_PATIENCE, () -> loseIfAway(peer, why));
    }
  }

  private void loseIfAway(Peer peer, String why) {
    if (!peer.session().connected() && peer.state() == State.CONNECTED) {
      lost(peer, why);
    }
  }

  /** A link was refused before it belonged to anybody. */
  public void rejected(SessionLink link, Optional<IOException> cause) {
    if (!link.dialled() && cause.isPresent() && !(cause.get() instanceof LinkRefusedException)) {
      LOG.info("a link was not taken: {}", cause.get().getMessage());
    }
  }

  /** The peer says that its node stops. */
  public void leaving(Session session) {
    session.peerLeaves();
    table.get(session.peer()).ifPresent(peer -> gone(peer, "it said goodbye"));
  }

  private void gone(Peer peer, String why) {
    forgotten.accept(peer.session());
    if (peer.become(State.GONE, clock.instant())) {
      table.note(peer, PeerEvent.Kind.GONE, why);
      LOG.info("{} ({}) is gone: {}", peer.name(), peer.id().shortText(), why);
    }
  }

  private void lost(Peer peer, String why) {
    forgotten.accept(peer.session());
    if (peer.become(State.LOST, clock.instant())) {
      table.note(peer, PeerEvent.Kind.LOST, why);
      LOG.info("lost {} ({}): {}", peer.name(), peer.id().shortText(), why);
    }
    connector.lost(peer);
  }

  /** Who has been waited for in vain is lost. */
  public void expire() {
    for (Peer peer : table.peers()) {
      if (peer.overdue(clock.instant()) && !peer.session().connected()) {
        lost(peer, "it did not come back within " + SWAP_PATIENCE.toSeconds() + " s");
      }
    }
  }

  /** What is known of a peer; for the services that it offers. */
  public PeerInfo info(Session session) {
    return table
        .find(session.peer())
        .orElseGet(() -> new Peer(session.peer(), session, clock.instant()).info());
  }
}
