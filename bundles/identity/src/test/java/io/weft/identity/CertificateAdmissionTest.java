package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CertificateAdmissionTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant FROM = NOW.minus(Duration.ofDays(1));
  private static final Instant UNTIL = NOW.plus(Duration.ofDays(1));

  private final NetworkKey network = new NetworkKey(EcKey.generate());
  private final NetworkKey other = new NetworkKey(EcKey.generate());
  private final KeyPair node = EcKey.generate();
  private final NodeId id = NodeId.of(node.getPublic());
  private final ManualClock clock = new ManualClock(NOW);
  private final CertificateAdmission admission =
      new CertificateAdmission(network.membership(), clock);

  private X509Certificate issued(NetworkKey by, Instant from, Instant until) {
    return by.issuer().issue(id.text(), node.getPublic(), from, until);
  }

  @Test
  void whoeverTheNetworkIssuedIsAdmittedUnderTheIdOfItsKey() throws Exception {
    X509Certificate misnamed =
        network
            .issuer()
            .issue(NodeId.of(network.key().getPublic()).text(), node.getPublic(), FROM, UNTIL);

    assertThat(admission.admit(List.of(issued(network, FROM, UNTIL)))).isEqualTo(id);
    assertThat(admission.admit(List.of(misnamed))).isEqualTo(id);
  }

  @Test
  void otherNetworkIsNamed() {
    refused(
        List.of(issued(other, FROM, UNTIL)),
        "not invited: "
            + id.shortText()
            + "… is of the other network "
            + other.id().substring(0, 8));
  }

  @Test
  void forgedIssuerIsNotBelieved() {
    X509Certificate forged =
        new CertificateIssuer(network.id(), other.key())
            .issue(id.text(), node.getPublic(), FROM, UNTIL);

    refused(
        List.of(forged),
        "not invited: "
            + id.shortText()
            + "… is not signed by this network ("
            + network.id().substring(0, 8)
            + "…)");
  }

  @Test
  void textOfStrangersIsNotRepeated() {
    X509Certificate odd =
        new CertificateIssuer("\u001b[2Jadmitted", other.key())
            .issue("x", node.getPublic(), FROM, UNTIL);

    assertThatThrownBy(() -> admission.admit(List.of(odd)))
        .isInstanceOf(CertificateException.class)
        .message()
        .doesNotContain("\u001b", "admitted");
  }

  @Test
  void admissionOfTheNetworksOwnCertificateDoesNotSpreadToWhatFollows() {
    refused(List.of(issued(other, FROM, UNTIL), issued(network, FROM, UNTIL)), "not invited");
  }

  @Test
  void datesAreSaidWithWhatToDo() {
    refused(
        List.of(issued(network, FROM.minusSeconds(9), FROM)),
        "expired: the certificate of %s… was valid until %s, here it is %s; check the clocks"
            .formatted(id.shortText(), FROM, NOW));
    refused(
        List.of(issued(network, UNTIL, UNTIL.plusSeconds(9))),
        "not yet valid: the certificate of %s… is valid from %s, here it is %s; check the clocks"
            .formatted(id.shortText(), UNTIL, NOW));
  }

  @Test
  void rememberedCertificateExpiresAllTheSame() throws Exception {
    List<X509Certificate> chain = List.of(issued(network, FROM, UNTIL));
    assertThat(admission.admit(chain)).isEqualTo(id);

    clock.advance(Duration.ofDays(1));
    assertThat(admission.admit(chain)).isEqualTo(id);
    clock.advance(Duration.ofMillis(1));
    refused(chain, "expired");
  }

  @Test
  void knownCertificateIsNotProvenTwice() throws Exception {
    AtomicInteger proofs = new AtomicInteger();
    Membership counting =
        (chain, of, now) -> {
          proofs.incrementAndGet();
          return network.membership().prove(chain, of, now);
        };
    CertificateAdmission counted = new CertificateAdmission(counting, clock);
    X509Certificate certificate = issued(network, FROM, UNTIL);

    for (int i = 0; i < 10; i++) {
      X509Certificate received =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate.getEncoded()));
      assertThat(counted.admit(List.of(received))).isEqualTo(id);
    }

    assertThat(proofs).hasValue(1);
  }

  @Test
  void refusalsAreNotRemembered() {
    AtomicInteger proofs = new AtomicInteger();
    CertificateAdmission counted =
        new CertificateAdmission(
            (chain, of, now) -> {
              proofs.incrementAndGet();
              throw new CertificateException("no");
            },
            clock);
    List<X509Certificate> chain = List.of(issued(network, FROM, UNTIL));

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> counted.admit(chain)).isInstanceOf(CertificateException.class);
    }

    assertThat(proofs).hasValue(3);
  }

  @Test
  void emptyAndEndlessChainsAreRefused() {
    refused(List.of(), "no certificate was shown");
    refused(
        Collections.nCopies(5, issued(network, FROM, UNTIL)),
        "a chain of 5 certificates (limit 4)");
  }

  @Test
  void weakAndOddKeysAreRefused() throws Exception {
    refused(List.of(issuedFor(generated("RSA", 1024))), "an RSA key of 1024 bits (2048 to 8192)");
    refused(List.of(issuedFor(generated("DSA", 2048))), "a key of the kind DSA");
    KeyPairGenerator ed25519 = KeyPairGenerator.getInstance("Ed25519");
    refused(List.of(issuedFor(ed25519.generateKeyPair().getPublic())), "a key of the kind EdDSA");
    PublicKey rsa = generated("RSA", 2048);
    assertThat(admission.admit(List.of(issuedFor(rsa)))).isEqualTo(NodeId.of(rsa));
  }

  @Test
  void openNetworkTakesSelfSignedAndItsOwnUsersCertificates() throws Exception {
    CertificateAdmission open =
        new CertificateAdmission(new Anyone(Optional.of(network.membership())), clock);
    CertificateAdmission alone = new CertificateAdmission(new Anyone(Optional.empty()), clock);
    X509Certificate self =
        new CertificateIssuer(id.text(), node).issue(id.text(), node.getPublic(), FROM, UNTIL);
    X509Certificate expired =
        new CertificateIssuer(id.text(), node).issue(id.text(), node.getPublic(), FROM, FROM);

    assertThat(open.admit(List.of(self))).isEqualTo(id);
    assertThat(alone.admit(List.of(self))).isEqualTo(id);
    assertThat(open.admit(List.of(issued(network, FROM, UNTIL)))).isEqualTo(id);
    assertThatThrownBy(() -> alone.admit(List.of(issued(network, FROM, UNTIL))))
        .hasMessageContaining("was not started with --open");
    assertThatThrownBy(() -> open.admit(List.of(expired))).hasMessageContaining("expired");
    refused(List.of(self), "has signed its certificate itself");
  }

  private X509Certificate issuedFor(PublicKey key) {
    return network.issuer().issue("x", key, FROM, UNTIL);
  }

  private static PublicKey generated(String algorithm, int bits) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair().getPublic();
  }

  private void refused(List<X509Certificate> chain, String message) {
    assertThatThrownBy(() -> admission.admit(chain))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining(message);
  }
}
