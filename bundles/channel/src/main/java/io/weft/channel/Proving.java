package io.weft.channel;

import io.weft.node.NodeId;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * One greeting's proofs. What is signed: a label of the transport, the signer's role, the
 * listener's nonce, the dialler's nonce, and the SHA-256 of the signer's chain. So a signature is
 * good for this greeting only, for this role only, and means nothing elsewhere; a replayed or
 * reflected one does not fit.
 *
 * <p>This is no encryption: it says who is at the other end of a channel, not who else listens.
 */
public final class Proving {

  /** Which end signs. */
  public enum Role {
    LISTENER,
    DIALLER;

    Role other() {
      return this == LISTENER ? DIALLER : LISTENER;
    }
  }

  private static final String SIGNATURE = "SHA256withECDSA";

  /** What the trust manager is told of the key exchange: as in TLS 1.3, there is none to name. */
  private static final String KEY_EXCHANGE = "UNKNOWN";

  private final Identity identity;
  private final byte[] label;
  private final Role role;
  private final X509ExtendedTrustManager trust;

  /**
   * Proofs of this node in this role.
   *
   * @param transport in the label, so that no signature is one for another transport; ASCII
   * @param expected who must be at the other end; empty accepts everyone who is admitted
   */
  public Proving(Identity identity, String transport, Role role, Optional<NodeId> expected) {
    this.identity = identity;
    this.label = ("weft " + transport + " greeting 1\0").getBytes(StandardCharsets.US_ASCII);
    this.role = role;
    this.trust = identity.trustManager(expected);
  }

  Role role() {
    return role;
  }

  /** Shows this node's chain and signs for it. */
  public Greeting.Proof own(byte[] ownNonce, byte[] otherNonce) throws GeneralSecurityException {
    Credentials own = identity.credentials();
    List<byte[]> chain = new ArrayList<>();
    for (X509Certificate certificate : own.chain()) {
      chain.add(certificate.getEncoded());
    }
    return new Greeting.Proof(chain, own.sign(signed(role, ownNonce, otherNonce, chain)));
  }

  /**
   * Checks the other end's proof: does it hold the key, and is it admitted?
   *
   * @return who it is
   * @throws CertificateException if not; the message is the reason
   */
  NodeId check(Greeting.Proof proof, byte[] ownNonce, byte[] otherNonce)
      throws CertificateException {
    X509Certificate[] chain = parsed(proof.chain());
    byte[] message = signed(role.other(), otherNonce, ownNonce, proof.chain());
    if (!isSigned(chain[0].getPublicKey(), message, proof.signature())) {
      throw new CertificateException("its signature is not by the key of its certificate");
    }
    if (role == Role.LISTENER) {
      trust.checkClientTrusted(chain, KEY_EXCHANGE);
    } else {
      trust.checkServerTrusted(chain, KEY_EXCHANGE);
    }
    return identity.admission().admit(List.of(chain));
  }

  private byte[] signed(Role signer, byte[] signersNonce, byte[] othersNonce, List<byte[]> chain) {
    boolean listens = signer == Role.LISTENER;
    byte[] hash = hash(chain);
    return ByteBuffer.allocate(label.length + 1 + 2 * Greeting.NONCE_BYTES + hash.length)
        .put(label)
        .put((byte) (listens ? 'L' : 'D'))
        .put(listens ? signersNonce : othersNonce)
        .put(listens ? othersNonce : signersNonce)
        .put(hash)
        .array();
  }

  /** Lengths are hashed too, so that a chain is cut in one way only. */
  private static byte[] hash(List<byte[]> chain) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] certificate : chain) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(certificate.length).array());
        digest.update(certificate);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static X509Certificate[] parsed(List<byte[]> encoded) throws CertificateException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate[] chain = new X509Certificate[encoded.size()];
    for (int i = 0; i < chain.length; i++) {
      chain[i] =
          (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded.get(i)));
    }
    return chain;
  }

  private static boolean isSigned(PublicKey key, byte[] message, byte[] signature)
      throws CertificateException {
    if (!key.getAlgorithm().equals("EC")) {
      throw new CertificateException(
          "its key is " + key.getAlgorithm() + "; the greeting needs an EC key");
    }
    try {
      Signature verifying = Signature.getInstance(SIGNATURE);
      verifying.initVerify(key);
      verifying.update(message);
      return verifying.verify(signature);
    } catch (SignatureException e) {
      return false; // not even the form of one
    } catch (GeneralSecurityException e) {
      throw new CertificateException("its key cannot be used: " + e.getMessage(), e);
    }
  }
}
