package io.weft.node.mesh;

import io.weft.exchange.Service;
import io.weft.node.NodeId;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.events.EventBus;
import io.weft.node.events.TopicPattern;
import io.weft.node.limits.Limits;
import io.weft.node.payload.Codecs;
import io.weft.node.peers.Neighbourhood;
import io.weft.node.relay.Relay;
import io.weft.node.relay.RelayedRequests;
import io.weft.node.session.Session;
import io.weft.v1.Advertisement;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;

/**
 * Events, what nodes tell each other of themselves, and what is relayed of both: built and
 * connected. Its parts say what they are for.
 */
final class Circulation implements Relay.Beyond {
  final Relay relay;
  final RelayedRequests requests;
  final EventBus events;
  final Advertiser advertiser;
  private final ServiceDirectory directory;
  private final Executor background;
  private final AtomicBoolean telling = new AtomicBoolean();

  /** What the parts need of the rest of the node. */
  record Surroundings(
      NodeId self,
      long epoch,
      Codecs codecs,
      ServiceDirectory directory,
      Neighbourhood peers,
      Limits limits) {}

  /** What runs subscribers, what may block, and what waits. */
  record Threads(Executor handlers, Executor background, ScheduledExecutorService clockwork) {}

  /**
   * @param relays whether what others send to others is passed on
   * @param interestChanged told when this process listens to something else than before
   */
  Circulation(Surroundings at, Threads threads, BooleanSupplier relays, Runnable interestChanged) {
    this.directory = at.directory();
    this.background = threads.background();
    relay =
        new Relay(
            at.self(),
            relays,
            id -> !at.peers().table.isBanned(id),
            threads.background(),
            threads.clockwork());
    requests = new RelayedRequests(relay, at.limits());
    events =
        new EventBus(
            new EventBus.Surroundings(
                at.self(),
                at.epoch(),
                at.codecs(),
                threads.handlers(),
                threads.background(),
                threads.clockwork(),
                relay,
                this::listeningServices),
            () -> soon(interestChanged));
    advertiser =
        new Advertiser(
            at.epoch(), at.directory(), events, at.peers()::sessions, at.peers().company);
    relay.open(this);
  }

  /** Subscriptions that come together are told together. */
  private void soon(Runnable interestChanged) {
    if (telling.compareAndSet(false, true)) {
      try {
        background.execute(
            () -> {
              telling.set(false);
              interestChanged.run();
            });
      } catch (RejectedExecutionException e) {
        telling.set(false); // the node stops
      }
    }
  }

  /** The paths of this process whose services listen to something. */
  private void listeningServices(BiConsumer<String, TopicPattern> to) {
    for (Service service : directory.local()) {
      for (String topics : service.description().subscriptions()) {
        to.accept(service.description().path(), TopicPattern.of(topics));
      }
    }
  }

  /** What a peer offers and listens to no longer counts. */
  void forget(Session session) {
    relay.unlinked(session.peer()); // first: nothing is sent that way any more
    advertiser.forget(session);
  }

  @Override
  public void advertised(NodeId node, Session via, Advertisement advertisement) {
    advertiser.advertisedBeyond(node, via, advertisement);
  }

  @Override
  public void gone(NodeId node) {
    advertiser.forgetBeyond(node);
  }

  @Override
  public void waysChanged() {
    events.waysChanged();
  }
}
