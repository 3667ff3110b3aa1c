package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.discovery.DiscoveryProvider;
import io.weft.discovery.Self;
import io.weft.discovery.Sighting;
import io.weft.discovery.SightingSink;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.node.limits.LimitValues;
import io.weft.node.limits.Limits;
import io.weft.node.limits.Reason;
import io.weft.peer.Standing;
import io.weft.testkit.Eventually;
import io.weft.testkit.Inbox;
import io.weft.testkit.MemoryTransport;
import io.weft.transport.Expectation;
import io.weft.transport.Lane;
import io.weft.transport.LinkOptions;
import io.weft.transport.LinkRefusedException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes, one of which asks too much of the other. */
class LimitsTest {
  @TempDir Path folder;
  private Lab lab;
  private Lab.Member greedy;
  private Lab.Member modest;

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    greedy = lab.start("greedy");
    modest = lab.start("modest");
    Lab.awaitConnected(greedy, modest);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private static Reply get(CompletableFuture<Reply> answer) throws Exception {
    return answer.get(Lab.SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private void limit(int localConnectionsAMinute, int frames, int packets, int requests) {
    LimitValues usual = LimitValues.DEFAULT;
    modest.limits.change(
        new LimitValues(
            usual.connectionsAMinute(),
            usual.connectionsAMinutePerAddress(),
            usual.connectionsAMinutePerRange(),
            usual.connectionsPerAddress(),
            usual.connectionsPerRange(),
            localConnectionsAMinute,
            usual.localConnections(),
            usual.handshakes(),
            usual.handshakesPerAddress(),
            frames,
            packets,
            requests));
  }

  private Standing standing() {
    return modest.mesh.peers().find(greedy.id()).orElseThrow().standing();
  }

  private long refused(Reason reason) {
    return modest.limits.refusals().of(reason);
  }

  @Test
  void floodOfConnectionsIsRefusedAndCountedWhileCallsAreServed() throws Exception {
    modest.offer("echo", "back", request -> request.as(byte[].class));
    greedy.awaitService("echo", 1);
    limit(50, 1_000_000, 100, 100);
    URI address = modest.mesh.record().addresses().get(0);
    int in = 0;
    try (MemoryTransport flood = new MemoryTransport(lab.trial.member("flood"), lab.hub)) {
      for (int i = 0; i < 1_000; i++) {
        try {
          flood.dial(
              address, Expectation.anyone(Lane.CALLS), LinkOptions.DEFAULT, Inbox.counting());
          in++;
        } catch (IOException e) {
          assertThat(e).hasMessageContaining("closed");
        }
        if (i % 100 == 0) {
          byte[] answer =
              get(greedy.mesh.exchange().request("echo", "back", new byte[] {1})).as(byte[].class);
          assertThat(answer).containsExactly(1);
        }
      }
    }
    assertThat(in).isBetween(40, 60);
    assertThat(refused(Reason.LOCAL_CONNECTIONS_A_MINUTE)).isGreaterThanOrEqualTo(940);
  }

  @Test
  void requestsBeyondTheLimitAreOverloadAndHurtTheReputation() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    modest.offer(
        "slow",
        "wait",
        request -> {
          done.await(Lab.SOON.toSeconds(), TimeUnit.SECONDS);
          return new byte[0];
        });
    greedy.awaitService("slow", 1);
    limit(1_000, 1_000_000, 100, 3);
    double before = standing().score();
    List<CompletableFuture<Reply>> taken = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      taken.add(greedy.mesh.exchange().request("slow", "wait", null));
    }
    CompletableFuture<Reply> one = greedy.mesh.exchange().request("slow", "wait", null);

    RequestException refusal =
        (RequestException)
            catchThrowableOfType(ExecutionException.class, () -> get(one)).getCause();
    assertThat(refusal.reason()).isEqualTo(RequestException.Reason.OVERLOADED);
    assertThat(refusal.retrySafe()).isTrue();
    done.countDown();
    for (CompletableFuture<Reply> each : taken) {
      get(each);
    }
    assertThat(refused(Reason.REQUESTS_PER_PEER)).isEqualTo(1);
    assertThat(standing().score()).isLessThan(before);
    assertThat(String.join(" ", standing().reasons())).contains("sent more than the limits allow");
  }

  @Test
  void framesBeyondTheLimitAreReadMoreSlowlyAndNoneIsLost() throws Exception {
    modest.offer("echo", "back", request -> request.as(byte[].class), true);
    greedy.awaitService("echo", 1);
    limit(1_000, 1_000, 100, 10_000);
    long from = System.nanoTime();
    List<CompletableFuture<Reply>> asked = new ArrayList<>();
    for (int i = 0; i < 2_500; i++) {
      byte[] number = ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
      asked.add(greedy.mesh.exchange().request("echo", "back", number));
      if (i % 50 == 49) { // so many at once, or a slow machine does not reach the limit
        get(asked.get(i));
      }
    }
    for (int i = 0; i < asked.size(); i++) {
      assertThat(ByteBuffer.wrap(get(asked.get(i)).as(byte[].class)).getInt()).isEqualTo(i);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - from))
        .as("1,000 at once, the others in 1.5 seconds")
        .isGreaterThan(Duration.ofSeconds(1));
    assertThat(refused(Reason.FRAMES_A_SECOND)).isPositive();
    assertThat(greedy.connectedTo(modest) && modest.connectedTo(greedy)).isTrue();
    assertThat(String.join(" ", standing().reasons())).contains("sent more than the limits allow");
  }

  @Test
  void floodOfSightingsIsRefusedBeforeItIsVerifiedAndOtherSourcesAreHeard() {
    limit(1_000, 1_000_000, 20, 100);
    Loud loud = new Loud();
    modest.mesh.add(loud, "loud");
    Eventually.until("it is started", Lab.SOON, () -> loud.sink != null);
    for (int i = 0; i < 5_000; i++) {
      byte[] forged = ByteBuffer.allocate(64).putInt(i).array();
      loud.sink.seen(new Sighting.Signed(forged, Optional.empty()), Duration.ofMinutes(1));
    }
    assertThat(refused(Reason.DISCOVERY_PACKETS_A_SECOND)).isGreaterThan(4_500);
    Lab.Member late = lab.start("late");
    Lab.awaitConnected(late, modest);
  }

  @Test
  void strangersAreCountedAsNotAdmitted() {
    URI address = modest.mesh.record().addresses().get(0);
    try (MemoryTransport eve = new MemoryTransport(lab.trial.stranger("eve"), lab.hub)) {
      assertThatThrownBy(
              () ->
                  eve.dial(
                      address,
                      Expectation.anyone(Lane.CALLS),
                      LinkOptions.DEFAULT,
                      Inbox.counting()))
          .isInstanceOf(LinkRefusedException.class);
    }
    Limits limits = modest.mesh.limits();
    assertThat(limits.refusals().snapshot()).containsEntry("not-admitted", 1L);
  }

  private static final class Loud implements DiscoveryProvider {
    private volatile SightingSink sink;

    @Override
    public void start(Self self, SightingSink to) {
      sink = to;
    }

    @Override
    public void refresh() {}

    @Override
    public void close() {}
  }
}
