package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuccessionTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final NetworkKey network = new NetworkKey(EcKey.generate());
  private final CertificateAdmission admission =
      new CertificateAdmission(network.membership(), Clock.fixed(NOW, ZoneOffset.UTC));

  /** A node that has had as many keys. */
  private static List<NodeKey> keys(int count) {
    List<NodeKey> keys = new ArrayList<>();
    keys.add(new NodeKey(EcKey.generate(), Succession.NONE));
    while (keys.size() < count) {
      keys.add(keys.get(keys.size() - 1).next());
    }
    return keys;
  }

  private X509Certificate certificate(PublicKey key, Succession succession) {
    return network.issuer().issue("node", key, succession, NOW, NOW.plus(Duration.ofDays(1)));
  }

  private X509Certificate certificate(NodeKey key) {
    return certificate(key.pair().getPublic(), key.succession());
  }

  @Test
  void nodeKeepsTheIdOfItsFirstKey() throws Exception {
    List<NodeKey> keys = keys(1 + Succession.MAX_STEPS);
    NodeId id = NodeId.of(keys.get(0).pair().getPublic());

    for (NodeKey key : keys) {
      assertThat(key.id()).isEqualTo(id);
      assertThat(admission.admit(List.of(certificate(key)))).isEqualTo(id);
    }
    assertThat(admission.keys(certificate(keys.get(16))))
        .isEqualTo(keys.stream().map(key -> key.pair().getPublic()).toList());
    assertThat(admission.keys(certificate(keys.get(0)))).hasSize(1);
  }

  @Test
  void keysOfAnAdmittedNodeAreRemembered() throws Exception {
    X509Certificate third = certificate(keys(3).get(2));
    admission.admit(List.of(third));

    assertThat(admission.keys(third)).isSameAs(admission.keys(third)).hasSize(3);
  }

  @Test
  void moreThanSixteenAreRefusedOnBothSides() {
    NodeKey last = keys(1 + Succession.MAX_STEPS).get(Succession.MAX_STEPS);
    assertThatThrownBy(last::next)
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("changed its key 16 times (limit 16)")
        .hasMessageContaining("new identity");

    List<Succession.Step> steps = new ArrayList<>(last.succession().steps());
    steps.add(steps.get(0));
    refused(certificate(EcKey.generate().getPublic(), new Succession(steps)), "17 keys (limit 16)");
  }

  @Test
  void whoeverHasNoKeyOfTheNodeCannotTakeItsId() {
    List<NodeKey> keys = keys(2);
    PublicKey thief = EcKey.generate().getPublic();

    refused(certificate(thief, keys.get(1).succession()), "key 1 of 2");
    // With the signature of the thief's own key in place of the node's.
    KeyPair own = EcKey.generate();
    Succession forged =
        new Succession(
            List.of(
                new Succession.Step(
                    keys.get(0).succession().next(keys.get(0).pair(), thief).steps().get(0).key(),
                    Succession.NONE.next(own, thief).steps().get(0).signature())));
    refused(certificate(thief, forged), "has not signed for the next one");
  }

  @Test
  void beginningCannotBeCutOff() {
    NodeKey third = keys(3).get(2);
    Succession later = new Succession(third.succession().steps().subList(1, 2));

    refused(certificate(third.pair().getPublic(), later), "has not signed for the next one");
  }

  @Test
  void everyStepCounts() {
    NodeKey fourth = keys(4).get(3);
    for (int step = 0; step < 3; step++) {
      for (int at : new int[] {40, 96}) {
        byte[] bytes = fourth.succession().bytes();
        bytes[step * 97 + at] ^= 1;
        X509Certificate damaged = certificate(fourth.pair().getPublic(), parsed(bytes));
        assertThatThrownBy(() -> admission.admit(List.of(damaged)))
            .isInstanceOf(CertificateException.class);
      }
    }
  }

  @Test
  void keyDoesNotComeBack() {
    NodeKey second = keys(2).get(1);
    KeyPair first = keys(1).get(0).pair();
    NodeKey start = new NodeKey(first, Succession.NONE);
    NodeKey next = start.next();
    Succession back = next.succession().next(next.pair(), first.getPublic());

    refused(certificate(first.getPublic(), back), "comes twice");
    assertThat(second.succession().steps()).hasSize(1);
  }

  @Test
  void pointsBesideTheCurveAndOddLengthsAreRefused() {
    NodeKey second = keys(2).get(1);
    byte[] bytes = second.succession().bytes();
    bytes[0] = 4;
    refused(certificate(second.pair().getPublic(), parsed(bytes)), "has another form");
    byte[] beside = second.succession().bytes();
    Arrays.fill(beside, 1, 33, (byte) 0xff);
    refused(certificate(second.pair().getPublic(), parsed(beside)), "beside the curve");
    assertThatThrownBy(() -> Succession.parse(new byte[96])).hasMessageContaining("96 bytes");
    assertThatThrownBy(() -> Succession.parse(new byte[0])).hasMessageContaining("0 bytes");
  }

  @Test
  void presentKeyMustBeOfTheSameKind() throws Exception {
    KeyPairGenerator p384 = KeyPairGenerator.getInstance("EC");
    p384.initialize(new ECGenParameterSpec("secp384r1"));

    refused(
        certificate(p384.generateKeyPair().getPublic(), keys(2).get(1).succession()),
        "only EC P-256 keys");
  }

  @Test
  void otherReadersOfCertificatesPassTheExtensionBy() throws Exception {
    NodeKey second = keys(2).get(1);
    X509Certificate certificate = certificate(second);

    assertThat(certificate.getNonCriticalExtensionOIDs()).contains(Succession.OBJECT_ID);
    assertThat(certificate.getCriticalExtensionOIDs()).isEqualTo(Set.of("2.5.29.19", "2.5.29.15"));
    assertThat(Succession.in(certificate)).isEqualTo(second.succession());
    assertThat(certificate(keys(17).get(16)).getEncoded()).hasSizeLessThan(2100);
  }

  @Test
  void pointsOfAllKeysComeBack() throws Exception {
    for (int i = 0; i < 50; i++) {
      PublicKey key = EcKey.generate().getPublic();
      assertThat(EcKey.ofPoint(EcKey.point(key))).isEqualTo(key);
    }
  }

  private static Succession parsed(byte[] bytes) {
    try {
      return Succession.parse(bytes);
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  private void refused(X509Certificate certificate, String reason) {
    assertThatThrownBy(() -> admission.admit(List.of(certificate)))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining(reason);
  }
}
