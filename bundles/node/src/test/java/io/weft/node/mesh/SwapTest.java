package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import io.weft.peer.LinkInfo;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import io.weft.testkit.MemoryTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transports and providers that go and come back while requests run: nothing is lost. */
class SwapTest {
  private static final int SWAPS = 8;

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    Lab.awaitConnected(a, b);
    a.offer("echo", "back", request -> request.as(byte[].class));
    b.offer("echo", "back", request -> request.as(byte[].class));
    a.awaitService("echo", 1);
    b.awaitService("echo", 1);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** Requests from one node to the other, some thousand a second, until it is ended. */
  private static final class Load {
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final List<CompletableFuture<Reply>> asked = new ArrayList<>();
    private final Thread thread;
    private final Lab.Member from;
    private final Lab.Member to;

    Load(Lab.Member from, Lab.Member to) {
      this.from = from;
      this.to = to;
      RequestOptions options =
          RequestOptions.DEFAULT.withTarget(to.id()).withDeadline(Duration.ofSeconds(20));
      thread =
          new Thread(
              () -> {
                while (!over.get()) {
                  CompletableFuture<Reply> answer =
                      from.mesh.exchange().request("echo", "back", new byte[64], options);
                  asked.add(answer.whenComplete((reply, failure) -> answered.incrementAndGet()));
                  LockSupport.parkNanos(200_000);
                }
              });
      thread.start();
    }

    int answered() {
      return answered.get();
    }

    /** How many were asked; fails if one has failed. */
    int end() throws Exception {
      over.set(true);
      thread.join(Lab.SOON.toMillis());
      try {
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        throw new AssertionError(e.getMessage() + "\n" + Lab.describe(from) + Lab.describe(to), e);
      }
      return asked.size();
    }
  }

  private static void awaitProgress(Load load) {
    int before = load.answered();
    Eventually.until("answers go on", Lab.SOON, () -> load.answered() > before + 20);
  }

  @Test
  void theOnlyTransportGoesAndComesBack() throws Exception {
    Load there = new Load(a, b);
    Load back = new Load(b, a);
    for (int i = 0; i < SWAPS; i++) {
      Lab.Member swapping = i % 2 == 0 ? a : b;
      swapping.unplug();
      swapping.plug();
      awaitProgress(there);
      awaitProgress(back);
    }
    assertThat(there.end() + back.end()).isGreaterThan(100);
  }

  @Test
  void bothEndsSwapAtTheSameInstant() throws Exception {
    Load there = new Load(a, b);
    Load back = new Load(b, a);
    for (int i = 0; i < SWAPS; i++) {
      CompletableFuture<Void> one = CompletableFuture.runAsync(a::unplug);
      CompletableFuture<Void> other = CompletableFuture.runAsync(b::unplug);
      CompletableFuture.allOf(one, other).get(20, TimeUnit.SECONDS);
      a.plug();
      b.plug();
      awaitProgress(there);
      awaitProgress(back);
    }
    assertThat(there.end() + back.end()).isGreaterThan(100);
  }

  @Test
  void ofTwoTransportsOneGoesAndTrafficMovesToTheOther() throws Exception {
    MemoryTransport second = new MemoryTransport(a.identity, lab.hub);
    MemoryTransport secondOfB = new MemoryTransport(b.identity, lab.hub);
    a.mesh.add(second, List.of("mem"), "mem://second:{port}");
    b.mesh.add(secondOfB, List.of("mem"), "mem://second:{port}");
    Load there = new Load(a, b);
    for (int i = 0; i < SWAPS; i++) {
      a.unplug();
      awaitProgress(there);
      a.plug();
    }
    assertThat(there.end()).isGreaterThan(100);
    second.close();
    secondOfB.close();
  }

  @Test
  void slowAnswersFindTheirWayHomeAfterASwap() throws Exception {
    CompletableFuture<byte[]> later = new CompletableFuture<>();
    b.offer("slow", "do", request -> later);
    a.awaitService("slow", 1);
    CompletableFuture<Reply> answer = a.mesh.exchange().request("slow", "do", null);
    Eventually.until(
        "it is being handled",
        Lab.SOON,
        () ->
            b.mesh.directory().local().stream()
                .anyMatch(service -> service.metrics().outstanding() == 1));

    b.unplug();
    b.plug();
    Lab.awaitConnected(a, b);
    later.complete(new byte[] {7});

    assertThat(answer.get(10, TimeUnit.SECONDS).as(byte[].class)).containsExactly(7);
  }

  @Test
  void requestsThatWaitForATransportFailByTheirDeadlineAsNotSent() throws Exception {
    b.unplug();
    Eventually.until("no link is left", Lab.SOON, () -> linksOf(a) == 0);
    CompletableFuture<Reply> waiting =
        a.mesh
            .exchange()
            .request(
                "echo",
                "back",
                new byte[1],
                RequestOptions.DEFAULT.withTarget(b.id()).withDeadline(Duration.ofMillis(100)));

    assertThat(waiting)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableOfType(ExecutionException.class)
        .withMessageContaining("found no way in time");
    b.plug();
  }

  private static int linksOf(Lab.Member member) {
    return member.mesh.peers().all().stream().mapToInt(peer -> peer.links().size()).sum();
  }

  @Test
  void aProviderThatIsReplacedLosesNoPeer() {
    var extra = lab.board.provider();
    a.mesh.add(extra, "extra");
    a.mesh.remove(extra);

    assertThat(a.stateOf(b)).isEqualTo(PeerInfo.State.CONNECTED);
    assertThat(b.stateOf(a)).isEqualTo(PeerInfo.State.CONNECTED);
  }

  @Test
  void aProviderThatIsSwappedWithTheTransportDoesNotMakeAPeerForgotten() throws Exception {
    b.unplug();
    Eventually.until("the links are gone", Lab.SOON, () -> linksTo(b).isEmpty());
    CompletableFuture<Reply> waiting =
        a.mesh
            .exchange()
            .request("echo", "back", new byte[] {7}, RequestOptions.DEFAULT.withTarget(b.id()));
    lab.board.sayGone(b.id());
    b.plug();

    assertThat(waiting.get(10, TimeUnit.SECONDS).from()).isEqualTo(b.id());
  }

  private List<LinkInfo> linksTo(Lab.Member other) {
    return a.mesh.peers().find(other.id()).map(PeerInfo::links).orElse(List.of());
  }
}
