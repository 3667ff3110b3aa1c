package io.weft.node.peers;

import io.weft.exchange.RequestOptions.Whom;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.directory.RemotePath;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.router.Reach;
import io.weft.peer.PeerInfo.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Connects with peers that a request needs, above the number that is kept for company: their
 * records say what they offer. Safe on every thread.
 */
final class OnDemand implements Reach {

  /** Peers that are tried for one request: the next request tries others. */
  private static final int TRIED = 3;

  /** How often to look whether a peer that has not said what it offers is still there. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

  private final PeerTable table;
  private final Connector connector;
  private final ServiceDirectory directory;
  private final Executor threads;
  private final Clock clock;

  OnDemand(
      PeerTable table,
      Connector connector,
      ServiceDirectory directory,
      Executor threads,
      Clock clock) {
    this.table = table;
    this.connector = connector;
    this.directory = directory;
    this.threads = threads;
    this.clock = clock;
  }

  @Override
  public Optional<CompletionStage<Void>> bringIn(String path, Whom whom, Duration within) {
    Instant now = clock.instant();
    Optional<NodeId> target = whom.target();
    List<Peer> candidates =
        table.peers().stream()
            .filter(peer -> target.isEmpty() || target.get().equals(peer.id()))
            .filter(peer -> hasRole(peer, whom.role()))
            .filter(peer -> offers(peer, path, target.isPresent()) && mayTry(peer, now))
            .sorted(Comparator.comparingDouble(peer -> -peer.reputation().score(now)))
            .limit(TRIED)
            .toList();
    if (candidates.isEmpty()) {
      return Optional.empty();
    }
    CompletableFuture<Void> here = new CompletableFuture<>();
    try {
      threads.execute(() -> tryOneByOne(candidates, path, within, here));
    } catch (RejectedExecutionException e) {
      return Optional.empty(); // the node stops
    }
    return Optional.of(here);
  }

  /** A record without services is of a node with too many for a record, if it is the target. */
  private static boolean offers(Peer peer, String path, boolean target) {
    Optional<NodeRecord> record = peer.record();
    return record
        .map(known -> known.services().contains(path) || (target && known.services().isEmpty()))
        .orElse(false);
  }

  private static boolean hasRole(Peer peer, Optional<String> role) {
    return role.isEmpty()
        || peer.record().map(known -> known.roles().contains(role.get())).orElse(false);
  }

  private boolean mayTry(Peer peer, Instant now) {
    return (peer.state() == State.KNOWN || peer.state() == State.LOST)
        && peer.leased(now)
        && !peer.session().connected()
        && connector.mayTry(peer);
  }

  private void tryOneByOne(
      List<Peer> candidates, String path, Duration within, CompletableFuture<Void> here) {
    long until = System.nanoTime() + within.toNanos();
    try {
      for (Peer peer : candidates) {
        peer.need(clock.instant().plus(Company.NEEDED_FOR));
        if (connector.dialNow(peer) && isOfferedWithin(peer, path, until)) {
          return;
        }
      }
    } finally {
      here.complete(null);
    }
  }

  /** What a peer offers comes a moment after the link. */
  private boolean isOfferedWithin(Peer peer, String path, long untilNanos) {
    while (true) {
      CompletableFuture<Void> change = directory.remoteChange();
      RemotePath offered = directory.remotePath(path);
      if (offered != null
          && offered.entries().stream()
              .anyMatch(entry -> entry.node().equals(peer.id()) && !entry.isBeyond())) {
        return true;
      }
      long left = untilNanos - System.nanoTime();
      if (left <= 0 || !peer.session().connected()) {
        return false;
      }
      try {
        change.get(Math.min(left, LOOK_AGAIN.toNanos()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        continue; // whether it is still connected
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }
}
