package io.weft.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.testkit.Eventually;
import io.weft.testkit.ManualClock;
import io.weft.trust.Credentials;
import io.weft.trust.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyPair;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalTest {

  /** A third of 90 days and the day before, and the jitter. */
  private static final Duration A_THIRD = Duration.ofDays(35);

  @TempDir Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-06-01T12:00:00Z"));
  private final AtomicInteger told = new AtomicInteger();

  private NodeIdentity open(IdentitySettings settings) {
    return NodeIdentity.open(folder.resolve("data"), folder.resolve("config"), settings, clock);
  }

  @Test
  void certificateIsRenewedWhileTheNodeRuns() throws Exception {
    NodeIdentity node = open(IdentitySettings.DEFAULT);
    Credentials first = node.credentials();
    node.watch(told::incrementAndGet);

    clock.advance(Duration.ofDays(28));
    assertThat(node.renew()).isFalse();
    assertThat(node.credentials()).isSameAs(first);

    clock.advance(A_THIRD.minusDays(28));
    assertThat(node.renew()).isTrue();

    assertThat(told).hasValue(1);
    assertThat(node.credentials().key()).isEqualTo(first.key());
    assertThat(node.credentials().certificate().getNotAfter().toInstant())
        .isEqualTo(clock.instant().plus(NodeCertificate.VALIDITY));
    assertThat(node.admission().admit(node.credentials().chain())).isEqualTo(node.id());
    assertThat(node.admission().admit(first.chain())).isEqualTo(node.id());
    assertThat(node.renew()).isFalse();
  }

  @Test
  void openNodesRenewToo() throws Exception {
    NodeIdentity node = open(IdentitySettings.OPEN);
    Credentials first = node.credentials();

    clock.advance(A_THIRD);

    assertThat(node.renew()).isTrue();
    assertThat(node.credentials()).isNotEqualTo(first);
    assertThat(node.admission().admit(node.credentials().chain())).isEqualTo(node.id());
  }

  @Test
  void whoeverWatchesNoLongerIsNotTold() {
    NodeIdentity node = open(IdentitySettings.DEFAULT);
    Identity.Watch watch = node.watch(told::incrementAndGet);
    node.watch(told::incrementAndGet);
    watch.close();

    clock.advance(A_THIRD);
    node.renew();

    assertThat(told).hasValue(1);
  }

  @Test
  void renewalThatFailsIsTriedAgainAnHourLater() throws Exception {
    NodeIdentity node = open(IdentitySettings.DEFAULT);
    Credentials first = node.credentials();
    Path key = folder.resolve("data/identity/node.key");
    String text = Files.readString(key);
    Files.writeString(key, "");
    clock.advance(A_THIRD);

    assertThatThrownBy(node::renew)
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("is empty");
    assertThat(node.credentials()).isSameAs(first);
    Files.writeString(key, text);
    assertThat(node.renew()).isFalse();

    clock.advance(KeptKey.RETRY);
    assertThat(node.renew()).isTrue();
  }

  @Test
  void clockThatWasAheadAndIsSetRightGetsACertificateThatIsValidNow() {
    ManualClock ahead = new ManualClock(clock.instant().plus(Duration.ofDays(300)));
    NodeIdentity.open(
        folder.resolve("data"), folder.resolve("config"), IdentitySettings.DEFAULT, ahead);

    NodeIdentity node = open(IdentitySettings.DEFAULT);

    assertThat(node.credentials().certificate().getNotBefore().toInstant())
        .isBefore(clock.instant());
  }

  @Test
  void certificateOfTenYearsIsReplacedAtTheNextStart() throws Exception {
    NodeIdentity node = open(IdentitySettings.DEFAULT);
    NetworkKey network = NetworkKey.find(folder.resolve("config")).orElseThrow();
    X509Certificate old =
        network
            .issuer()
            .issue(
                node.id().text(),
                node.credentials().certificate().getPublicKey(),
                clock.instant(),
                clock.instant().plus(Duration.ofDays(3650)));
    Files.writeString(
        folder.resolve("data/identity/node.crt"),
        Pem.text(Pem.CERTIFICATE, Certificates.bytes(old)));

    NodeIdentity again = open(IdentitySettings.DEFAULT);

    assertThat(again.credentials().certificate()).isNotEqualTo(old);
    assertThat(again.admission().admit(List.of(old))).isEqualTo(node.id());
  }

  @Test
  void looksByItselfAndEndsWithItsClockwork() {
    NodeIdentity node = open(IdentitySettings.DEFAULT);
    Credentials first = node.credentials();
    AtomicInteger looks = new AtomicInteger();
    ScheduledThreadPoolExecutor clockwork =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> scheduleWithFixedDelay(
              Runnable task, long first, long delay, TimeUnit unit) {
            assertThat(unit.toSeconds(delay)).isEqualTo(60);
            return super.scheduleWithFixedDelay(
                () -> {
                  task.run();
                  looks.incrementAndGet();
                },
                1,
                1,
                TimeUnit.MILLISECONDS);
          }
        };
    try (Renewal renewal = new Renewal(node, clockwork)) {
      Eventually.until("it has looked", Duration.ofSeconds(10), () -> looks.get() > 2);
      assertThat(node.credentials()).isSameAs(first);
      clock.advance(A_THIRD);
      Eventually.until(
          "it is renewed", Duration.ofSeconds(10), () -> !node.credentials().equals(first));
    }
    assertThat(clockwork.isShutdown()).isTrue();
  }

  // ---- an administrator's files

  private final Issuing root = Issuing.root("Acme root");
  private final KeyPair key = EcKey.generate();

  private NodeIdentity ofCa() throws IOException {
    write("ca.pem", root.certificate());
    write("node.pem", root.node(key.getPublic(), clock.instant().plus(Duration.ofDays(40))));
    writeKey(key);
    return open(
        IdentitySettings.ownCa(
            folder.resolve("node.pem"), folder.resolve("node-key.pem"), folder.resolve("ca.pem")));
  }

  @Test
  void renewedFilesOfAnAdministratorAreTakenIn() throws Exception {
    NodeIdentity node = ofCa();
    node.watch(told::incrementAndGet);
    assertThat(node.renew()).isFalse();
    X509Certificate renewed = root.node(key.getPublic());

    write("node.pem", renewed);

    assertThat(node.renew()).isTrue();
    assertThat(told).hasValue(1);
    assertThat(node.credentials().certificate()).isEqualTo(renewed);
    clock.advance(Duration.ofDays(400));
    assertThat(node.admission().admit(node.credentials().chain())).isEqualTo(node.id());
  }

  @Test
  void filesThatDoNotFitAreSaidOnceAndTheOnesBeforeStay() throws Exception {
    NodeIdentity node = ofCa();
    Credentials first = node.credentials();

    write("node.pem", Issuing.root("Evil root").node(key.getPublic()));
    assertThatThrownBy(node::renew).hasMessageContaining("does not fit tls_ca");
    assertThat(node.renew()).isFalse();
    assertThat(node.credentials()).isSameAs(first);

    Files.delete(folder.resolve("node.pem"));
    assertThatThrownBy(node::renew).hasMessageContaining("there is no file");
    assertThat(node.renew()).isFalse();
  }

  @Test
  void anotherKeyOrCaNeedsARestart() throws Exception {
    NodeIdentity node = ofCa();
    KeyPair other = EcKey.generate();
    writeKey(other);
    write("node.pem", root.node(other.getPublic()));
    assertThatThrownBy(node::renew)
        .hasMessageContaining("is another key now")
        .hasMessageContaining("restart the node");

    Issuing elsewhere = Issuing.root("Other root");
    writeKey(key);
    write("ca.pem", elsewhere.certificate());
    write("node.pem", elsewhere.node(key.getPublic()));
    assertThatThrownBy(node::renew)
        .hasMessageContaining("is another CA now")
        .hasMessageContaining("restart the node");
    assertThatThrownBy(() -> node.admission().admit(List.of(elsewhere.node(key.getPublic()))))
        .isInstanceOf(CertificateException.class);
  }

  private void write(String name, X509Certificate certificate) throws IOException {
    write(name, Pem.text(Pem.CERTIFICATE, Certificates.bytes(certificate)));
  }

  private void writeKey(KeyPair pair) throws IOException {
    write("node-key.pem", KeyFile.text(pair));
  }

  /** File systems have coarse times: each change is a second later here. */
  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    FileTime before = Files.exists(file) ? Files.getLastModifiedTime(file) : null;
    Files.deleteIfExists(file);
    SecretFile.create(file, text);
    if (before != null) {
      Files.setLastModifiedTime(file, FileTime.from(before.toInstant().plusSeconds(1)));
    }
  }
}
