package io.weft.node.peers;

import com.google.protobuf.ByteString;
import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import io.weft.node.packing.Compressions;
import io.weft.node.session.HelloException;
import io.weft.node.session.Liveness;
import io.weft.node.session.Medium;
import io.weft.node.session.PartedException;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.session.SessionLink;
import io.weft.node.session.Vigil;
import io.weft.node.standing.Book;
import io.weft.node.standing.Deed;
import io.weft.node.wire.MessageReader;
import io.weft.peer.PeerInfo.State;
import io.weft.testkit.ManualClock;
import io.weft.testkit.sim.MeshModel;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.Receiver;
import io.weft.v1.Discovery;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One node of {@link NodeModel}. */
final class ModelNode implements MeshModel.Inhabitant, Dials, SessionHost {
  private final Compressions compressions = new Compressions();
  private static final Medium ETHERNET = new Medium(InterfaceKind.ETHERNET, "eth0", 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** As by default: {@code connection_timeout_ms}, {@code max_message_size}. */
  private static final Duration HELLO_WITHIN = Duration.ofSeconds(5);

  private static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

  /** How a peer is being dialled. */
  private final class Line {
    final Backoff backoff = new Backoff(place.random());
    boolean dialling;
    long notBeforeNanos = clock.getAsLong();
    long dueNanos = Long.MAX_VALUE;
  }

  private final NodeModel model;
  private final MeshModel.Place place;
  private final ManualClock clock;
  private final NodeId self;
  private final Seats seats;
  private final PeerTable table;
  private final Keeper keeper;
  private final Vigil vigil;
  private final Map<NodeId, Line> lines = new HashMap<>();

  ModelNode(NodeModel model, int number, MeshModel.Place place) {
    this.model = model;
    this.place = place;
    clock = place.clock();
    self = model.id(number);
    seats = new Seats(clock);
    table = new PeerTable(id -> new Session(this, id, MAX_FRAME_BYTES), new Book(), clock);
    keeper =
        new Keeper(
            self, table, this, seats, model::size, () -> true, id -> false, place.random(), clock);
    vigil = new Vigil(clock.getAsLong());
    watch();
    keep();
  }

  private void watch() {
    long next = vigil.look(clock.getAsLong(), Liveness.DEFAULT, table.sessions());
    place.after(Duration.ofNanos(next - clock.getAsLong()), this::watch);
  }

  private void keep() {
    keeper.look();
    // Whoever was let go is no company any more, though its links are still on their way out.
    table.peers().stream()
        .filter(peer -> peer.hasParted() && !peer.session().connected())
        .forEach(peer -> place.left(model.number(peer.id())));
    place.after(SECOND, this::keep);
  }

  @Override
  public void told(int other) {
    Peer peer = table.meet(model.id(other)).orElseThrow();
    peer.seen("simulation", clock.instant(), Instant.MAX);
    sighted(peer);
  }

  // ---- dialling, as the connector does

  @Override
  public int goal() {
    return model.size().goal(table.size());
  }

  @Override
  public boolean mayTry(Peer peer) {
    return !line(peer).dialling && line(peer).notBeforeNanos <= clock.getAsLong();
  }

  @Override
  public long expectedNanos(Peer peer) {
    return 1; // all of them are on one network
  }

  @Override
  public void sighted(Peer peer) {
    if (!peer.session().connected()) {
      dialLater(peer, goesFirst(peer) ? Duration.ZERO : Connector.HEAD_START);
    }
  }

  private boolean goesFirst(Peer peer) {
    return self.compareTo(peer.id()) < 0;
  }

  private Line line(Peer peer) {
    return lines.computeIfAbsent(peer.id(), fresh -> new Line());
  }

  private void dialLater(Peer peer, Duration pause) {
    Line line = line(peer);
    long due = clock.getAsLong() + pause.toNanos();
    if (line.dueNanos <= due) {
      return; // it is dialled before that
    }
    line.dueNanos = due;
    place.after(
        pause,
        () -> {
          if (line.dueNanos == due) {
            line.dueNanos = Long.MAX_VALUE;
            dialIfNeeded(peer, line);
          }
        });
  }

  private void dialIfNeeded(Peer peer, Line line) {
    if (peer.session().connected()) {
      return;
    }
    long early = line.notBeforeNanos - clock.getAsLong();
    if (early > 0) {
      dialLater(peer, Duration.ofNanos(early));
    } else if (line.dialling) {
      dialLater(peer, Connector.SWAP_PAUSE);
    } else if (seats.take(peer.id(), goal())) {
      line.dialling = true;
      dial(peer, Lane.CONTROL).whenComplete((session, failure) -> dialled(peer, line, failure));
    }
  }

  private CompletableFuture<Session> dial(Peer peer, Lane lane) {
    SessionLink link = new SessionLink(this, null, lane, true, clock.instant(), clock);
    link.attach(place.dial(model.number(peer.id()), link), ETHERNET, 100);
    place.after(
        HELLO_WITHIN,
        () -> {
          if (!link.joined().isDone()) {
            link.abandon("no hello within " + HELLO_WITHIN.toMillis() + " ms");
          }
        });
    return link.joined();
  }

  private void dialled(Peer peer, Line line, @Nullable Throwable failure) {
    line.dialling = false;
    if (failure == null) {
      line.backoff.succeeded();
      return;
    }
    if (!peer.session().connected() && !peer.suspended()) {
      seats.leave(peer.id());
    }
    boolean lonely = table.sessions().stream().noneMatch(Session::connected);
    Duration pause =
        failure instanceof PartedException
            ? lonely ? Connector.LONELY_PAUSE : Connector.FULL_PAUSE
            : line.backoff.failed();
    line.notBeforeNanos = clock.getAsLong() + pause.toNanos();
    dialLater(peer, pause);
  }

  // ---- links, as the company and the ways have them

  @Override
  public Receiver accepted(int from, Link made) {
    SessionLink link = new SessionLink(this, null, Lane.CONTROL, false, clock.instant(), clock);
    link.attach(made, ETHERNET, 100);
    return link;
  }

  @Override
  public Hello hello(SessionLink link, Lane lane) {
    return Hello.newBuilder()
        .setMajor(1)
        .setMinor(2)
        .setSignedRecord(ByteString.copyFrom(model.record()))
        .setEpoch(self.hashCode() | 1L)
        .setLane(Hello.Lane.valueOf(lane.name()))
        .setMaxFrameBytes(MAX_FRAME_BYTES)
        .addContentTypes("application/json")
        .addContentTypes("application/cbor")
        .build();
  }

  @Override
  public Session greeted(SessionLink link, Hello hello) throws HelloException {
    Peer peer = table.meet(model.id(link.link().remote().getPort())).orElseThrow();
    int most = model.size().maximum();
    if (!seats.take(peer.id(), most)) {
      throw HelloException.full("enough company: " + most + " peers are connected");
    }
    peer.session().greeted(hello.getEpoch(), MAX_FRAME_BYTES, true);
    return peer.session();
  }

  @Override
  public void linked(Session session, SessionLink link) {
    Peer peer = peer(session);
    peer.resume();
    if (peer.become(State.CONNECTED, clock.instant())) {
      peer.reputation().saw(Deed.LINKED, "", clock.instant());
    }
    place.joined(model.number(peer.id()));
    if (link.lane() == Lane.CONTROL && link.dialled() && !has(session, Lane.CALLS)) {
      dial(peer, Lane.CALLS);
    }
    if (goesFirst(peer)) {
      place.after(Ways.PAUSE, () -> Ways.letGoOfDoubles(session));
    }
  }

  private static boolean has(Session session, Lane lane) {
    return session.links().stream().anyMatch(link -> link.usable() && link.lane() == lane);
  }

  @Override
  public void unlinked(
      Session session, SessionLink link, boolean clean, Optional<IOException> cause) {
    Peer peer = peer(session);
    if (session.connected()) {
      return;
    }
    if (peer.hasParted()) {
      waitUntilItHasRoom(peer);
      away(peer, State.KNOWN);
    } else {
      peer.reputation().saw(Deed.BROKE, "", clock.instant());
      line(peer).notBeforeNanos = clock.getAsLong();
      dialLater(peer, clean ? Connector.SWAP_PAUSE : Duration.ZERO);
      place.after(
          Company.BREAK_PATIENCE,
          () -> {
            if (!session.connected() && peer.state() == State.CONNECTED) {
              away(peer, State.LOST);
              dialLater(peer, goesFirst(peer) ? Connector.SWAP_PAUSE : Connector.HEAD_START);
            }
          });
    }
  }

  private void away(Peer peer, State state) {
    seats.leave(peer.id());
    peer.become(state, clock.instant());
    place.left(model.number(peer.id()));
  }

  @Override
  public void frames(Session session, Link link, int count) {}

  @Override
  public void parting(Session session, String why) {
    peer(session).part();
    waitUntilItHasRoom(peer(session));
  }

  private void waitUntilItHasRoom(Peer peer) {
    line(peer).notBeforeNanos = clock.getAsLong() + Connector.FULL_PAUSE.toNanos();
  }

  private Peer peer(Session session) {
    return table.get(session.peer()).orElseThrow();
  }

  @Override
  public Executor background() {
    return Runnable::run;
  }

  // ---- what does not happen in a network that only keeps company

  @Override
  public void rejected(SessionLink link, Optional<IOException> cause) {}

  @Override
  public void proven(Session session, SessionLink link) {}

  @Override
  public void moved(Session session, SessionLink to) {}

  @Override
  public void bulkWanted(Session session) {}

  @Override
  public void leaving(Session session) {}

  @Override
  public void request(Session session, SessionLink from, MessageReader reader, ByteBuffer view) {}

  @Override
  public void event(Session session, MessageReader reader, ByteBuffer view) {}

  @Override
  public void advertised(Session session, NodeMessage message) {}

  @Override
  public void other(Session session, NodeMessage message) {}

  @Override
  public void records(Session session, Discovery discovery) {}

  @Override
  public Compressions compressions() {
    return compressions;
  }

  @Override
  public void callPending() {}
}
