package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.RequestOptions;
import io.weft.identity.IdentitySettings;
import io.weft.identity.NodeIdentity;
import io.weft.node.NodeId;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import io.weft.testkit.ManualClock;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeyRotationTest {
  @TempDir Path folder;

  private static PublicKey keyOf(Lab.Member node, NodeId peer) {
    return node.mesh.peers().find(peer).flatMap(PeerInfo::publicKey).orElse(null);
  }

  @Test
  void rotationUnderLoadFailsNoRequest() throws Exception {
    try (Lab lab = new Lab(folder)) {
      NodeIdentity asking = lab.trial.member("asking");
      NodeIdentity serving = lab.trial.member("serving");
      Lab.Member a = lab.start(asking, "asking", settings -> settings);
      Lab.Member b = lab.start(serving, "serving", settings -> settings);
      b.offer("echo", "say", request -> new byte[] {1});
      a.awaitService("echo", 1);
      Lab.awaitConnected(a, b);
      AtomicBoolean stop = new AtomicBoolean();
      AtomicInteger done = new AtomicInteger();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      CompletableFuture<Void> load =
          CompletableFuture.runAsync(
              () -> {
                while (!stop.get()) {
                  try {
                    a.mesh
                        .exchange()
                        .request("echo", "say", new byte[1], RequestOptions.DEFAULT)
                        .join();
                    done.incrementAndGet();
                  } catch (RuntimeException e) {
                    failure.set(e);
                    return;
                  }
                }
              });
      NodeId before = b.id();

      for (int i = 0; i < 4; i++) {
        int count = done.get();
        PublicKey served = serving.rotate();
        PublicKey asked = asking.rotate();
        Eventually.until(
            "both know the new keys",
            Lab.SOON,
            () -> served.equals(keyOf(a, b.id())) && asked.equals(keyOf(b, a.id())));
        // New links with the new keys, while requests run.
        b.unplug();
        b.plug();
        Eventually.until(
            "requests go on",
            Lab.SOON,
            () -> failure.get() != null || (done.get() > count + 10 && a.connectedTo(b)));
      }

      stop.set(true);
      load.join();
      assertThat(failure).hasValue(null);
      assertThat(done.get()).isGreaterThan(40);
      assertThat(b.id()).isEqualTo(before);
      assertThat(a.mesh.peers().all()).hasSize(1);
      assertThat(serving.admission().keys(serving.credentials().certificate())).hasSize(5);
    }
  }

  @Test
  void peersSoonHearOfARenewedCertificate() throws Exception {
    ManualClock clock = new ManualClock(Instant.now().minus(Duration.ofDays(45)));
    try (Lab lab = new Lab(folder)) {
      Lab.Member a = lab.start("a");
      NodeIdentity renewing =
          NodeIdentity.open(
              folder.resolve("trial/own-b"),
              folder.resolve("trial/own-config"),
              IdentitySettings.DEFAULT,
              clock);
      clock.advance(Duration.ofDays(45));
      Lab.Member b = lab.start(renewing, "b", settings -> settings);
      Lab.awaitConnected(a, b);
      long sequence = b.mesh.record().sequence();

      assertThat(renewing.renew()).isTrue();

      Eventually.until(
          "a new record is signed", Lab.SOON, () -> b.mesh.record().sequence() > sequence);
      assertThat(a.connectedTo(b)).isTrue();
    }
  }
}
