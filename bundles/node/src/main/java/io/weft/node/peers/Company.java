package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.flight.Flight;
import io.weft.node.metrics.Counts;
import io.weft.node.session.HelloException;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.standing.Deed;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerInfo.State;
import io.weft.peer.Standing;
import io.weft.transport.LinkProtocolException;
import io.weft.transport.LinkRefusedException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
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
  static final Duration BREAK_PATIENCE = Duration.ofMillis(100);

  /** A peer that was needed is kept for so long, and longer if there are requests. */
  static final Duration NEEDED_FOR = Duration.ofMinutes(2);

  private static final String REFUSALS = "weft.refusals";

  private final PeerTable table;
  private final Connector connector;
  private final Ways ways;
  private final Seats seats;
  private final Judge judge;
  private final Keys keys;
  private final Counts counts;
  private final IntSupplier maximum;
  private final Consumer<Session> forgotten;
  private final Clock clock;

  /**
   * @param maximum peers that may be connected, those apart whom the user keeps
   * @param forgotten told when what a peer offers and listens to no longer counts
   */
  Company(
      PeerTable table,
      Connector connector,
      Ways ways,
      Seats seats,
      Judge judge,
      Keys keys,
      Counts counts,
      IntSupplier maximum,
      Consumer<Session> forgotten,
      Clock clock) {
    this.table = table;
    this.connector = connector;
    this.ways = ways;
    this.seats = seats;
    this.judge = judge;
    this.keys = keys;
    this.counts = counts;
    this.maximum = maximum;
    this.forgotten = forgotten;
    this.clock = clock;
  }

  /**
   * A peer has said hello with this record.
   *
   * @param signed the same as it came
   * @param wanted whether it says that it needs this node
   * @return its session
   * @throws HelloException if it is banned, or there is no room for it
   */
  public Session greeted(NodeRecord record, byte[] signed, boolean wanted) throws HelloException {
    NodeId id = record.id();
    Optional<Peer> met = table.meet(id, () -> judge.removed(id).isEmpty());
    refuse("banned", met.isPresent() ? judge.refusal(met.get()) : judge.removed(id));
    Peer peer = met.orElseThrow(() -> new HelloException("too many nodes are known here"));
    refuse("key", keys.refusal(peer, record));
    Instant now = clock.instant();
    if (wanted) {
      peer.need(now.plus(NEEDED_FOR));
    }
    int most = maximum.getAsInt();
    if (!seats.take(peer.id(), peer.needed(now) ? CompanySize.LARGEST : most)) {
      counts.add(REFUSALS, "reason", "full");
      throw HelloException.full("enough company: " + most + " peers are connected");
    }
    if (peer.learn(record, signed, now)) {
      table.note(peer, PeerEvent.Kind.CHANGED, "by its hello");
    }
    return peer.session();
  }

  private void refuse(String reason, Optional<String> why) throws HelloException {
    if (why.isPresent()) {
      counts.add(REFUSALS, "reason", reason);
      throw new HelloException(why.get());
    }
  }

  /** Whether this node needs a peer, more than for company. */
  public boolean wants(NodeId id) {
    return table.get(id).map(peer -> peer.needed(clock.instant())).orElse(false);
  }

  public void linked(Session session, SessionLink link) {
    Optional<String> removed = judge.removed(session.peer());
    if (removed.isPresent()) { // while this link was being made
      session.part(removed.get());
      return;
    }
    Peer peer = table.get(session.peer()).orElse(null);
    if (peer == null || peer.session() != session) { // it was forgotten meanwhile
      link.letGo();
      return;
    }
    Optional<String> refusal = judge.refusal(peer);
    if (refusal.isPresent()) { // it was banned while this link was being made
      link.abandon(refusal.get());
      return;
    }
    String how = describe(link);
    peer.resume();
    table.note(
        peer,
        PeerEvent.Kind.LINKED,
        link.lane().name().toLowerCase(Locale.ROOT) + " lane by " + how);
    if (peer.become(State.CONNECTED, clock.instant())) {
      judge.saw(peer, Deed.LINKED, "");
      table.remember(peer);
      table.note(peer, PeerEvent.Kind.CONNECTED, "by " + how);
      LOG.info("connected to {} ({}) by {}", peer.name(), peer.id().shortText(), how);
    }
    if (session.leaving()) { // it has said so on another link, on another thread
      gone(peer, "it has stopped");
    } else if (!session.connected()) {
      // The link has ended on another thread, and that may have been told before this.
      peer.suspend(clock.instant().plus(SWAP_PATIENCE));
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
    if (cause.isPresent() && cause.get() instanceof LinkProtocolException) {
      judge.saw(peer, Deed.VIOLATION, why);
    }
    if (session.connected() || peer.state() == State.BANNED) {
      return;
    }
    if (peer.hasParted()) {
      parted(peer);
    } else if (session.leaving()) {
      gone(peer, "it has stopped");
    } else if (clean) {
      peer.suspend(clock.instant().plus(SWAP_PATIENCE));
      connector.swapped(peer);
    } else {
      judge.saw(peer, Deed.BROKE, why);
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

  /** The peer has enough company: it goes in good order, and may have room later. */
  public void parting(Session session, String why) {
    table
        .get(session.peer())
        .ifPresent(
            peer -> {
              peer.part();
              connector.parted(peer);
              table.note(peer, PeerEvent.Kind.LET_GO, "by the peer: " + why);
              LOG.info("{} ({}) lets this node go: {}", peer.name(), peer.id().shortText(), why);
            });
  }

  private void parted(Peer peer) {
    connector.parted(peer);
    forgotten.accept(peer.session());
    seats.leave(peer.id());
    peer.become(State.KNOWN, clock.instant());
    table.remember(peer);
  }

  private void gone(Peer peer, String why) {
    forgotten.accept(peer.session());
    seats.leave(peer.id());
    table.remember(peer);
    if (peer.become(State.GONE, clock.instant())) {
      table.note(peer, PeerEvent.Kind.GONE, why);
      LOG.info("{} ({}) is gone: {}", peer.name(), peer.id().shortText(), why);
    }
  }

  private void lost(Peer peer, String why) {
    forgotten.accept(peer.session());
    seats.leave(peer.id());
    table.remember(peer);
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
        .orElseGet(
            () -> {
              Instant now = clock.instant();
              return new Peer(session.peer(), session, now).info(now);
            });
  }

  /** What is known of a node that another one relays to; for the services that it offers. */
  public PeerInfo infoBeyond(NodeId node) {
    return table
        .find(node)
        .orElseGet(
            () ->
                new PeerInfo(
                    node,
                    Optional.empty(),
                    "",
                    "",
                    Set.of(),
                    Map.of(),
                    Optional.empty(),
                    List.of(),
                    Map.of(),
                    false,
                    Standing.UNKNOWN,
                    PeerInfo.Dialling.FINE,
                    PeerInfo.State.KNOWN,
                    Optional.empty(),
                    clock.instant(),
                    Optional.empty(),
                    0,
                    0,
                    List.of()));
  }
}
