package io.weft.node.relay;

import com.google.protobuf.ByteString;
import io.weft.node.NodeId;
import io.weft.node.events.EventPaths;
import io.weft.node.session.Session;
import io.weft.node.wire.RawNodeId;
import io.weft.transport.Frame;
import io.weft.v1.Advertisement;
import io.weft.v1.Distances;
import io.weft.v1.NodeMessage;
import io.weft.v1.Wish;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the ways to nodes without a link: tells neighbours whom this node reaches, wishes for what
 * those beyond them offer and listen to, and passes that on to others. Safe on every thread; what
 * is called on readers does not block.
 */
public final class Relay implements EventPaths {
  private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

  /** Nodes that know these messages. */
  public static final int SINCE_MINOR = 3;

  /** Changes that come within this are told together. */
  private static final Duration TOGETHER = Duration.ofMillis(50);

  /** From then on a node with a link is believed to say itself what it says. */
  private static final long SPEAKS_ITSELF_NANOS = Duration.ofSeconds(5).toNanos();

  /** The largest advertisement that is passed on, in bytes: of a thousand services or so. */
  private static final int MAX_ADVERTISEMENT_BYTES = 256 * 1024;

  /** All that is kept of advertisements, in bytes. */
  private static final long MAX_KEPT_BYTES = 64L << 20;

  /** How long what is relayed may wait for a link. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Who is told of nodes beyond neighbours. */
  public interface Beyond {
    /** What a node offers and listens to; the session is with the neighbour that relays. */
    void advertised(NodeId node, Session via, Advertisement advertisement);

    /** It is not reached any more. */
    void gone(NodeId node);

    /** Some ways are other ones now. */
    void waysChanged();
  }

  private record Neighbour(Session session, boolean knows, long sinceNanos) {}

  private final NodeId self;
  private final BooleanSupplier relays;
  private final Predicate<NodeId> welcome;
  private final Executor threads;
  private final ScheduledExecutorService clockwork;
  private final DistanceTable table;
  private final Map<NodeId, Neighbour> neighbours = new ConcurrentHashMap<>();
  private final Map<NodeId, Advertisement> advertisements = new ConcurrentHashMap<>();
  private final Map<NodeId, Set<NodeId>> wishes = new ConcurrentHashMap<>();
  private final Map<NodeId, Set<NodeId>> wished = new ConcurrentHashMap<>();
  private final Set<NodeId> known = ConcurrentHashMap.newKeySet();
  private final Set<NodeId> speakers = ConcurrentHashMap.newKeySet();
  private final AtomicLong keptBytes = new AtomicLong();
  private final AtomicBoolean spreading = new AtomicBoolean();
  private final AtomicLong lost = new AtomicLong();
  private @Nullable Beyond beyond;

  /**
   * @param relays whether this node passes on what others send to others
   * @param welcome whether a node is not banned here
   */
  public Relay(
      NodeId self,
      BooleanSupplier relays,
      Predicate<NodeId> welcome,
      Executor threads,
      ScheduledExecutorService clockwork) {
    this.self = self;
    this.relays = relays;
    this.welcome = welcome;
    this.threads = threads;
    this.clockwork = clockwork;
    this.table = new DistanceTable(self);
  }

  /** Before the first link. */
  public void open(Beyond told) {
    beyond = told;
  }

  boolean isWelcome(NodeId node) {
    return welcome.test(node);
  }

  NodeId self() {
    return self;
  }

  // ---- ways

  @Override
  public @Nullable Session towards(NodeId node) {
    Neighbour direct = neighbours.get(node);
    if (direct != null) {
      return direct.session();
    }
    DistanceTable.Way way = table.way(node);
    Neighbour next = way == null ? null : neighbours.get(way.next());
    return next == null ? null : next.session();
  }

  @Override
  public boolean relays() {
    return relays.getAsBoolean();
  }

  @Override
  public boolean believes(NodeId publisher) {
    Neighbour direct = neighbours.get(publisher);
    return welcome.test(publisher)
        && (direct == null || System.nanoTime() - direct.sinceNanos() < SPEAKS_ITSELF_NANOS);
  }

  /** Whether there is a link to it. */
  public boolean isNeighbour(NodeId node) {
    return neighbours.containsKey(node);
  }

  // ---- neighbours

