package io.weft.testkit;

import io.weft.transport.Acceptor;
import io.weft.transport.Link;
import io.weft.transport.Receiver;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * An acceptor that keeps what it was told: who knocked, links, their inboxes (at the same index)
 * and refusals. Safe on every thread.
 */
public final class Door implements Acceptor {

  private final Supplier<Inbox> inboxes;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final List<Inbox> received = new CopyOnWriteArrayList<>();
  private final List<String> refusals = new CopyOnWriteArrayList<>();

  private final List<SocketAddress> knocks = new CopyOnWriteArrayList<>();
  private final AtomicInteger under = new AtomicInteger();
  private final AtomicInteger here = new AtomicInteger();
  private volatile boolean shut;

  /** Gives each link an inbox that keeps its frames. */
  public Door() {
    this(Inbox::keeping);
  }

  /** Gives each link an inbox of this making. */
  public Door(Supplier<Inbox> inboxes) {
    this.inboxes = inboxes;
  }

  @Override
  public Optional<Visit> knock(SocketAddress from) {
    knocks.add(from);
    if (shut) {
      return Optional.empty();
    }
    under.incrementAndGet();
    return Optional.of(new Counted());
  }

  @Override
  public Receiver accepted(Link link) {
    Inbox inbox = inboxes.get();
    received.add(inbox);
    links.add(link);
    return inbox;
  }

  @Override
  public void refused(String from, String reason) {
    refusals.add(reason);
  }

  /** Lets nobody in any more. */
  public void shut() {
    shut = true;
  }

  /** Where those came from who have connected, in order; those who were not let in included. */
  public List<SocketAddress> knocks() {
    return knocks;
  }

  /** Handshakes under way. */
  public int handshakes() {
    return under.get();
  }

  /** Connections that were let in and are not gone. */
  public int connections() {
    return here.get();
  }

  /** The links that were accepted, in order. */
  public List<Link> links() {
    return links;
  }

  /** What they received. */
  public List<Inbox> inboxes() {
    return received;
  }

  /** The reasons of refusals, in order. */
  public List<String> refusals() {
    return refusals;
  }

  private final class Counted implements Visit {
    private final AtomicBoolean settled = new AtomicBoolean();
    private final AtomicBoolean gone = new AtomicBoolean();

    Counted() {
      here.incrementAndGet();
    }

    @Override
    public void settled() {
      if (settled.compareAndSet(false, true)) {
        under.decrementAndGet();
      }
    }

    @Override
    public void gone() {
      settled();
      if (gone.compareAndSet(false, true)) {
        here.decrementAndGet();
      }
    }
  }
}
