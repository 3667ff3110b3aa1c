package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.metrics.Counts;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.standing.Book;
import io.weft.node.standing.Deed;
import io.weft.node.standing.Sentence;
import io.weft.peer.Ban;
import io.weft.peer.PeerEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of peers by what they do: deeds are written down, and whoever means harm is
 * disconnected, then banned. Safe on every thread, the readers included: what may block runs
 * elsewhere.
 */
public final class Judge {
  private static final Logger LOG = LoggerFactory.getLogger(Judge.class);

  /** Of a ban, in characters: it is kept in the store. */
  private static final int MAX_REASON = 1_000;

  /** Links that were begun before a peer was removed are made by then. */
  private static final Duration FAREWELL = Duration.ofSeconds(3);

  private final Map<NodeId, Instant> farewells = new ConcurrentHashMap<>();
  private final PeerTable table;
  private final Book book;
  private final Seats seats;
  private final Consumer<Session> forgotten;
  private final Executor threads;
  private final Counts counts;
  private final Clock clock;

  /**
   * @param forgotten told when what a peer offers and listens to no longer counts
   * @param threads for what may block
   */
  public Judge(
      PeerTable table,
      Book book,
      Seats seats,
      Consumer<Session> forgotten,
      Executor threads,
      Counts counts,
      Clock clock) {
    this.table = table;
    this.book = book;
    this.seats = seats;
    this.forgotten = forgotten;
    this.threads = threads;
    this.counts = counts;
    this.clock = clock;
  }

  /** A peer did something, or something happened with it. */
  public void saw(NodeId id, Deed deed, String detail) {
    table.get(id).ifPresent(peer -> saw(peer, deed, detail));
  }

  void saw(Peer peer, Deed deed, String detail) {
    counts.add("weft.reputation.changes", "deed", deed.name().toLowerCase(Locale.ROOT));
    Sentence sentence = Sentence.of(peer.reputation(), deed, detail, peer.bans(), clock.instant());
    if (sentence.kind() == Sentence.Kind.NONE || peer.ban().isPresent()) {
      return;
    }
    String reason = String.join("; ", peer.reputation().reasons());
    run(
        () -> {
          if (sentence.kind() == Sentence.Kind.BAN) {
            ban(peer, sentence.howLong(), reason, true);
          } else {
            disconnect(peer, reason);
          }
        });
  }

  private void disconnect(Peer peer, String reason) {
    LOG.warn("{} ({}) is disconnected: {}", peer.name(), peer.id().shortText(), reason);
    endLinks(peer, "disconnected for what it did: " + reason);
    table.remember(peer);
  }

  /**
   * Keeps a peer away. Blocks until that is stored.
   *
   * @param howLong empty: until it is lifted
   * @param deserved whether for what it did; otherwise the user wants it
   */
  void ban(Peer peer, Optional<Duration> howLong, String reason, boolean deserved) {
    Instant now = clock.instant();
    String why = reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "…" : reason;
    Ban ban = new Ban(why, now, howLong.map(now::plus));
    peer.keepAway(ban, deserved);
    enforce(peer);
    book.decide(peer.memory(now));
  }

  /** Ends what there is with a banned peer. */
  void enforce(Peer peer) {
    Ban ban = peer.ban().orElse(null);
    if (ban == null) {
      return;
    }
    String until = ban.until().map(end -> "until " + end).orElse("until it is lifted");
    table.note(peer, PeerEvent.Kind.BANNED, until + ": " + ban.reason());
    LOG.info("{} ({}) is banned {}: {}", peer.name(), peer.id().shortText(), until, ban.reason());
    endLinks(peer, "this node has banned " + peer.id().shortText());
    forgotten.accept(peer.session());
    seats.leave(peer.id());
  }

  static void endLinks(Peer peer, String why) {
    for (SessionLink link : peer.session().links()) {
      link.abandon(why);
    }
  }

  /** Why a peer may not link at the moment. Lets it in if its time is over. */
  Optional<String> refusal(Peer peer) {
    Optional<String> removed = removed(peer.id());
    if (removed.isPresent()) {
      return removed;
    }
    Instant now = clock.instant();
    Optional<Ban> ban = peer.ban();
    if (ban.isEmpty() || !ban.get().holds(now)) {
      ban.ifPresent(over -> lift(peer, now));
      return Optional.empty();
    }
    String until = ban.get().until().map(end -> "until " + end).orElse("for good");
    return Optional.of("banned " + until + " by the node there");
  }

  /** Why a node may not link that need not be known; the user has removed it a moment ago. */
  Optional<String> removed(NodeId id) {
    Instant now = clock.instant();
    farewells.values().removeIf(until -> !until.isAfter(now));
    return farewells.containsKey(id)
        ? Optional.of("removed by the user there, a moment ago")
        : Optional.empty();
  }

  /** It is removed: links that are being made, by either side, do not bring it back. */
  void farewell(NodeId id) {
    farewells.put(id, clock.instant().plus(FAREWELL));
  }

  /** The user wants somebody after all. */
  void welcome() {
    farewells.clear();
  }

  /** What led to it is forgiven, and counts the next time. */
  private void lift(Peer peer, Instant now) {
    peer.reputation().forgive(now);
    letIn(peer, false, "its time is over");
    table.remember(peer);
  }

  /** Lifts a ban that the user wants lifted, and forgives. Blocks until that is stored. */
  boolean pardon(Peer peer) {
    Instant now = clock.instant();
    peer.reputation().forgive(now);
    boolean was = letIn(peer, true, "by the user");
    book.decide(peer.memory(now));
    return was;
  }

  private boolean letIn(Peer peer, boolean forgotten, String why) {
    if (!peer.letIn(forgotten)) {
      return false;
    }
    table.note(peer, PeerEvent.Kind.FORGIVEN, why);
    LOG.info("{} ({}) is no longer banned: {}", peer.name(), peer.id().shortText(), why);
    return true;
  }

  /** Lets in whose time is over; every second. */
  public void expire() {
    Instant now = clock.instant();
    for (Peer peer : table.peers()) {
      Optional<Ban> ban = peer.ban();
      if (ban.isPresent() && ban.get().holds(now)) {
        endLinks(peer, "this node has banned it"); // what was on its way when it was banned
        forgotten.accept(peer.session());
      } else if (ban.isPresent()) {
        lift(peer, now);
      }
    }
  }

  private void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: nobody is judged any more");
    }
  }
}
