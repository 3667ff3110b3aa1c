package io.weft.discovery.bootstrap;

import io.weft.discovery.RecordException;
import io.weft.discovery.Records;
import io.weft.discovery.SightingSink;
import io.weft.exchange.Directory;
import io.weft.exchange.Exchange;
import io.weft.exchange.Handler;
import io.weft.exchange.RemoteService;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestOptions;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerWatcher;
import io.weft.peer.Peers;
import io.weft.testkit.FixedSelf;
import io.weft.testkit.KeepingSink;
import io.weft.testkit.Letter;
import io.weft.testkit.OfferOfAPeer;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One node of a {@link Village}: its table of nodes and the services that a plug-in sees. */
final class Resident implements Exchange, Records {
  final FixedSelf self;
  final AtomicInteger questions = new AtomicInteger();
  private final Village village;
  private final Map<NodeId, Instant> linked = new ConcurrentHashMap<>();
  private final Map<NodeId, Known> told = new ConcurrentHashMap<>();
  private final List<PeerWatcher> watchers = new CopyOnWriteArrayList<>();
  private volatile @Nullable Handler handler;

  Resident(Village village, FixedSelf self) {
    this.village = village;
    this.self = self;
  }

  // ---- the village's side

  @Nullable Handler handler() {
    return handler;
  }

  void handler(@Nullable Handler answers) {
    handler = answers;
  }

  Offer offer() {
    return made -> {
      handler = made;
      return () -> handler = null;
    };
  }

  boolean isLinkedWith(NodeId node) {
    return linked.containsKey(node);
  }

  synchronized void meet(Resident other) {
    if (linked.put(other.self.id(), village.clock.instant()) == null) {
      watchers.forEach(watcher -> watcher.found(info(other)));
    }
  }

  synchronized void part(Resident other) {
    if (linked.remove(other.self.id()) != null) {
      told.remove(other.self.id());
      watchers.forEach(watcher -> watcher.lost(info(other)));
    }
  }

  /** A sink that takes in what the node would, and passes everything on. */
  SightingSink around(SightingSink sink) {
    return new KeepingSink(sink, "bootstrap", village.clock, told);
  }

  /** Another source has said that a node is there. */
  void hears(FixedSelf node, String source, Instant when) {
    told.put(node.id(), new Known(node.record(), node.signedRecord(), false, Set.of(source), when));
  }

  static PeerInfo info(Resident other) {
    return OfferOfAPeer.peer(other.self.record(), PeerInfo.State.CONNECTED);
  }

  // ---- records

  @Override
  public List<Known> known() {
    Map<NodeId, Known> all = new HashMap<>(told);
    for (NodeId each : linked.keySet()) {
      FixedSelf other = village.find(each).orElseThrow().self;
      all.put(
          each,
          new Known(other.record(), other.signedRecord(), true, Set.of(), village.clock.instant()));
    }
    return new ArrayList<>(all.values());
  }

  @Override
  public Optional<Known> find(NodeId node) {
    return known().stream().filter(each -> each.record().id().equals(node)).findFirst();
  }

  @Override
  public NodeRecord verify(byte[] signed) throws RecordException {
    return village
        .network()
        .verify(signed)
        .orElseThrow(
            () -> new RecordException(RecordException.Reason.BAD_SIGNATURE, "made up by a test"));
  }

  // ---- peers and directory

  /** Gives a plug-in what it would find in a framework. */
  void settleIn(BootstrapDiscovery plugin) {
    plugin.bindExchange(this);
    plugin.bindRecords(this);
    plugin.bindPeers(peers());
    plugin.bindDirectory(directory());
  }

  void settleIn(Vicinity vicinity) {
    vicinity.exchange(this);
    vicinity.records(this);
    vicinity.peers(peers());
    vicinity.directory(directory());
  }

  private Peers peers() {
    return only(Peers.class, "watch", what -> watch((PeerWatcher) what));
  }

  private Directory directory() {
    return only(Directory.class, "remote", what -> remote((NodeId) what));
  }

  /** A service of which tests need one method. */
  private static <T> T only(Class<T> type, String name, Function<Object, Object> method) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, args) -> {
              if (!called.getName().equals(name)) {
                throw new UnsupportedOperationException(called.toString());
              }
              return method.apply(args[0]);
            }));
  }

  synchronized Peers.Watch watch(PeerWatcher watcher) {
    watchers.add(watcher);
    linked.keySet().forEach(each -> watcher.found(info(village.find(each).orElseThrow())));
    return () -> watchers.remove(watcher);
  }

  private List<RemoteService> remote(NodeId node) {
    return village.handler(self.id(), node).isPresent()
        ? List.of(
            OfferOfAPeer.of(
                village.find(node).orElseThrow().self.record(),
                PeersHandler.PATH,
                PeersHandler.EXCHANGE))
        : List.of();
  }

  // ---- exchange

  @Override
  public CompletableFuture<Reply> request(
      String path, String action, Object params, RequestOptions options) {
    NodeId target = options.target().orElseThrow();
    questions.incrementAndGet();
    return CompletableFuture.supplyAsync(
        () -> {
          Handler answering =
              village
                  .handler(self.id(), target)
                  .orElseThrow(
                      () ->
                          new RequestException(
                              RequestException.Outcome.NOT_SENT,
                              RequestException.Reason.NO_SERVICE,
                              "nobody there"));
          try {
            byte[] answer = (byte[]) answering.handle(asked(self.id(), (byte[]) params));
            return new Letter(target, path, action, answer);
          } catch (RuntimeException e) {
            throw e;
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  /** A question on its way. */
  static Letter asked(NodeId caller, byte[] question) {
    return new Letter(caller, PeersHandler.PATH, PeersHandler.EXCHANGE, question);
  }
}