  /**
   * A peer has said hello.
   *
   * @param minor the version that it speaks
   */
  public void greeted(NodeId peer, int minor) {
    if (minor >= SINCE_MINOR) {
      speakers.add(peer);
    } else {
      speakers.remove(peer);
    }
  }

  /** A link to a peer is usable. */
  public void linked(Session session) {
    NodeId id = session.peer();
    Neighbour before = neighbours.get(id);
    long since = before == null ? System.nanoTime() : before.sinceNanos();
    neighbours.put(id, new Neighbour(session, speakers.contains(id), since));
    known.remove(id);
    wishes.remove(id); // its process may be another one: it is told again
    table.linked(id);
    changed();
  }

  /** A peer does not count any more. */
  public void unlinked(NodeId id) {
    speakers.remove(id);
    if (neighbours.remove(id) == null) {
      return;
    }
    wishes.remove(id);
    wished.remove(id);
    keep(id, null);
    table.unlinked(id);
    changed();
  }

  /** Another setting, for example: neighbours are told anew. */
  public void settingsChanged() {
    table.neighbours().forEach(table::untold);
    changed();
  }

  /** A neighbour tells whom it reaches. */
  public void distances(Session from, Distances told) {
    Map<NodeId, Integer> links = new HashMap<>();
    for (Distances.Distance each : told.getDistancesList()) {
      if (links.size() >= DistanceTable.MAX_NODES) {
        LOG.warn("{} reaches more than {} nodes; the rest is left", from, DistanceTable.MAX_NODES);
        break;
      }
      if (each.getNode().size() == RawNodeId.LENGTH) {
        NodeId node = RawNodeId.parse(each.getNode().toByteArray());
        links.put(node, welcome.test(node) ? each.getLinks() : 0);
      }
    }
    if (table.heard(from.peer(), told.getWhole(), links)) {
      changed();
    }
  }

  /** A neighbour wishes for what these nodes offer and listen to. */
  public void wish(Session from, Wish told) {
    Set<NodeId> nodes = new LinkedHashSet<>();
    for (ByteString raw : told.getNodesList()) {
      if (raw.size() == RawNodeId.LENGTH && nodes.size() < DistanceTable.MAX_NODES) {
        nodes.add(RawNodeId.parse(raw.toByteArray()));
      }
    }
    Set<NodeId> before = told.getFresh() ? Set.of() : wished.getOrDefault(from.peer(), Set.of());
    wished.put(from.peer(), nodes);
    for (NodeId node : nodes) {
      Advertisement all = advertisements.get(node);
      if (all != null && !before.contains(node)) {
        passOn(node, all, from);
      }
    }
  }

  /** A neighbour tells what it offers and listens to itself. */
  public void advertised(Session from, Advertisement own) {
    Advertisement all = own.toBuilder().setEpoch(from.epoch()).build();
    if (!isOld(from.peer(), all)) {
      advertisement(from.peer(), all);
    }
  }

  /** A neighbour passes on what another node offers and listens to. */
  public void relayed(Session from, NodeMessage message) {
    if (message.getSource().size() != RawNodeId.LENGTH) {
      return;
    }
    NodeId node = RawNodeId.parse(message.getSource().toByteArray());
    DistanceTable.Way way = table.way(node);
    boolean asked = way != null && way.next().equals(from.peer());
    if (!asked || neighbours.containsKey(node) || !welcome.test(node)) {
      return; // another way is in use by now
    }
    Advertisement all = message.getAdvertisement();
    if (isOld(node, all)) {
      return;
    }
    known.add(node);
    advertisement(node, all);
    Beyond told = beyond;
    if (told != null) {
      told.advertised(node, from, all);
    }
  }

  /** Whether a later one of the same process has overtaken it. */
  private boolean isOld(NodeId node, Advertisement told) {
    Advertisement known = advertisements.get(node);
    return known != null
        && known.getEpoch() == told.getEpoch()
        && known.getRevision() > told.getRevision();
  }

  private void advertisement(NodeId node, Advertisement all) {
    if (!keep(node, all)) {
      return;
    }
    wished.forEach(
        (neighbour, nodes) -> {
          Neighbour to = neighbours.get(neighbour);
          if (to != null && nodes.contains(node)) {
            passOn(node, all, to.session());
          }
        });
  }

