package io.weft.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.weft.endpoint.Reasons;
import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.3 in which both sides prove a key that the other admits. One context serves all accepted
 * links until the node's credentials change; each dialled link has a context of its own, because it
 * knows whom it expects, and because a context that is not shared has no session to resume.
 */
public final class MutualTls {

  /** What the setting {@code tls_provider} may ask for. */
  public enum Provider {
    AUTO,
    BORINGSSL,
    JDK
  }

  private static final String PROTOCOL = "TLSv1.3";
  private static final Logger LOG = LoggerFactory.getLogger(MutualTls.class);

  private final Identity identity;
  private final String label;
  private final List<String> offered;
  private final CompletableFuture<SslProvider> provider;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Credentials accepted;
  private @Nullable SslContext accepting;
  private @Nullable SslContext acceptingAnyone;
  private boolean closed;

  /**
   * TLS with this node's key and trust.
   *
   * @param label what the transport is called, for messages
   * @throws IllegalStateException if BoringSSL is wanted and there is none
   */
  public MutualTls(String label, Identity identity, Provider wanted) {
    this(label, identity, wanted, List.of());
  }

  /**
   * The same, for a transport that has other callers than nodes, too.
   *
   * @param offered application protocols (RFC 7301) by which a listener knows that a node dials
   * @throws IllegalStateException if BoringSSL is wanted and there is none
   */
  public MutualTls(String label, Identity identity, Provider wanted, List<String> offered) {
    this.offered = List.copyOf(offered);
    this.label = label;
    this.identity = identity;
    this.provider =
        wanted == Provider.AUTO ? loading() : CompletableFuture.completedFuture(demanded(wanted));
    provider.thenAccept(
        chosen -> LOG.info("{}: TLS 1.3 by {}", label, description(chosen, wanted)));
  }

  private static SslProvider demanded(Provider wanted) {
    if (wanted == Provider.JDK) {
      return SslProvider.JDK;
    }
    if (!boringSsl()) {
      throw new IllegalStateException(
          "tls_provider is boringssl, which does not load here ("
              + Reasons.root(OpenSsl.unavailabilityCause())
              + "); install its native library or set tls_provider to auto");
    }
    return SslProvider.OPENSSL_REFCNT;
  }

  /**
   * BoringSSL takes a twentieth of a node's start to load: beside whatever else starts. The first
   * links wait for it, and before them there are none that could wait.
   */
  private CompletableFuture<SslProvider> loading() {
    return CompletableFuture.supplyAsync(
        () -> boringSsl() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK,
        task -> {
          Thread loader = new Thread(task, "weft-tls-" + label.toLowerCase(Locale.ROOT));
          loader.setDaemon(true);
          loader.start();
        });
  }

  private static String description(SslProvider chosen, Provider wanted) {
    if (chosen != SslProvider.JDK) {
      return OpenSsl.versionString();
    }
    return wanted == Provider.JDK
        ? "the JDK (as set)"
        : "the JDK (no BoringSSL: " + Reasons.root(OpenSsl.unavailabilityCause()) + ")";
  }

  /**
   * Makes ready for accepted links.
   *
   * @throws IOException if this node's key or certificate does not serve
   */
  public void prepareToAccept() throws IOException {
    lock.lock();
    try {
      acceptingContext();
    } finally {
      lock.unlock();
    }
  }

  /** The handler of an accepted connection. */
  public SslHandler accepting(ByteBufAllocator allocator, Duration handshakeTimeout)
      throws IOException {
    lock.lock();
    try {
      return handler(acceptingContext(), allocator, handshakeTimeout);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The handler of an accepted connection whose caller is not asked for a certificate: the
   * transport asks for another proof behind TLS, before the link opens.
   */
  public SslHandler acceptingAnyone(ByteBufAllocator allocator, Duration handshakeTimeout)
      throws IOException {
    lock.lock();
    try {
      Credentials own = current();
      SslContext context = acceptingAnyone;
      if (context == null) {
        context = newAcceptingContext(own, ClientAuth.NONE);
        acceptingAnyone = context;
      }
      return handler(context, allocator, handshakeTimeout);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The handler of a dialled connection.
   *
   * @param expected who must be at the other end; empty accepts everyone who is admitted
   */
  public SslHandler dialling(
      ByteBufAllocator allocator, Optional<NodeId> expected, Duration handshakeTimeout)
      throws IOException {
    SslContext context;
    try {
      context =
          SslContextBuilder.forClient()
              .sslProvider(provider.join())
              .keyManager(new OwnKey(identity.credentials()))
              .trustManager(new RecheckedTrust(identity.trustManager(expected)))
              .endpointIdentificationAlgorithm(null)
              .protocols(PROTOCOL)
              .applicationProtocolConfig(offering())
              .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
    try {
      return handler(context, allocator, handshakeTimeout);
    } finally {
      ReferenceCountUtil.release(context); // the engine holds it from here
    }
  }

  /** Lets go of the shared context; links that were accepted keep what they need. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      letGo();
    } finally {
      lock.unlock();
    }
  }

  private SslContext acceptingContext() throws IOException {
    Credentials own = current();
    SslContext context = accepting;
    if (context == null) {
      context = newAcceptingContext(own, ClientAuth.REQUIRE);
      accepting = context;
    }
    return context;
  }

  /** The node's credentials; contexts that were made with others are let go. */
  private Credentials current() throws IOException {
    if (closed) {
      throw new IOException("the " + label + " transport is stopped");
    }
    Credentials own = identity.credentials();
    if (!own.equals(accepted)) {
      letGo();
      accepted = own;
    }
    return own;
  }

  /** Connections that were accepted with these contexts hold them by themselves. */
  private void letGo() {
    ReferenceCountUtil.release(accepting);
    ReferenceCountUtil.release(acceptingAnyone);
    accepting = null;
    acceptingAnyone = null;
  }

  private ApplicationProtocolConfig offering() {
    return offered.isEmpty()
        ? ApplicationProtocolConfig.DISABLED
        : new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            offered);
  }

  private SslContext newAcceptingContext(Credentials own, ClientAuth callers) throws IOException {
    try {
      SslContext context =
          SslContextBuilder.forServer(new OwnKey(own))
              .sslProvider(provider.join())
              .trustManager(new RecheckedTrust(identity.trustManager(Optional.empty())))
              .clientAuth(callers)
              .protocols(PROTOCOL)
              .build();
      if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
        sessions.setSessionCacheEnabled(false);
      }
      return context;
    } catch (SSLException | IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  private PeerTls handler(
      SslContext context, ByteBufAllocator allocator, Duration handshakeTimeout) {
    PeerTls handler = new PeerTls(context.newEngine(allocator), identity.admission());
    handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
    return handler;
  }

  private static boolean boringSsl() {
    return OpenSsl.isAvailable() && SslProvider.isTlsv13Supported(SslProvider.OPENSSL);
  }

  private static IOException unusable(Exception cause) {
    return new IOException(
        "this node's key and certificate cannot be used for TLS 1.3: " + Reasons.root(cause),
        cause);
  }
}
