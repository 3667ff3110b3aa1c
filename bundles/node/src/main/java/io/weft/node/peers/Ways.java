package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.session.Alike;
import io.weft.node.session.LinkPath;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.transports.Candidate;
import io.weft.node.transports.Candidates;
import io.weft.node.transports.Interfaces;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Beside the first link to a peer: the lanes that are missing, better ways when there are some, one
 * spare way over another interface, more of these where large frames go and share them, and an end
 * to what is double or not needed any more. Nothing blocks the caller.
 *
 * <p>Both sides may make links; only the node with the smaller id lets go of some, so that the two
 * never let go of each other's last.
 */
public final class Ways {
  private static final Logger LOG = LoggerFactory.getLogger(Ways.class);

  /** A way is only tried if it is expected to cost less than this share of the one in use. */
  private static final double ADVANTAGE = 0.75;

  /** Ways between two machines that are kept: the one in use and a spare. */
  private static final int KEPT = 2;

  /** Time for what happens together to have happened, and for both sides to find links usable. */
  static final Duration PAUSE = Duration.ofMillis(500);

  /** The node with the smaller id looks first: what it makes, the other one need not make. */
  private static final Duration OTHERS_PAUSE = Duration.ofSeconds(1);

  private final NodeId self;
  private final PeerTable table;
  private final Connector connector;
  private final Lanes lanes;
  private final Interfaces interfaces;
  private final ScheduledExecutorService clockwork;
  private final Executor threads;
  private final Set<NodeId> due = ConcurrentHashMap.newKeySet();
  private final Set<NodeId> bulkWanted = ConcurrentHashMap.newKeySet();

  public Ways(
      NodeId self,
      PeerTable table,
      Connector connector,
      Lanes lanes,
      Interfaces interfaces,
      ScheduledExecutorService clockwork,
      Executor threads) {
    this.self = self;
    this.table = table;
    this.connector = connector;
    this.lanes = lanes;
    this.interfaces = interfaces;
    this.clockwork = clockwork;
    this.threads = threads;
  }

  /** A link is usable, or calls leave on another way than before. */
  public void changed(Session session) {
    table
        .get(session.peer())
        .ifPresent(
            peer -> {
              run(() -> lanes.addCalls(peer));
              lookLater(peer);
            });
  }

  /**
   * A large frame is sent, and one of the ways has no lane for it. Made once in a while at most.
   */
  public void bulkWanted(Session session) {
    NodeId peer = session.peer();
    if (session.connected() && bulkWanted.add(peer)) {
      run(
          () -> {
            try {
              table.get(peer).ifPresent(lanes::addBulk);
            } finally {
              later(() -> bulkWanted.remove(peer), PAUSE);
            }
          });
    }
  }

  /** Interfaces, transports or a peer's addresses are others now. */
  public void networkChanged() {
    for (Peer peer : table.peers()) {
      connector.forgetTries(peer);
      for (SessionLink link : peer.session().links()) {
        if (link.usable() && !interfaces.serves(link.link().local())) {
          link.abandon("its interface " + link.medium().name() + " is gone");
        }
      }
      if (peer.session().connected()) {
        lookLater(peer);
      }
    }
  }

  /** A peer's record has come. */
  void recordChanged(Peer peer) {
    if (peer.session().connected()) {
      lookLater(peer);
    }
  }

  /** Looks once for all that happens within the pause. */
  private void lookLater(Peer peer) {
    if (!due.add(peer.id())) {
      return;
    }
    later(
        () ->
            run(
                () -> {
                  due.remove(peer.id());
                  look(peer);
                }),
        self.compareTo(peer.id()) < 0 ? PAUSE : OTHERS_PAUSE);
  }

  private void later(Runnable task, Duration pause) {
    try {
      clockwork.schedule(task, pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: nothing more is made");
    }
  }

  private void look(Peer peer) {
    priceAgain(peer.session());
    if (self.compareTo(peer.id()) < 0) {
      letGoOfDoubles(peer.session());
      letGoOfSurplus(peer);
    }
    for (Candidate way : connector.ways(peer)) {
      if (wanted(peer, way) && !connector.triedOfLate(peer, way)) {
        connector.dial(peer, List.of(way), Lane.CONTROL);
      }
    }
    lanes.addCalls(peer);
    lanes.moveBulk(peer);
  }

  /** A link may have been made before the speed of its interface was known. */
  private void priceAgain(Session session) {
    boolean news = false;
    for (SessionLink each : session.links()) {
      Link link = each.link();
      news |= each.over(interfaces.mediumOf(link.local(), link.remote()));
    }
    if (news) {
      session.moved();
    }
  }

  /** Whether it would be a better way, a spare one over another interface, or one that shares. */
  private static boolean wanted(Peer peer, Candidate way) {
    SessionLink used = peer.session().inUse().orElse(null);
    if (used == null) {
      return false;
    }
    Set<LinkPath> there =
        peer.session().links().stream()
            .filter(SessionLink::usable)
            .map(SessionLink::path)
            .collect(Collectors.toSet());
    if (there.contains(way.path())) {
      return false;
    }
    return way.costNanos() < ADVANTAGE * used.costNanos()
        || (there.size() < KEPT && isSpare(used, way))
        || (there.size() < Alike.MOST
            && hasBulk(peer)
            && isSpare(used, way)
            && Alike.are(used, way.over(), way.costNanos())
            && there.stream().noneMatch(each -> each.isOver(way.over())));
  }

  private static boolean isSpare(SessionLink used, Candidate way) {
    return !Candidates.isWithin(way.over())
        && way.from().isPresent()
        && !way.over().name().equals(used.medium().name());
  }

  /** Whether large frames go to it or come from it. */
  private static boolean hasBulk(Peer peer) {
    return peer.session().links().stream()
        .anyMatch(link -> link.usable() && link.lane() == Lane.BULK);
  }

  /** Of links that are alike, those that this node did not dial go. */
  static void letGoOfDoubles(Session session) {
    Map<Object, List<SessionLink>> alike =
        session.links().stream()
            .filter(SessionLink::usable)
            .collect(Collectors.groupingBy(link -> List.of(link.lane(), link.path())));
    for (List<SessionLink> same : alike.values()) {
      List<SessionLink> sorted = new ArrayList<>(same);
      sorted.sort(
          Comparator.comparing((SessionLink link) -> !link.dialled())
              .thenComparing(SessionLink::createdNanos));
      sorted.stream().skip(1).forEach(SessionLink::letGo);
    }
  }

  /**
   * Ways that are neither the best, nor a spare over another interface, nor share what is large go,
   * once another is proven.
   */
  private static void letGoOfSurplus(Peer peer) {
    SessionLink used = peer.session().inUse().orElse(null);
    if (used == null || !used.proven()) {
      return;
    }
    List<SessionLink> others =
        peer.session().links().stream()
            .filter(link -> link.usable() && !link.path().equals(used.path()))
            .sorted(Comparator.comparingLong(SessionLink::costNanos))
            .toList();
    Set<LinkPath> kept =
        peer.session().sharing().stream()
            .limit(hasBulk(peer) ? Alike.MOST : KEPT)
            .map(SessionLink::path)
            .collect(Collectors.toSet());
    for (SessionLink link : others) {
      boolean fits =
          !Candidates.isWithin(used.medium()) && !link.medium().name().equals(used.medium().name());
      if (kept.contains(link.path())) {
        continue;
      }
      if (fits && kept.size() < KEPT) {
        kept.add(link.path());
      } else {
        link.letGo();
      }
    }
  }

  private void run(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: no more links are made");
    }
  }
}