  private boolean keep(NodeId node, @Nullable Advertisement all) {
    int size = all == null ? 0 : all.getSerializedSize();
    boolean fits = size <= MAX_ADVERTISEMENT_BYTES && keptBytes.get() + size <= MAX_KEPT_BYTES;
    Advertisement before =
        all == null || !fits ? advertisements.remove(node) : advertisements.put(node, all);
    keptBytes.addAndGet(
        (fits ? size : 0) - (before == null ? 0L : (long) before.getSerializedSize()));
    if (!fits && Long.bitCount(lost.incrementAndGet()) == 1) {
      LOG.warn(
          "what node {} offers is not passed on: its {} bytes are too many (limits {}, and {} of"
              + " all)",
          node.shortText(),
          size,
          MAX_ADVERTISEMENT_BYTES,
          MAX_KEPT_BYTES);
    }
    return fits && all != null;
  }

  private void passOn(NodeId node, Advertisement all, Session to) {
    if (relays() && !to.peer().equals(node)) {
      to.sendControl(
          Frame.of(
              NodeMessage.newBuilder()
                  .setSource(ByteString.copyFrom(RawNodeId.of(node)))
                  .setAdvertisement(all)
                  .build()
                  .toByteArray()));
    }
  }

  /**
   * Passes a message on that is for another node.
   *
   * @return whether it was, so that it is none of this node's business
   */
  public boolean forwards(Session from, NodeMessage message) {
    if (message.getTarget().size() != RawNodeId.LENGTH) {
      return false;
    }
    NodeId target = RawNodeId.parse(message.getTarget().toByteArray());
    if (target.equals(self)) {
      return false;
    }
    Session next = towards(target);
    int hops = Math.min(message.getHops(), MAX_HOPS);
    if (next != null && !next.equals(from) && hops > 0 && relays()) {
      next.send(
          Frame.of(message.toBuilder().setHops(hops - 1).build().toByteArray()),
          System.nanoTime() + PATIENCE.toNanos());
    }
    return true;
  }

  // ---- telling

  private void changed() {
    if (spreading.compareAndSet(false, true)) {
      try {
        clockwork.schedule(
            () -> threads.execute(this::spread), TOGETHER.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException e) {
        LOG.debug("stopping: nobody is told");
      }
    }
  }

  private void spread() {
    spreading.set(false);
    Set<NodeId> reached = table.beyond();
    Beyond told = beyond;
    for (NodeId node : List.copyOf(known)) {
      if (!reached.contains(node) && known.remove(node) && !neighbours.containsKey(node)) {
        keep(node, null);
        if (told != null) {
          told.gone(node);
        }
      }
    }
    if (told != null) {
      told.waysChanged();
    }
    neighbours.forEach(
        (id, neighbour) -> {
          if (neighbour.knows()) {
            tell(id, neighbour.session());
          }
        });
  }

  private void tell(NodeId id, Session session) {
    Set<NodeId> wish = table.through(id);
    if (!wish.equals(wishes.getOrDefault(id, Set.of())) || isOwed(id, wish)) {
      Wish.Builder nodes = Wish.newBuilder().setFresh(!wishes.containsKey(id));
      wish.forEach(node -> nodes.addNodes(ByteString.copyFrom(RawNodeId.of(node))));
      if (send(session, NodeMessage.newBuilder().setWish(nodes))) {
        wishes.put(id, wish);
      }
    }
    DistanceTable.Telling telling = relays() ? table.tell(id) : table.tellNothing(id);
    if (telling.isEmpty()) {
      return;
    }
    Distances.Builder distances = Distances.newBuilder().setWhole(telling.whole());
    telling
        .links()
        .forEach(
            (node, links) ->
                distances.addDistances(
                    Distances.Distance.newBuilder()
                        .setNode(ByteString.copyFrom(RawNodeId.of(node)))
                        .setLinks(links)));
    if (!send(session, NodeMessage.newBuilder().setDistances(distances))) {
      table.untold(id);
    }
  }

  private boolean isOwed(NodeId id, Set<NodeId> wish) {
    return !wishes.containsKey(id) && !wish.isEmpty();
  }

  private static boolean send(Session session, NodeMessage.Builder message) {
    return session.sendControl(Frame.of(message.build().toByteArray()));
  }

  /** What was told on a link that broke may be lost: everything is told again. */
  public void tellAgain(Session session) {
    wishes.remove(session.peer());
    table.untold(session.peer());
    changed();
  }

  /** Looks after what could not be told; every few seconds. */
  public void look() {
    if (!table.beyond().isEmpty() || !neighbours.isEmpty()) {
      changed();
    }
  }
}
