package io.weft.node.directory;

import io.weft.discovery.Availability;
import io.weft.exchange.Candidate;
import io.weft.exchange.RemoteService;
import io.weft.exchange.ServiceDescription;
import io.weft.exchange.ServiceMetrics;
import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import io.weft.node.session.PendingCall;
import io.weft.node.session.Session;
import io.weft.peer.PeerInfo;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A service of another node, as its advertisement told it. */
public final class RemoteEntry implements RemoteService, Candidate {

  /** How old may be what is only known by asking around: a look takes some microseconds. */
  private static final long LOOK_AGAIN_NANOS = Duration.ofSeconds(1).toNanos();

  private record Look(PeerInfo info, long atNanos) {}

  private final NodeId node;
  private final Session session;
  private final ServiceDescription description;
  private final boolean mindsVersions;
  private final Supplier<PeerInfo> peer;
  private final Counters counters;
  private final Circuit circuit;
  private volatile @Nullable Look look;
  private volatile boolean gone;

  /**
   * @param session with the node, or with a neighbour that relays to it
   * @param mindsVersions whether its node runs the version that a request asks for
   * @param before the same service in the advertisement before: counters and circuit go on
   */
  RemoteEntry(
      NodeId node,
      Session session,
      ServiceDescription description,
      boolean mindsVersions,
      Supplier<PeerInfo> peer,
      @Nullable RemoteEntry before) {
    this.node = node;
    this.session = session;
    this.description = description;
    this.mindsVersions = mindsVersions;
    this.peer = peer;
    this.counters = before == null ? new Counters() : before.counters;
    this.circuit = before == null ? new Circuit() : before.circuit;
  }

  @Override
  public ServiceDescription description() {
    return description;
  }

  @Override
  public NodeId node() {
    return node;
  }

  @Override
  public ServiceMetrics metrics() {
    return counters.snapshot();
  }

  @Override
  public State state() {
    if (gone) {
      return State.GONE;
    }
    return session.connected() ? State.AVAILABLE : State.UNREACHABLE;
  }

  @Override
  public PeerInfo peer() {
    return peer.get();
  }

  // ---- as a candidate

  @Override
  public int outstanding() {
    return counters.outstanding();
  }

  @Override
  public long latencyNanos() {
    return counters.latencyNanos();
  }

  @Override
  public InterfaceKind interfaceKind() {
    return session.inUse().map(link -> link.medium().kind()).orElse(InterfaceKind.UNKNOWN);
  }

  @Override
  public Optional<Availability> availability() {
    return recent().availability();
  }

  @Override
  public double reputation() {
    return recent().standing().score();
  }

  /** Whether its node calls itself this; at most a second late. */
  public boolean hasRole(String role) {
    return recent().roles().contains(role);
  }

  private PeerInfo recent() {
    Look last = look;
    long now = System.nanoTime();
    if (last == null || now - last.atNanos > LOOK_AGAIN_NANOS) {
      last = new Look(peer.get(), now);
      look = last;
    }
    return last.info;
  }

  // ---- for the request path

  /** Whether another node relays to it, because there is no link. */
  public boolean isBeyond() {
    return !node.equals(session.peer());
  }

  /** Sends a request to it: see {@link Session#submit}. */
  public Session.Refusal submit(PendingCall call, long deadlineNanos) {
    return session.submit(isBeyond() ? new Detour(call, node) : call, deadlineNanos);
  }

  /** How to reach it. */
  public Session session() {
    return session;
  }

  /** Whether it declares this action. */
  public boolean offers(String action) {
    return description.actions().contains(action);
  }

  /** Whether it declares that this action may run twice without harm. */
  public boolean mayRepeat(String action) {
    return description.idempotent().contains(action);
  }

  public Counters counters() {
    return counters;
  }

  /** Whether it is given a rest. */
  public Circuit circuit() {
    return circuit;
  }

  boolean mindsVersions() {
    return mindsVersions;
  }

  void withdraw() {
    gone = true;
  }
}
