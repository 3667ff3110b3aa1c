package io.weft.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 in which both sides prove a key that the other admits. One context serves all accepted
 * links; each dialled link has a context of its own, because it knows whom it expects, and because
 * a context that is not shared has no session to resume.
 */
public final class MutualTls {

  /** What the setting {@code tls_provider} may ask for. */
  public enum Provider {
    AUTO,
    BORINGSSL,
    JDK
  }

  private static final String PROTOCOL = "TLSv1.3";

  private final Identity identity;
  private final String label;
  private final Provider wanted;
  private final SslProvider provider;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable SslContext accepting;
  private boolean closed;

  /**
   * TLS with this node's key and trust.
   *
   * @param label what the transport is called, for messages
   * @throws IllegalStateException if BoringSSL is wanted and there is none
   */
  public MutualTls(String label, Identity identity, Provider wanted) {
    this.label = label;
    this.identity = identity;
    this.wanted = wanted;
    boolean boring = wanted != Provider.JDK && boringSsl();
    if (wanted == Provider.BORINGSSL && !boring) {
      throw new IllegalStateException(
          "tls_provider is boringssl, which does not load here ("
              + Reasons.root(OpenSsl.unavailabilityCause())
              + "); install its native library or set tls_provider to auto");
    }
    provider = boring ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
  }

  /** What does TLS, for the log. */
  public String description() {
    if (provider != SslProvider.JDK) {
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
   * The handler of a dialled connection.
   *
   * @param expected who must be at the other end; empty accepts everyone who is admitted
   */
  public SslHandler dialling(
      ByteBufAllocator allocator, Optional<NodeId> expected, Duration handshakeTimeout)
      throws IOException {
    Credentials own = identity.credentials();
    SslContext context;
    try {
      context =
          SslContextBuilder.forClient()
              .sslProvider(provider)
              .keyManager(own.key(), own.chain().toArray(new X509Certificate[0]))
              .trustManager(new RecheckedTrust(identity.trustManager(expected)))
              .endpointIdentificationAlgorithm(null)
              .protocols(PROTOCOL)
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
      ReferenceCountUtil.release(accepting);
      accepting = null;
    } finally {
      lock.unlock();
    }
  }

  private SslContext acceptingContext() throws IOException {
    if (closed) {
      throw new IOException("the " + label + " transport is stopped");
    }
    SslContext context = accepting;
    if (context == null) {
      context = newAcceptingContext();
      accepting = context;
    }
    return context;
  }

  private SslContext newAcceptingContext() throws IOException {
    Credentials own = identity.credentials();
    try {
      SslContext context =
          SslContextBuilder.forServer(own.key(), own.chain().toArray(new X509Certificate[0]))
              .sslProvider(provider)
              .trustManager(new RecheckedTrust(identity.trustManager(Optional.empty())))
              .clientAuth(ClientAuth.REQUIRE)
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

  private static SslHandler handler(
      SslContext context, ByteBufAllocator allocator, Duration handshakeTimeout) {
    SslHandler handler = context.newHandler(allocator);
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
