package io.weft.node.directory;

import io.weft.exchange.RemoteService;
import io.weft.exchange.ServiceDescription;
import io.weft.exchange.ServiceMetrics;
import io.weft.node.NodeId;
import io.weft.node.session.PendingCall;
import io.weft.node.session.Session;
import io.weft.peer.PeerInfo;
import java.util.function.Supplier;

/** A service of another node, as its advertisement told it. */
public final class RemoteEntry implements RemoteService {
  private final NodeId node;
  private final Session session;
  private final ServiceDescription description;
  private final Supplier<PeerInfo> peer;
  private final Counters counters;
  private volatile boolean gone;

  /**
   * @param session with the node, or with a neighbour that relays to it
   */
  RemoteEntry(
      NodeId node,
      Session session,
      ServiceDescription description,
      Supplier<PeerInfo> peer,
      Counters counters) {
    this.node = node;
    this.session = session;
    this.description = description;
    this.peer = peer;
    this.counters = counters;
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

  public Counters counters() {
    return counters;
  }

  void withdraw() {
    gone = true;
  }
}
