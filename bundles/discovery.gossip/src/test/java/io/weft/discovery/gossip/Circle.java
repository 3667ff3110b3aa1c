package io.weft.discovery.gossip;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.discovery.Self;
import io.weft.discovery.SightingSink;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.RemoteService;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.Service;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.testkit.KeepingSink;
import io.weft.testkit.Letter;
import io.weft.testkit.OfferOfAPeer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Nodes in one process that stand in a row: each is connected with the one that came before it and
 * the one that came after it, by calls instead of links. Safe on every thread.
 */
final class Circle {
  private final Map<NodeId, Place> row = new LinkedHashMap<>();
  private final Gossip.Settings settings;
  private final Function<byte[], Optional<NodeRecord>> verification;

  /**
   * @param verification the record in signed bytes
   */
  Circle(Gossip.Settings settings, Function<byte[], Optional<NodeRecord>> verification) {
    this.settings = settings;
    this.verification = verification;
  }

  /** A provider of a node that joins the row when it is started, and leaves when it is closed. */
  DiscoveryProvider provider(Self self) {
    return new Place(self);
  }

  /** Sends bytes to everybody, as one of them would. */
  void send(NodeId from, String action, byte[] bytes) {
    for (Place each : places()) {
      try {
        each.gossip.handle(new Letter(from, GossipDiscovery.PATH, action, bytes));
      } catch (RuntimeException e) {
        continue; // refused at once
      }
    }
  }

  private List<Place> places() {
    synchronized (row) {
      return List.copyOf(row.values());
    }
  }

  private List<Place> neighbours(Place of) {
    synchronized (row) {
      List<Place> near = new ArrayList<>();
      List<Place> network =
          row.values().stream()
              .filter(each -> each.self.record().network().equals(of.self.record().network()))
              .toList();
      int at = network.indexOf(of);
      if (at > 0) {
        near.add(network.get(at - 1));
      }
      if (at >= 0 && at + 1 < network.size()) {
        near.add(network.get(at + 1));
      }
      return near;
    }
  }

  /** One node of the row, as its provider sees it. */
  private final class Place implements DiscoveryProvider, Exchange, Directory, Records {
    private final Self self;
    private final GossipDiscovery gossip;
    private final Map<NodeId, Known> accepted = new ConcurrentHashMap<>();

    Place(Self self) {
      this.self = self;
      this.gossip =
          new GossipDiscovery(this, this, this, settings, System::nanoTime, new Random(1));
    }

    @Override
    public void start(Self own, SightingSink sink) {
      synchronized (row) {
        row.put(own.record().id(), this);
      }
      gossip.start(own, new KeepingSink(sink, "gossip", Clock.systemUTC(), accepted));
      tell(PeerEvent.Kind.CONNECTED, PeerInfo.State.CONNECTED);
      neighbours(this)
          .forEach(
              near ->
                  gossip.changed(
                      near.info(PeerInfo.State.CONNECTED), event(PeerEvent.Kind.CONNECTED)));
    }

    @Override
    public void refresh() {
      tell(PeerEvent.Kind.CHANGED, PeerInfo.State.CONNECTED);
      gossip.refresh();
    }

    @Override
    public void close() {
      gossip.close();
      List<Place> near = neighbours(this);
      synchronized (row) {
        row.remove(self.record().id(), this);
      }
      PeerInfo gone = info(PeerInfo.State.GONE);
      near.forEach(each -> each.gossip.changed(gone, event(PeerEvent.Kind.GONE)));
      for (Place each : near) { // those on both sides of the gap link up
        neighbours(each)
            .forEach(
                other ->
                    each.gossip.changed(
                        other.info(PeerInfo.State.CONNECTED), event(PeerEvent.Kind.CONNECTED)));
      }
    }

    private void tell(PeerEvent.Kind kind, PeerInfo.State state) {
      PeerInfo info = info(state);
      neighbours(this).forEach(near -> near.gossip.changed(info, event(kind)));
    }

    private PeerEvent event(PeerEvent.Kind kind) {
      return new PeerEvent(Instant.now(), kind, "");
    }

    PeerInfo info(PeerInfo.State state) {
      return OfferOfAPeer.peer(self.record(), state);
    }

    // ---- its node

    @Override
    public CompletableFuture<Reply> request(
        String path, String action, Object params, RequestOptions options) {
      NodeId target = options.target().orElseThrow();
      for (Place near : neighbours(this)) {
        if (near.self.record().id().equals(target)) {
          return answered(
              near.gossip, new Letter(self.record().id(), path, action, (byte[]) params), target);
        }
      }
      return CompletableFuture.failedFuture(
          new RequestException(
              RequestException.Outcome.NOT_SENT, RequestException.Reason.NO_SERVICE, "not there"));
    }

    private static CompletableFuture<Reply> answered(
        Handler handler, Letter request, NodeId target) {
      try {
        return ((CompletionStage<?>) handler.handle(request))
            .<Reply>thenApply(
                bytes -> new Letter(target, request.path(), request.action(), (byte[]) bytes))
            .toCompletableFuture();
      } catch (Exception e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    @Override
    public List<Service> local() {
      return List.of();
    }

    @Override
    public List<RemoteService> remote() {
      return neighbours(this).stream()
          .<RemoteService>map(
              near -> OfferOfAPeer.of(near.self.record(), GossipDiscovery.PATH, Chat.ACTION))
          .toList();
    }

    @Override
    public List<RemoteService> remote(String path) {
      return remote();
    }

    @Override
    public List<RemoteService> remote(NodeId node) {
      return remote().stream().filter(each -> each.node().equals(node)).toList();
    }

    @Override
    public List<Known> known() {
      Map<NodeId, Known> all = new LinkedHashMap<>(accepted);
      neighbours(this).forEach(near -> all.put(near.self.record().id(), near.seenDirectly()));
      return List.copyOf(all.values());
    }

    private Known seenDirectly() {
      byte[] signed = self.signedRecord();
      NodeRecord record = verification.apply(signed).orElseGet(self::record);
      return new Known(record, signed, true, Set.of(), Instant.now());
    }

    @Override
    public Optional<Known> find(NodeId node) {
      return known().stream().filter(each -> each.record().id().equals(node)).findAny();
    }

    @Override
    public NodeRecord verify(byte[] signed) throws RecordException {
      throw new RecordException(RecordException.Reason.MALFORMED, "not asked in these tests");
    }
  }
}
