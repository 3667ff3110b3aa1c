package io.weft.node.mesh;

import io.weft.node.flight.Flight;
import io.weft.node.peers.Connector;
import io.weft.node.peers.PeerTable;
import io.weft.node.session.Drain;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
import io.weft.node.transports.Transports;
import io.weft.transport.LinkOptions;
import io.weft.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a transport out of a running node without losing a frame: nothing new is made with it, what
 * is being made settles, sessions that would be without a link dial elsewhere, and all its links
 * say goodbye. See decision 004.
 */
final class TransportSwap {
  private static final Logger LOG = LoggerFactory.getLogger(TransportSwap.class);

  /** How long a removal may take: with the next, below the 5 s that Felix SCR waits. */
  private static final Duration DRAIN = Duration.ofMillis(3200);

  /** The same for links that were being made when the removal began. */
  private static final Duration LATECOMERS = Duration.ofMillis(700);

  private final Transports transports;
  private final PeerTable peers;
  private final Connector connector;
  private final Executor background;

  TransportSwap(Transports transports, PeerTable peers, Connector connector, Executor background) {
    this.transports = transports;
    this.peers = peers;
    this.connector = connector;
    this.background = background;
  }

  /**
   * Listens on a transport that is new, and dials who waited for it.
   *
   * @param listens told when it listens, or cannot
   * @return whether it listens
   */
  boolean listen(Transports.Installed added, LinkOptions options, Runnable listens) {
    boolean listening = transports.listen(added, options);
    listens.run();
    added.settled();
    connector.transportAdded();
    return listening;
  }

  /** Returns when no link of the transport is left, or the bound is reached. */
  void remove(Transport transport) {
    Optional<Transports.Installed> removed = transports.remove(transport);
    if (removed.isEmpty()) {
      return;
    }
    Flight.Timed flight = Flight.swap(removed.get().schemes(), "removed");
    removed.get().settle(LATECOMERS);
    if (!transports.all().isEmpty()) {
      connector.dialOthers(
          peers.sessions().stream()
              .filter(session -> !linksOf(session, transport).isEmpty())
              .filter(session -> !hasOther(session, transport))
              .toList());
    }
    drain(transport, DRAIN);
    // A link that was being made meanwhile has its own goodbye under way.
    drain(transport, LATECOMERS);
    long left = peers.sessions().stream().mapToLong(each -> linksOf(each, transport).size()).sum();
    flight.end(left == 0 ? "no link is left" : left + " links are left");
  }

  private void drain(Transport transport, Duration bound) {
    List<CompletableFuture<Void>> drains = new ArrayList<>();
    for (Session session : peers.sessions()) {
      if (!linksOf(session, transport).isEmpty()) {
        drains.add(CompletableFuture.runAsync(() -> drain(session, transport, bound), background));
      }
    }
    CompletableFuture.allOf(drains.toArray(CompletableFuture[]::new)).join();
  }

  private static void drain(Session session, Transport transport, Duration bound) {
    Drain.Result result = session.drain(linksOf(session, transport), bound);
    LOG.info(
        "{}: {} links drained in {} ms, {}",
        session,
        result.links(),
        result.took().toMillis(),
        result.moved() ? "traffic moved on" : "requests wait for the next link");
  }

  private static boolean hasOther(Session session, Transport transport) {
    return session.links().stream()
        .anyMatch(link -> link.usable() && link.transport() != transport);
  }

  private static List<SessionLink> linksOf(Session session, Transport transport) {
    return session.links().stream().filter(link -> link.transport() == transport).toList();
  }
}
