package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.session.Session;
import io.weft.node.standing.Book;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerBook;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerException;
import io.weft.peer.PeerException.Reason;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerStore;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the user wants of peers, and whom the node remembers from earlier runs. Safe on every
 * thread.
 */
public final class Wishes implements PeerBook {

  /** The source of peers that were remembered, beside the names of discovery providers. */
  static final String SOURCE = "memory";

  /** How long a peer is believed to be where it was when this node ran last. */
  private static final Duration STILL_THERE = Duration.ofMinutes(2);

  /** Peers of earlier runs that are looked for at a start, beside those that are kept. */
  private static final int LOOKED_FOR = 32;

  private final NodeId self;
  private final PeerTable table;
  private final Book book;
  private final Judge judge;
  private final Arrivals arrivals;
  private final Connector connector;
  private final Introduction introduction;
  private final Executor threads;
  private final Clock clock;

  public Wishes(
      NodeId self,
      PeerTable table,
      Book book,
      Judge judge,
      Arrivals arrivals,
      Connector connector,
      Introduction introduction,
      Executor threads,
      Clock clock) {
    this.self = self;
    this.table = table;
    this.book = book;
    this.judge = judge;
    this.arrivals = arrivals;
    this.connector = connector;
    this.introduction = introduction;
    this.threads = threads;
    this.clock = clock;
  }

  @Override
  public List<KnownPeer> remembered() {
    return book.all();
  }

  @Override
  public CompletionStage<PeerInfo> add(URI address, Optional<NodeId> expected) {
    return CompletableFuture.supplyAsync(
        () -> {
          Optional<NodeId> who = expected.or(() -> ownerOf(address));
          judge.welcome();
          demandLinkable(who);
          Session session = introduction.with(address, who);
          Peer peer = met(session.peer());
          peer.portrait().add(address);
          return keep(peer, "added at " + address);
        },
        threads);
  }

  /** Whose address it is, as the user knows it: somebody else there may be an attack. */
  private Optional<NodeId> ownerOf(URI address) {
    return book.all().stream()
        .filter(peer -> peer.kept() && peer.addresses().contains(address))
        .map(KnownPeer::id)
        .findFirst();
  }

  private void demandLinkable(Optional<NodeId> who) {
    if (who.isPresent() && who.get().equals(self)) {
      throw new PeerException(Reason.BAD_ADDRESS, self.shortText() + " is this node itself");
    }
    who.flatMap(table::get)
        .flatMap(judge::refusal)
        .ifPresent(
            refusal -> {
              throw new PeerException(
                  Reason.REFUSED,
                  who.get().shortText() + " is " + refusal + ": lift that first (unban)");
            });
  }

  @Override
  public CompletionStage<PeerInfo> connect(NodeId id) {
    return CompletableFuture.supplyAsync(
        () -> {
          judge.welcome();
          demandLinkable(Optional.of(id));
          if (table.get(id).isEmpty() && book.find(id).isEmpty()) {
            throw notKnown(id);
          }
          Peer peer = met(id);
          if (!peer.session().connected() && !connector.dialNow(peer)) {
            throw new PeerException(Reason.UNREACHABLE, connector.whyNot(peer));
          }
          return keep(peer, "connected by the user");
        },
        threads);
  }

  private PeerInfo keep(Peer peer, String how) {
    Instant now = clock.instant();
    peer.keep(true);
    peer.seen(SOURCE, now, Instant.MAX);
    table.note(peer, PeerEvent.Kind.KEPT, how);
    book.decide(peer.memory(now));
    return peer.info(now);
  }

  @Override
  public void restore(List<KnownPeer> peers) {
    for (KnownPeer known : peers) {
      if (!known.id().equals(self)) {
        book.note(known);
        take(known);
      }
    }
    book.flush();
  }

  @Override
  public boolean remove(NodeId id) {
    Optional<Peer> peer = table.get(id);
    peer.ifPresent(
        known -> {
          judge.farewell(id);
          known.session().part("the user there has removed this node");
          arrivals.leave(known, "removed by the user");
        });
    return book.forget(id) || peer.isPresent();
  }

  @Override
  public void ban(NodeId id, Optional<Duration> howLong, String reason) {
    if (id.equals(self)) {
      throw new PeerException(Reason.BAD_ADDRESS, "a node cannot ban itself");
    }
    judge.ban(met(id), howLong, reason, false);
  }

  @Override
  public boolean unban(NodeId id) {
    boolean known = table.get(id).isPresent() || book.find(id).isPresent();
    if (!known) {
      return false;
    }
    Peer peer = met(id);
    boolean was = judge.pardon(peer);
    if (was) {
      connector.sighted(peer);
    }
    return was;
  }

  @Override
  public void pin(NodeId id, PublicKey key) {
    if (table.get(id).isEmpty() && book.find(id).isEmpty()) {
      throw notKnown(id);
    }
    Peer peer = met(id);
    peer.portrait().pin(key);
    table.note(peer, PeerEvent.Kind.KEY_FOLLOWED, "accepted by the user");
    book.decide(peer.memory(clock.instant()));
  }

  private Peer met(NodeId id) {
    return table
        .meet(id)
        .orElseThrow(
            () ->
                new PeerException(
                    Reason.REFUSED, PeerTable.MAX_PEERS + " nodes are known: forget some first"));
  }

  private static PeerException notKnown(NodeId id) {
    return new PeerException(
        Reason.NOT_KNOWN, "no peer " + id.shortText() + " is known; add it by its address");
  }

  // ---- memory

  /** A store is here: those whom it remembers are looked for, the best first. Blocks. */
  public void recall(PeerStore store) {
    AtomicInteger lookedFor = new AtomicInteger();
    book.use(
        store,
        fresh ->
            fresh.stream()
                .sorted(
                    Comparator.comparing(KnownPeer::kept).thenComparing(KnownPeer::luck).reversed())
                .filter(
                    known ->
                        known.kept()
                            || table.get(known.id()).isPresent()
                            || lookedFor.incrementAndGet() <= LOOKED_FOR)
                .forEach(this::take));
  }

  /** What is remembered of a peer counts from now on. */
  private void take(KnownPeer known) {
    if (known.id().equals(self)) {
      return;
    }
    Instant now = clock.instant();
    boolean here = table.get(known.id()).isPresent();
    Peer peer = table.meet(known.id()).orElse(null);
    if (peer == null) {
      return;
    }
    if (here) {
      peer.recall(known, now);
    }
    if (peer.ban().isPresent()) {
      judge.enforce(peer);
      return;
    }
    peer.seen(SOURCE, now, known.kept() ? Instant.MAX : now.plus(STILL_THERE));
    connector.sighted(peer);
  }

  /** Every peer that is connected is remembered as it is now; every minute. */
  public void note() {
    table.peers().stream()
        .filter(peer -> peer.session().connected() || peer.kept())
        .forEach(table::remember);
  }
}
