package io.weft.testkit;

import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A transport over another one, on which things go wrong as {@link Faults} say. One side of a link
 * is enough: both directions go through it. Safe on every thread.
 */
public final class FaultyTransport implements Transport, AutoCloseable {

  /** Links have this long for what was sent, when the transport stops. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(1);

  private final Transport transport;
  private final Faults faults;
  private final Set<FaultyLink> links = ConcurrentHashMap.newKeySet();

  /** Over this transport, which it {@linkplain #close closes} if that can be closed. */
  public FaultyTransport(Transport transport, Faults faults) {
    this.transport = transport;
    this.faults = faults;
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    return transport.listen(
        address,
        options,
        new Acceptor() {
          @Override
          public Optional<Visit> knock(SocketAddress from) {
            return acceptor.knock(from);
          }

          @Override
          public Receiver accepted(Link link) {
            Late late = new Late();
            FaultyLink faulty = faulty(late, options).over(link);
            late.receiver = acceptor.accepted(faulty);
            return faulty;
          }

          @Override
          public void refused(String from, String reason) {
            acceptor.refused(from, reason);
          }
        });
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    if (faults.dropsDials(address)) {
      throw new IOException("cannot reach " + address + ": dials are dropped");
    }
    if (faults.refusesDials()) {
      throw new LinkRefusedException("no link to " + address + ": dials are refused");
    }
    awaitResumed(address, options.handshakeTimeout());
    FaultyLink faulty = faulty(receiver, options);
    try {
      return faulty.over(transport.dial(address, expectation, options, faulty));
    } catch (IOException | RuntimeException e) {
      faulty.discard();
      throw e;
    }
  }

  /** Lets go of what is held, and closes the transport underneath. */
  @Override
  public void close() {
    faults.resume();
    links.forEach(FaultyLink::close);
    long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
    links.forEach(link -> link.awaitEnd(deadline - System.nanoTime()));
    if (transport instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException("the transport underneath does not close", e);
      }
    }
  }

  private FaultyLink faulty(Receiver receiver, LinkOptions options) {
    FaultyLink link = new FaultyLink(faults, receiver, options.maxFrameBytes());
    links.add(link);
    link.whenEnded(() -> links.remove(link));
    return link;
  }

  private void awaitResumed(URI address, Duration limit) throws IOException {
    try {
      Eventually.until("resumed", limit, () -> !faults.paused());
    } catch (AssertionError e) {
      throw new IOException(
          "cannot reach " + address + ": no answer within " + limit.toMillis() + " ms", e);
    }
  }

  /**
   * The receiver behind an acceptor that is being asked: nothing arrives before it has answered.
   */
  private static final class Late implements Receiver {
    private volatile Receiver receiver = new Nobody();

    @Override
    public void frame(Link link, ByteBuffer view) {
      receiver.frame(link, view);
    }

    @Override
    public void closed(Link link, Optional<IOException> cause) {
      receiver.closed(link, cause);
    }
  }

  private static final class Nobody implements Receiver {
    @Override
    public void frame(Link link, ByteBuffer view) {}

    @Override
    public void closed(Link link, Optional<IOException> cause) {}
  }
}
