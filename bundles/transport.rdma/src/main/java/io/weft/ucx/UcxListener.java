package io.weft.ucx;

import io.weft.endpoint.HostPort;
import io.weft.endpoint.OncePerMinute;
import io.weft.endpoint.Reasons;
import io.weft.transport.Acceptor;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.rdma.RdmaTransport;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts control connections at one address, within bounds: links at the same time by the options,
 * set-ups under way by the settings. A new connection pushes out the oldest unfinished set-up, so
 * that strangers who connect and say nothing cannot keep members out. A set-up is a virtual thread.
 */
final class UcxListener implements Listener {

  private static final Logger LOG = LoggerFactory.getLogger(UcxTransport.class);

  /** After a connection that could not be accepted: until then the next would fail, too. */
  private static final Duration ACCEPT_PAUSE = Duration.ofMillis(100);

  /** Sets one link up, on a thread of its own. */
  interface Reception {
    void receive(SocketChannel connection, UcxListener listener);
  }

  private final ServerSocketChannel channel;
  private final URI address;
  private final LinkOptions options;
  private final Acceptor acceptor;
  private final int maxHandshakes;
  private final Reception reception;
  private final Thread thread;
  private final OncePerMinute refusals = new OncePerMinute(System::nanoTime);
  private final OncePerMinute excess = new OncePerMinute(System::nanoTime);
  private final OncePerMinute broken = new OncePerMinute(System::nanoTime);

  private final ReentrantLock lock = new ReentrantLock();
  private final Set<SocketChannel> handshakes = new LinkedHashSet<>();
  private final Map<SocketChannel, Acceptor.Visit> settingUp = new ConcurrentHashMap<>();
  private final Map<SocketChannel, Acceptor.Visit> linked = new ConcurrentHashMap<>();
  private int links;
  private volatile boolean closed;

  UcxListener(
      ServerSocketChannel channel,
      LinkOptions options,
      Acceptor acceptor,
      int maxHandshakes,
      Reception reception)
      throws IOException {
    this.channel = channel;
    this.options = options;
    this.acceptor = acceptor;
    this.maxHandshakes = maxHandshakes;
    this.reception = reception;
    address = HostPort.uri(RdmaTransport.SCHEME, channel.getLocalAddress());
    thread = new Thread(this::accept, "weft-rdma-accept-" + address.getPort());
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public URI address() {
    return address;
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  LinkOptions options() {
    return options;
  }

  Acceptor acceptor() {
    return acceptor;
  }

  @Override
  public void close() {
    List<SocketChannel> unfinished;
    lock.lock();
    try {
      closed = true;
      unfinished = new ArrayList<>(handshakes);
      handshakes.clear();
    } finally {
      lock.unlock();
    }
    closeQuietly(channel);
    unfinished.forEach(UcxListener::closeQuietly);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A place for a link that this set-up has earned; false if there is none left. */
  boolean takePlace(SocketChannel connection) {
    lock.lock();
    try {
      handshakes.remove(connection);
      if (closed || links >= options.maxConnections()) {
        return false;
      }
      links++;
    } finally {
      lock.unlock();
    }
    Acceptor.Visit visit = settingUp.remove(connection);
    if (visit != null) {
      visit.settled();
      linked.put(connection, visit);
    }
    return true;
  }

  void leavePlace(SocketChannel connection) {
    lock.lock();
    try {
      links--;
    } finally {
      lock.unlock();
    }
    gone(linked.remove(connection));
  }

  private static void gone(Acceptor.@Nullable Visit visit) {
    if (visit != null) {
      visit.gone();
    }
  }

  /** A set-up is over, with or without a link. */
  void finished(SocketChannel connection) {
    lock.lock();
    try {
      handshakes.remove(connection);
    } finally {
      lock.unlock();
    }
    gone(settingUp.remove(connection));
  }

  /** Logs and tells why somebody got no link. */
  void failed(String from, Throwable cause) {
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

  String fullUp() {
    long count = excess.due();
    if (count > 0) {
      LOG.warn(
          "{} connections to {} were closed: {} links are the limit (max_connections)",
          count,
          address,
          options.maxConnections());
    }
    return options.maxConnections() + " links are the limit there";
  }

  private void accept() {
    while (!closed) {
      try {
        SocketChannel connection = channel.accept();
        if (knock(connection) && admit(connection)) {
          reception.receive(connection, this);
        } else {
          closeQuietly(connection);
        }
      } catch (IOException e) {
        if (!channel.isOpen()) {
          return;
        }
        // Such as too many open files, which will not be over at once.
        long count = broken.due();
        if (count > 0) {
          LOG.warn("{} could not accept {} connections: {}", address, count, Reasons.root(e));
        }
        LockSupport.parkNanos(ACCEPT_PAUSE.toNanos());
      }
    }
  }

  private boolean knock(SocketChannel connection) throws IOException {
    Optional<Acceptor.Visit> visit = acceptor.knock(connection.getRemoteAddress());
    if (visit.isEmpty()) {
      // A reset: neither side keeps anything of a connection that was never wanted.
      connection.setOption(StandardSocketOptions.SO_LINGER, 0);
      return false;
    }
    settingUp.put(connection, visit.get());
    return true;
  }

  private boolean admit(SocketChannel connection) {
    SocketChannel oldest = null;
    lock.lock();
    try {
      if (closed) {
        gone(settingUp.remove(connection));
        return false;
      }
      handshakes.add(connection);
      if (handshakes.size() > maxHandshakes) {
        oldest = handshakes.iterator().next();
        handshakes.remove(oldest);
      }
    } finally {
      lock.unlock();
    }
    if (oldest != null) {
      closeQuietly(oldest);
    }
    return true;
  }

  private static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("{} did not close: {}", channel, Reasons.root(e));
    }
  }
}
