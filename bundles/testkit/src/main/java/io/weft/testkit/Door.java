package io.weft.testkit;

import io.weft.transport.Acceptor;
import io.weft.transport.Link;
import io.weft.transport.Receiver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * An acceptor that keeps what it was told: links, their inboxes (at the same index) and refusals.
 * Safe on every thread.
 */
public final class Door implements Acceptor {

  private final Supplier<Inbox> inboxes;
  private final List<Link> links = new CopyOnWriteArrayList<>();
  private final List<Inbox> received = new CopyOnWriteArrayList<>();
  private final List<String> refusals = new CopyOnWriteArrayList<>();

  /** Gives each link an inbox that keeps its frames. */
  public Door() {
    this(Inbox::keeping);
  }

  /** Gives each link an inbox of this making. */
  public Door(Supplier<Inbox> inboxes) {
    this.inboxes = inboxes;
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
}
