package io.weft.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.weft.endpoint.OncePerMinute;
import io.weft.endpoint.Reasons;
import io.weft.transport.Acceptor;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts links at one address, within bounds: links at the same time by the options, handshakes
 * under way by the settings. A new connection pushes out the oldest unfinished handshake, so that
 * strangers who connect and say nothing cannot keep members out.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what matters of these is told to the pipeline
public final class ChannelListener implements Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ChannelListener.class);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  private final LinkOptions options;
  private final ChannelBounds bounds;
  private final Addresses addresses;
  private final Acceptor acceptor;
  private final OncePerMinute refusals = new OncePerMinute(System::nanoTime);
  private final OncePerMinute excess = new OncePerMinute(System::nanoTime);

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<LinkHandler> handshakes = new LinkedHashSet<>();
  private int links;
  private boolean closed;

  private volatile @Nullable Channel channel;
  private volatile @Nullable URI address;

  /** A listener that is not bound yet: its pipelines may ask it before it knows its address. */
  public ChannelListener(
      LinkOptions options, ChannelBounds bounds, Addresses addresses, Acceptor acceptor) {
    this.options = options;
    this.bounds = bounds;
    this.addresses = addresses;
    this.acceptor = acceptor;
  }

  /** The socket is bound; connections may have come in already. */
  void listening(Channel bound) {
    channel = bound;
    address = addresses.local(bound);
  }

  /** It listens at a socket that is not its own to close. */
  public void listening(URI at) {
    address = at;
  }

  /** A connection came in. On its event loop; empty if it is turned away. */
  public Optional<LinkHandler> connected(Channel connection) {
    SocketAddress from = connection.remoteAddress();
    SocketAddress somewhere = from == null ? connection.localAddress() : from;
    if (somewhere == null) {
      return Optional.empty(); // it is over already
    }
    Optional<Acceptor.Visit> visit = acceptor.knock(somewhere);
    if (visit.isEmpty()) {
      // A reset: neither side keeps anything of a connection that was never wanted.
      connection.config().setOption(ChannelOption.SO_LINGER, 0);
      return Optional.empty();
    }
    connection.closeFuture().addListener(end -> visit.get().gone());
    return opening(connection, visit.get());
  }

  /** Asks about a connection that carries links; empty if it is to be closed at once. */
  public Optional<Acceptor.Visit> knock(SocketAddress from) {
    return acceptor.knock(from);
  }

  /**
   * A connection came in that was asked about, or is a part of one that was. On its event loop;
   * empty if it is turned away.
   *
   * @param visit told when the handshake is over
   */
  public Optional<LinkHandler> opening(Channel connection, Acceptor.Visit visit) {
    LinkHandler handler = null;
    LinkHandler oldest = null;
    boolean full;
    lock.lock();
    try {
      full = links >= options.maxConnections();
      if (!closed && !full) {
        Handshake handshake = new Handshake(connection, visit);
        handler = new LinkHandler(connection, handshake, options, bounds, addresses);
        handshake.handler = handler;
        handshakes.add(handler);
        if (handshakes.size() > bounds.maxHandshakes()) {
          oldest = handshakes.iterator().next();
          handshakes.remove(oldest);
        }
      }
    } finally {
      lock.unlock();
    }
    if (full) {
      turnedAway();
    }
    if (oldest != null) {
      oldest.abandon("more than " + bounds.maxHandshakes() + " handshakes under way");
    }
    return Optional.ofNullable(handler);
  }

  @Override
  public URI address() {
    URI bound = address;
    if (bound == null) {
      throw new IllegalStateException("not listening yet");
    }
    return bound;
  }

  @Override
  public void close() {
    List<LinkHandler> unfinished;
    lock.lock();
    try {
      closed = true;
      unfinished = new ArrayList<>(handshakes);
      handshakes.clear();
    } finally {
      lock.unlock();
    }
    for (LinkHandler handler : unfinished) {
      handler.abandon("the listener is closed");
    }
    Channel bound = channel;
    if (bound != null) {
      bound.close().awaitUninterruptibly(CLOSE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void turnedAway() {
    long count = excess.due();
    if (count > 0) {
      LOG.warn(
          "{} connections to {} were closed: {} links are the limit (max_connections)",
          count,
          address,
          options.maxConnections());
    }
  }

  private boolean takePlace(@Nullable LinkHandler handler) {
    boolean full;
    lock.lock();
    try {
      handshakes.remove(handler);
      full = links >= options.maxConnections();
      if (!closed && !full) {
        links++;
        return true;
      }
    } finally {
      lock.unlock();
    }
    if (full) {
      turnedAway();
    }
    return false;
  }

  private void leavePlace() {
    lock.lock();
    try {
      links--;
    } finally {
      lock.unlock();
    }
  }

  /** An accepted connection that has to prove itself. */
  private final class Handshake implements LinkHandler.Opening {

    private final Channel connection;
    private final Acceptor.Visit visit;
    private @Nullable LinkHandler handler;

    Handshake(Channel connection, Acceptor.Visit visit) {
      this.connection = connection;
      this.visit = visit;
    }

    @Override
    public @Nullable Receiver opened(ChannelLink link) {
      visit.settled();
      if (!takePlace(handler)) {
        return null;
      }
      connection.closeFuture().addListener(end -> leavePlace());
      return acceptor.accepted(link);
    }

    @Override
    public void failed(Throwable cause) {
      visit.settled();
      lock.lock();
      try {
        handshakes.remove(handler);
      } finally {
        lock.unlock();
      }
      turnedDown(addresses.caller(connection), cause);
    }
  }

  /** Somebody is not let in: told to the acceptor if it was a refusal. On an event loop. */
  public void turnedDown(String from, Throwable cause) {
    Optional<String> reason = Reasons.refusal(cause);
    if (reason.isEmpty()) {
      LOG.debug("{} made no link at {}: {}", from, address, Reasons.root(cause));
      return;
    }
    long count = refusals.due();
    if (count > 0) {
      LOG.warn("Refused {} at {}: {} ({} in all)", from, address, reason.get(), count);
    }
    acceptor.refused(from, reason.get());
  }
}
