package io.weft.node.directory;

import io.weft.exchange.Handler;
import io.weft.exchange.Service;
import io.weft.exchange.ServiceDescription;
import io.weft.exchange.ServiceMetrics;
import io.weft.node.NodeId;
import io.weft.node.access.Callers;

/** A service of this process: its description and the code behind it. */
public final class LocalService implements Service {
  private final NodeId node;
  private final ServiceDescription description;
  private final Handler handler;
  private final boolean nonBlocking;
  private final Callers callers;
  private final boolean relayed;
  private final String owner;
  private final Counters counters;
  private volatile boolean gone;

  /**
   * A service that the whole network may call.
   *
   * @param owner who registered it, for messages
   */
  public LocalService(
      NodeId node,
      ServiceDescription description,
      Handler handler,
      boolean nonBlocking,
      String owner) {
    this(node, description, handler, nonBlocking, Callers.EVERYONE, true, owner);
  }

  /**
   * @param callers which other nodes may call it
   * @param relayed whether by way of others, too
   * @param owner who registered it, for messages
   */
  public LocalService(
      NodeId node,
      ServiceDescription description,
      Handler handler,
      boolean nonBlocking,
      Callers callers,
      boolean relayed,
      String owner) {
    this(node, description, handler, nonBlocking, callers, relayed, owner, new Counters());
  }

  private LocalService(
      NodeId node,
      ServiceDescription description,
      Handler handler,
      boolean nonBlocking,
      Callers callers,
      boolean relayed,
      String owner,
      Counters counters) {
    this.node = node;
    this.description = description;
    this.handler = handler;
    this.nonBlocking = nonBlocking;
    this.callers = callers;
    this.relayed = relayed;
    this.owner = owner;
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
    return gone ? State.GONE : State.AVAILABLE;
  }

  /** The same service with another description; its counters go on. */
  public LocalService describedAs(ServiceDescription other) {
    return new LocalService(node, other, handler, nonBlocking, callers, relayed, owner, counters);
  }

  public Handler handler() {
    return handler;
  }

  /** Whether the handler may run on a thread that delivers frames. */
  public boolean nonBlocking() {
    return nonBlocking;
  }

  /** Which other nodes may call it, as it says itself. */
  public Callers callers() {
    return callers;
  }

  /** Whether it may be called by way of other nodes. */
  public boolean relayed() {
    return relayed;
  }

  public Counters counters() {
    return counters;
  }

  String owner() {
    return owner;
  }

  void withdraw() {
    gone = true;
  }
}
