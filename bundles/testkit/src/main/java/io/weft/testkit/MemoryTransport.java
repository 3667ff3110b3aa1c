package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import io.weft.transport.Listener;
import io.weft.transport.Protection;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.trust.Identity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Links within one process, {@code mem://name:port}, with the promises of a real transport: order,
 * backpressure, limits, and admission, for which both sides show their certificates and ask their
 * trust managers as TLS would. (Nobody proves to hold the key: they are objects of one test.)
 * Frames are copied once, and each end of a link has a thread of its own that delivers. Safe on
 * every thread.
 */
public final class MemoryTransport implements Transport, AutoCloseable {

  /** The scheme of the addresses. */
  public static final String SCHEME = "mem";

  /** Links have this long for what was sent, when the transport stops. */
  private static final Duration STOP_WITHIN = Duration.ofSeconds(1);

  private final Identity identity;
  private final MemoryHub hub;
  private final Set<MemoryLink> links = ConcurrentHashMap.newKeySet();
  private final Set<URI> listening = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /** A transport of this node that reaches everyone at the same hub. */
  public MemoryTransport(Identity identity, MemoryHub hub) {
    this.identity = identity;
    this.hub = hub;
  }

  @Override
  public Listener listen(URI address, LinkOptions options, Acceptor acceptor) throws IOException {
    demandForm(address);
    demandRunning();
    Acceptor counted = new Counting(acceptor, options);
    URI real = hub.listen(address, new MemoryHub.Listening(identity, options, counted, this));
    listening.add(real);
    return new Listener() {
      @Override
      public URI address() {
        return real;
      }

      @Override
      public void close() {
        if (listening.remove(real)) {
          hub.free(real);
        }
      }
    };
  }

  @Override
  public Link dial(URI address, Expectation expectation, LinkOptions options, Receiver receiver)
      throws IOException {
    demandForm(address);
    demandRunning();
    Optional<MemoryHub.Listening> found = hub.find(address);
    if (found.isEmpty()) {
      throw silence(address, options.handshakeTimeout());
    }
    MemoryHub.Listening there = found.get();
    URI from = hub.diallerAddress();
    Acceptor.Visit visit =
        there
            .acceptor()
            .knock(InetSocketAddress.createUnresolved(from.getHost(), from.getPort()))
            .orElseThrow(() -> closed(address));
    MemoryLink here = null;
    try {
      here = dial(address, from, there, expectation, options, receiver, visit);
      return here;
    } finally {
      visit.settled();
      if (here == null) {
        visit.gone();
      }
    }
  }

  private MemoryLink dial(
      URI address,
      URI from,
      MemoryHub.Listening there,
      Expectation expectation,
      LinkOptions options,
      Receiver receiver,
      Acceptor.Visit visit)
      throws IOException {
    boolean secured = options.secured();
    if (secured != there.options().secured()) {
      throw new IOException("cannot reach " + address + ": one side is secured, the other is not");
    }
    if (secured) {
      admit(address, from, there, expectation);
    }
    Protection protection = secured ? Protection.TLS : Protection.NONE;
    MemoryLink here =
        new MemoryLink(
            secured ? Optional.of(there.identity().id()) : Optional.empty(),
            protection,
            from,
            address,
            options.maxFrameBytes());
    MemoryLink far =
        new MemoryLink(
            secured ? Optional.of(identity.id()) : Optional.empty(),
            protection,
            address,
            from,
            there.options().maxFrameBytes());
    here.connect(far);
    far.connect(here);
    Receiver farReceiver = there.acceptor().accepted(far);
    if (farReceiver == null) {
      throw closed(address);
    }
    there.by().start(far, farReceiver, visit::gone);
    start(here, receiver, () -> {});
    return here;
  }

  /** Closes all links and listeners; nothing is called back afterwards. */
  @Override
  public void close() {
    stopped = true;
    listening.forEach(hub::free);
    listening.clear();
    links.forEach(MemoryLink::close);
    long deadline = System.nanoTime() + STOP_WITHIN.toNanos();
    for (MemoryLink link : links) {
      link.awaitEnd(deadline - System.nanoTime());
    }
  }

  private void start(MemoryLink link, Receiver receiver, Runnable gone) {
    links.add(link);
    link.start(
        receiver,
        () -> {
          links.remove(link);
          gone.run();
        });
    if (stopped) {
      link.close();
    }
  }

  private void admit(URI address, URI from, MemoryHub.Listening there, Expectation expectation)
      throws LinkRefusedException {
    try {
      identity
          .trustManager(expectation.peer())
          .checkServerTrusted(chain(there.identity()), "UNKNOWN");
    } catch (CertificateException e) {
      there.acceptor().refused(from.toString(), "the other side does not admit this node");
      throw new LinkRefusedException("no link to " + address + ": " + e.getMessage(), e);
    }
    try {
      Optional<NodeId> anyone = Optional.empty();
      there.identity().trustManager(anyone).checkClientTrusted(chain(identity), "UNKNOWN");
    } catch (CertificateException e) {
      there.acceptor().refused(from.toString(), String.valueOf(e.getMessage()));
      throw new LinkRefusedException(
          "no link to " + address + ": the other side does not admit this node", e);
    }
  }

  private void demandRunning() throws IOException {
    if (stopped) {
      throw new IOException("the memory transport is stopped");
    }
  }

  private static void demandForm(URI address) {
    if (!SCHEME.equals(address.getScheme()) || address.getHost() == null || address.getPort() < 0) {
      throw new IllegalArgumentException(
          "not an address of the memory transport: " + address + " (mem://name:port is expected)");
    }
  }

  private static IOException closed(URI address) {
    return new IOException("cannot reach " + address + ": the connection was closed");
  }

  private static IOException silence(URI address, Duration limit) {
    try {
      if (!new CountDownLatch(1).await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        return new IOException(
            "cannot reach " + address + ": no answer within " + limit.toMillis() + " ms");
      }
      throw new IllegalStateException("nobody counts down");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new InterruptedIOException("interrupted while dialling " + address);
    }
  }

  private static X509Certificate[] chain(Identity identity) {
    return identity.credentials().chain().toArray(new X509Certificate[0]);
  }

  /** Turns away links above the limit. */
  private static final class Counting implements Acceptor {
    private final Acceptor acceptor;
    private final LinkOptions options;
    private final AtomicInteger open = new AtomicInteger();

    Counting(Acceptor acceptor, LinkOptions options) {
      this.acceptor = acceptor;
      this.options = options;
    }

    @Override
    public Optional<Visit> knock(SocketAddress from) {
      return acceptor.knock(from);
    }

    @Override
    @SuppressWarnings("NullAway") // null turns the link away; it never leaves this class's package
    public @Nullable Receiver accepted(Link link) {
      if (open.incrementAndGet() > options.maxConnections()) {
        open.decrementAndGet();
        return null;
      }
      Receiver receiver = acceptor.accepted(link);
      return new Receiver() {
        @Override
        public void frame(Link from, ByteBuffer view) {
          receiver.frame(from, view);
        }

        @Override
        public void closed(Link from, Optional<IOException> cause) {
          open.decrementAndGet();
          receiver.closed(from, cause);
        }
      };
    }

    @Override
    public void refused(String from, String reason) {
      acceptor.refused(from, reason);
    }
  }
}
