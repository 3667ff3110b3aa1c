package io.weft.node.session;

import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import io.weft.testkit.BareLink;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.v1.Hello;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;

/**
 * Hosts on a modelled network, with the sessions, links and vigils of real nodes, in time that the
 * test moves on. Each lane is a TCP connection: what is lost is sent again after 200 ms, then after
 * twice as long each time, and holds up all that follows on this lane.
 */
final class ModelLan {
  /** One way, on a quiet LAN. */
  private static final long LATENCY_NANOS = 200_000;

  /** The least time-out of TCP on Linux. */
  private static final long RTO_NANOS = Duration.ofMillis(200).toNanos();

  private static final Medium ETHERNET = new Medium(InterfaceKind.ETHERNET, "eth0", 1_000);

  private record Event(long atNanos, long order, Runnable run) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparing(Event::order));
  private final Random random;
  private final List<Host> hosts = new ArrayList<>();
  private long order;
  long now = 1_000_000_001L;
  double loss;

  ModelLan(long seed) {
    random = new Random(seed);
  }

  private void at(long nanos, Runnable run) {
    events.add(new Event(nanos, order++, run));
  }

  /** Lets time pass. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (!events.isEmpty() && events.peek().atNanos <= end) {
      Event next = events.poll();
      now = Math.max(now, next.atNanos);
      next.run.run();
    }
    now = end;
  }

  /** Lets time pass until this host has lost somebody; how long that took. */
  Duration untilLost(Host host, Duration atMost) {
    long begin = now;
    int before = host.lost.size();
    while (host.lost.size() == before && now - begin < atMost.toNanos()) {
      pass(Duration.ofMillis(1));
    }
    return Duration.ofNanos(now - begin);
  }

  Host host() {
    Host host = new Host();
    hosts.add(host);
    return host;
  }

  /** Links two hosts; the first one dials. */
  void connect(Host a, Host b, Lane... lanes) {
    Session toB = a.session(b);
    Session toA = b.session(a);
    for (Lane lane : lanes) {
      Pipe there = new Pipe(a, b);
      Pipe back = new Pipe(b, a);
      there.link = new SessionLink(a.host(toB), null, lane, true, Instant.EPOCH, () -> now);
      back.link = new SessionLink(b.host(toA), null, Lane.CONTROL, false, Instant.EPOCH, () -> now);
      there.other = back;
      back.other = there;
      back.link.attach(back, ETHERNET, 100);
      there.link.attach(there, ETHERNET, 100);
      a.pipes.add(there);
      b.pipes.add(back);
    }
  }

  /** A node. */
  final class Host {
    final List<String> lost = new ArrayList<>();
    final List<Session> sessions = new ArrayList<>();
    final List<Pipe> pipes = new ArrayList<>();
    Liveness liveness = Liveness.DEFAULT;
    boolean dead;
    int looks;
    private long pausedUntil;
    private long deafUntil;
    private final Vigil vigil = new Vigil(now);

    /** From now on it watches over its links; without, it only answers. */
    Host watching() {
      look();
      return this;
    }

    private void look() {
      if (dead) {
        return;
      }
      if (pausedUntil > now) {
        at(pausedUntil, this::look);
        return;
      }
      looks++;
      at(vigil.look(now, liveness, sessions), this::look);
    }

    /** It stands still, as for a collection of garbage: all of it happens afterwards. */
    void pause(Duration time) {
      pausedUntil = now + time.toNanos();
    }

    /** Its clock goes on, but nothing that arrives is read. */
    void deafFor(Duration time) {
      deafUntil = now + time.toNanos();
    }

    long heartbeatsSent() {
      return pipes.stream().mapToLong(pipe -> pipe.link.traffic().sentFrames()).sum();
    }

    private Session session(Host peer) {
      String name = Integer.toString(hosts.indexOf(peer) + 100, 26).replaceAll("[^a-z]", "b");
      NodeId id = new NodeId((name + "a".repeat(NodeId.LENGTH)).substring(0, NodeId.LENGTH));
      Session[] made = new Session[1];
      made[0] = new Session(host(made), id, 1 << 20);
      sessions.add(made[0]);
      return made[0];
    }

    private SessionHost host(Session... session) {
      return (SessionHost)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {SessionHost.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "hello" ->
                        Hello.newBuilder()
                            .setMajor(1)
                            .setLane(Hello.Lane.valueOf(((Lane) arguments[1]).name()))
                            .build();
                    case "greeted" -> session[0];
                    case "conversations" -> Conversations.NONE;
                    case "background" -> (Executor) Runnable::run;
                    case "unlinked" ->
                        session[0].connected()
                            ? null
                            : lost.add(
                                ((Optional<?>) arguments[3])
                                    .map(cause -> ((IOException) cause).getMessage())
                                    .orElse("closed"));
                    default -> null;
                  });
    }
  }

  /** One end of a lane. */
  final class Pipe extends BareLink {
    private final Host from;
    private final Host to;
    SessionLink link;
    Pipe other;

    /** What is sent from this end is lost from now on. */
    boolean cut;

    private long lastArrivalNanos;
    private boolean closed;

    private Pipe(Host from, Host to) {
      super(URI.create("test://host" + hosts.indexOf(to)));
      this.from = from;
      this.to = to;
    }

    @Override
    public void send(Frame frame) throws IOException {
      if (closed) {
        throw new IOException("closed");
      }
      ByteBuffer sent = ByteBuffer.allocate(frame.size());
      frame.writeTo(sent);
      long late = 0;
      for (long rto = RTO_NANOS; random.nextDouble() < loss; rto *= 2) {
        late += rto;
      }
      lastArrivalNanos = Math.max(lastArrivalNanos, now + LATENCY_NANOS + late);
      if (!cut && !from.dead) {
        at(lastArrivalNanos, () -> arrive(ByteBuffer.wrap(sent.array())));
      }
    }

    private void arrive(ByteBuffer frame) {
      long readAt = Math.max(to.pausedUntil, to.deafUntil);
      if (readAt > now) {
        at(readAt, () -> arrive(frame));
      } else if (!to.dead && !other.closed) {
        other.link.frame(other, frame);
      }
    }

    @Override
    public void close() {
      if (closed) {
        return;
      }
      closed = true;
      link.closed(this, Optional.empty());
      if (!cut && !from.dead) {
        at(now + LATENCY_NANOS, () -> other.closedByPeer());
      }
    }

    private void closedByPeer() {
      if (!closed && !from.dead) {
        closed = true;
        link.closed(this, Optional.of(new IOException("closed by the peer")));
      }
    }
  }
}
