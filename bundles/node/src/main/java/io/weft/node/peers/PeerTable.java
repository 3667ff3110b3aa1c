package io.weft.node.peers;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import io.weft.node.session.Session;
import io.weft.node.standing.Book;
import io.weft.peer.PeerEvent;
import io.weft.peer.PeerInfo;
import io.weft.peer.PeerListener;
import io.weft.peer.PeerWatcher;
import io.weft.peer.Peers;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All other nodes that this one knows, bounded. Safe on every thread. */
public final class PeerTable implements Peers {
  private static final Logger LOG = LoggerFactory.getLogger(PeerTable.class);

  /** Nodes that are known at the same time; strangers beyond that are not taken in. */
  static final int MAX_PEERS = 10_000;

  /** Changes that listeners may be behind. */
  private static final int MAX_NOTICES = 10_000;

  private final Function<NodeId, Session> sessions;
  private final Book book;
  private final Clock clock;
  private final Map<NodeId, Peer> peers = new ConcurrentHashMap<>();
  private final Departed departed = new Departed();
  private final List<PeerListener> listeners = new CopyOnWriteArrayList<>();
  private final ExecutorService notices = thread("weft-peers", MAX_NOTICES);
  // At most one look is due at a time, and one under way.
  private final ExecutorService looks = thread("weft-watchers", 2);
  private final LiveList live;

  /**
   * @param sessions makes the session of a peer
   * @param book who is remembered
   */
  public PeerTable(Function<NodeId, Session> sessions, Book book, Clock clock) {
    this.sessions = sessions;
    this.book = book;
    this.clock = clock;
    this.live = new LiveList(peers, looks, clock);
  }

  private static ExecutorService thread(String name, int waiting) {
    return new ThreadPoolExecutor(
        0,
        1,
        5,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(waiting),
        task -> {
          Thread thread = new Thread(task, name);
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.DiscardPolicy());
  }

  @Override
  public List<PeerInfo> all() {
    Instant now = clock.instant();
    return peers.values().stream()
        .map(peer -> peer.info(now))
        .sorted(
            Comparator.comparing((PeerInfo info) -> info.state() != PeerInfo.State.CONNECTED)
                .thenComparing(PeerInfo::name)
                .thenComparing(PeerInfo::id))
        .toList();
  }

  @Override
  public Optional<PeerInfo> find(NodeId id) {
    return get(id).map(peer -> peer.info(clock.instant()));
  }

  @Override
  public List<PeerInfo> withRole(String role) {
    return all().stream().filter(peer -> peer.roles().contains(role)).toList();
  }

  @Override
  public List<PeerInfo> withCapability(String capability) {
    int sign = capability.indexOf('=');
    String name = sign < 0 ? capability : capability.substring(0, sign);
    return all().stream()
        .filter(peer -> peer.capabilities().containsKey(name))
        .filter(
            peer ->
                sign < 0 || capability.substring(sign + 1).equals(peer.capabilities().get(name)))
        .toList();
  }

  @Override
  public List<PeerInfo> offering(String servicePath) {
    return all().stream().filter(peer -> offers(peer.id(), servicePath)).toList();
  }

  private boolean offers(NodeId id, String servicePath) {
    return get(id)
        .flatMap(Peer::record)
        .map(record -> record.services().contains(servicePath))
        .orElse(false);
  }

  @Override
  public Watch watch(PeerWatcher watcher) {
    return live.watch(watcher);
  }

  /** Something may have changed that was not noted. */
  void changed(Peer peer) {
    live.mark(peer.id());
  }

  /** Looks whether something has changed that nobody has noted; every second. */
  void look() {
    live.markAll();
  }

  @Override
  public List<PeerEvent> history(NodeId id) {
    return get(id).map(peer -> peer.history().all()).orElse(List.of());
  }

  /** What a peer says it is; neither locks nor makes garbage. */
  public Set<String> roles(NodeId id) {
    Peer known = peers.get(id);
    return known == null ? Set.of() : known.record().map(NodeRecord::roles).orElse(Set.of());
  }

  /** Whether a node is kept away. */
  public boolean isBanned(NodeId id) {
    Peer known = peers.get(id);
    return known != null && known.ban().isPresent();
  }

  Optional<Peer> get(NodeId id) {
    return Optional.ofNullable(peers.get(id));
  }

  int size() {
    return peers.size();
  }

  List<Peer> peers() {
    return List.copyOf(peers.values());
  }

  /** All sessions, connected or not. */
  public List<Session> sessions() {
    return peers.values().stream().map(Peer::session).toList();
  }

  /** The peer with this id, known from now on; empty if too many are known. */
  Optional<Peer> meet(NodeId id) {
    return meet(id, () -> true);
  }

  /**
   * The same for a node that may just have been forgotten.
   *
   * @param admitted whether it may be known if it is not; no {@link #forget} comes between this
   *     answer and the meeting
   */
  Optional<Peer> meet(NodeId id, BooleanSupplier admitted) {
    Peer known = peers.get(id);
    if (known != null) {
      return Optional.of(known);
    }
    if (peers.size() >= MAX_PEERS) {
      return Optional.empty();
    }
    return Optional.ofNullable(
        peers.computeIfAbsent(id, fresh -> admitted.getAsBoolean() ? make(fresh) : null));
  }

  private Peer make(NodeId id) {
    departed.forget(id);
    Instant now = clock.instant();
    Peer peer = new Peer(id, sessions.apply(id), now);
    book.find(id).ifPresent(known -> peer.recall(known, now));
    return peer;
  }

  /** Whether a record tells only of a node that has said goodbye since. */
  boolean isEcho(NodeRecord told) {
    return departed.isEcho(told, clock.instant());
  }

  /** Notes in the book how a peer is now, unless it is forgotten by now. */
  void remember(Peer peer) {
    book.note(peer.memory(clock.instant()), () -> peers.get(peer.id()) == peer);
  }

  void forget(Peer peer) {
    if (peer.session().leaving()) {
      peer.record().ifPresent(last -> departed.add(last, clock.instant()));
    }
    peers.remove(peer.id(), peer);
    live.mark(peer.id());
  }

  // ---- listeners

  public void add(PeerListener listener) {
    listeners.add(listener);
  }

  public void remove(PeerListener listener) {
    listeners.remove(listener);
  }

  /** Notes what happened with a peer, and tells the listeners. */
  void note(Peer peer, PeerEvent.Kind kind, String detail) {
    PeerEvent event = peer.history().note(clock.instant(), kind, detail);
    live.mark(peer.id());
    if (listeners.isEmpty()) {
      return;
    }
    PeerInfo info = peer.info(event.at());
    try {
      notices.execute(() -> tell(info, event));
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: nobody is told that {} {}", info.name(), event.kind());
    }
  }

  private void tell(PeerInfo info, PeerEvent event) {
    for (PeerListener listener : listeners) {
      try {
        listener.changed(info, event);
      } catch (RuntimeException e) {
        LOG.warn("a peer listener failed with {}", event, e);
      }
    }
  }

  /** Tells what is left to tell, then nothing more. */
  public void close() {
    notices.shutdown();
    looks.shutdown();
  }
}
