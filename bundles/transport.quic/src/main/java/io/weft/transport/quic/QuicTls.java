package io.weft.transport.quic;

import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import io.weft.channel.RecheckedTrust;
import io.weft.endpoint.Reasons;
import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS 1.3 inside QUIC, in which both sides prove a key that the other admits. No early data: it
 * can be replayed (RFC 9001, section 9.2). QUIC says only that TLS has failed, so the reasons of
 * our own trust manager are kept here. Safe on every thread.
 */
final class QuicTls {

  /** What is spoken inside the connection (RFC 7301); another one is another protocol. */
  static final String PROTOCOL = "weft/1";

  /** What the trust manager is told of the key exchange when it is asked again. */
  private static final String KEY_EXCHANGE = "UNKNOWN";

  /** A listener's context, and what it was made with. */
  private record Accepting(Credentials own, QuicSslContext context) {}

  private final Identity identity;
  private final AtomicReference<@Nullable Accepting> accepting = new AtomicReference<>();
  private final Map<SSLEngine, CertificateException> refusals =
      Collections.synchronizedMap(new WeakHashMap<>());

  QuicTls(Identity identity) {
    this.identity = identity;
  }

  /**
   * For accepted connections: the same one until the node's credentials change. A context is freed
   * when nothing refers to it any more.
   */
  QuicSslContext accepting() throws IOException {
    Credentials own = identity.credentials();
    Accepting made = accepting.get();
    if (made == null || !made.own().equals(own)) {
      made = new Accepting(own, newAccepting(own));
      accepting.set(made);
    }
    return made.context();
  }

  private QuicSslContext newAccepting(Credentials own) throws IOException {
    try {
      return QuicSslContextBuilder.forServer(own.key(), null, chain(own))
          .trustManager(trust(Optional.empty()))
          .clientAuth(ClientAuth.REQUIRE)
          .applicationProtocols(PROTOCOL)
          .earlyData(false)
          .build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw unusable(e);
    }
  }

  /** For one connection, so that there is no session to resume. */
  QuicSslContext dialling(Optional<NodeId> expected) throws IOException {
    Credentials own = identity.credentials();
    try {
      return QuicSslContextBuilder.forClient()
          .keyManager(own.key(), null, chain(own))
          .trustManager(trust(expected))
          .endpointIdentificationAlgorithm(null)
          .applicationProtocols(PROTOCOL)
          .earlyData(false)
          .build();
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw unusable(e);
    }
  }

  /** Why this side refused the other one in the handshake, if it did. */
  Optional<CertificateException> refusal(SSLEngine engine) {
    return Optional.ofNullable(refusals.get(engine));
  }

  /**
   * Asks the trust manager again, for another link of a connection: whoever was withdrawn since the
   * handshake, or got in by a resumed session, gets no further.
   *
   * @return who is at the other end
   * @throws CertificateException if it is not admitted; the message is the reason
   */
  NodeId admitted(QuicChannel connection, Optional<NodeId> expected, boolean dialled)
      throws CertificateException {
    SSLEngine engine = connection.sslEngine();
    if (engine == null) {
      throw new CertificateException("the connection is closed");
    }
    X509Certificate[] chain;
    try {
      Certificate[] shown = engine.getSession().getPeerCertificates();
      chain = Arrays.copyOf(shown, shown.length, X509Certificate[].class);
    } catch (SSLPeerUnverifiedException e) {
      throw new CertificateException("the other side showed no certificate", e);
    }
    X509ExtendedTrustManager trust = identity.trustManager(expected);
    if (dialled) {
      trust.checkServerTrusted(chain, KEY_EXCHANGE, engine);
    } else {
      trust.checkClientTrusted(chain, KEY_EXCHANGE, engine);
    }
    return identity.admission().admit(List.of(chain));
  }

  private RecheckedTrust trust(Optional<NodeId> expected) {
    return new RecheckedTrust(identity.trustManager(expected), refusals::put);
  }

  private static X509Certificate[] chain(Credentials own) {
    return own.chain().toArray(new X509Certificate[0]);
  }

  private static IOException unusable(RuntimeException cause) {
    return new IOException(
        "this node's key and certificate cannot be used for QUIC: " + Reasons.root(cause), cause);
  }
}
