package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.badOption;
import static io.weft.node.mesh.Answers.bytes;
import static io.weft.node.mesh.Answers.failure;
import static io.weft.node.mesh.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Gathered;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One request to all who offer it. */
class GatheringTest {
  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;
  private Lab.Member c;

  @BeforeEach
  void threeNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    c = lab.start("c", settings -> new Altered(settings).roles("gpu").settings());
    Lab.awaitConnected(a, b);
    Lab.awaitConnected(a, c);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private CompletableFuture<Gathered> ask(RequestOptions options) {
    return a.mesh.exchange().requestAll("state", "get", bytes("now"), options);
  }

  @Test
  void allAnswersAreCollectedByNodeThisOneIncluded() throws Exception {
    for (Lab.Member each : new Lab.Member[] {a, b, c}) {
      each.offer("state", "get", request -> request.as(byte[].class));
    }
    a.awaitService("state", 2);

    Gathered all = get(ask(RequestOptions.DEFAULT));

    assertThat(all.failures()).isEmpty();
    assertThat(all.answers()).containsOnlyKeys(a.id(), b.id(), c.id());
    assertThat(all.answers().values())
        .allSatisfy(reply -> assertThat(reply.as(byte[].class)).isEqualTo(bytes("now")));
    assertThat(all.answers()).allSatisfy((id, reply) -> assertThat(reply.from()).isEqualTo(id));
  }

  @Test
  void failuresStandBesideAnswers() throws Exception {
    a.offer(
        "state",
        "get",
        request -> {
          throw new ApplicationException("cold", "too cold");
        });
    b.offer("state", "get", request -> new CompletableFuture<>());
    c.offer("state", "get", request -> bytes("c"));
    a.awaitService("state", 2);

    Gathered all = get(ask(RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(300))));

    assertThat(all.answers()).containsOnlyKeys(c.id());
    assertThat(all.failures()).containsOnlyKeys(a.id(), b.id());
    assertThat(((ApplicationException) all.failures().get(a.id())).code()).isEqualTo("cold");
    RequestException late = (RequestException) all.failures().get(b.id());
    assertThat(late.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(late.outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aHandlerOfThisNodeThatBlocksIsNotWaitedForBeyondTheDeadline() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    a.offer(
        "state",
        "get",
        request -> {
          release.await();
          return null;
        });
    b.offer("state", "get", request -> bytes("b"));
    a.awaitService("state", 1);
    try {
      Gathered all = get(ask(RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(200))));

      assertThat(all.answers()).containsOnlyKeys(b.id());
      assertThat(all.failures().get(a.id()))
          .isInstanceOfSatisfying(
              RequestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE));
    } finally {
      release.countDown();
    }
  }

  @Test
  void roleAndTargetNarrowTheCircle() throws Exception {
    for (Lab.Member each : new Lab.Member[] {a, b, c}) {
      each.offer("state", "get", request -> null);
    }
    a.awaitService("state", 2);

    assertThat(get(ask(RequestOptions.DEFAULT.withRole("gpu"))).answers()).containsOnlyKeys(c.id());
    assertThat(get(ask(RequestOptions.DEFAULT.withTarget(b.id()))).answers())
        .containsOnlyKeys(b.id());
  }

  @Test
  void nobodyToAskIsAFailureThatSaysSo() {
    RequestException failure = failure(ask(RequestOptions.DEFAULT));

    assertThat(failure.reason()).isEqualTo(Reason.NO_SERVICE);
    assertThat(failure).hasMessageContaining("\"state\"");
  }

  @Test
  void badOptionsAreRefused() {
    b.offer("state", "get", request -> null);
    a.awaitService("state", 1);

    badOption(ask(RequestOptions.DEFAULT.withVersions("[2")));
    assertThat(failure(ask(RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(-1)))).reason())
        .isEqualTo(Reason.DEADLINE);
    RequestException odd =
        failure(a.mesh.exchange().requestAll("state", "get", new Object(), RequestOptions.DEFAULT));
    assertThat(odd.reason()).isEqualTo(Reason.NOT_ENCODABLE);
  }

  @Test
  void cancellingItForgetsAll() {
    b.offer("state", "get", request -> new CompletableFuture<>());
    c.offer("state", "get", request -> new CompletableFuture<>());
    a.awaitService("state", 2);
    CompletableFuture<Gathered> all = ask(RequestOptions.DEFAULT);
    Eventually.until("both are asked", Lab.SOON, () -> outstanding() == 2);

    all.cancel(true);

    Eventually.until("nobody is asked any more", Lab.SOON, () -> outstanding() == 0);
  }

  @Test
  void cancellingItTellsAllHandlers() {
    AtomicInteger ran = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    for (Lab.Member each : new Lab.Member[] {a, b, c}) {
      each.offer(
          "state",
          "get",
          request -> {
            request.whenCancelled(told::incrementAndGet);
            ran.incrementAndGet();
            return new CompletableFuture<>();
          });
    }
    a.awaitService("state", 2);
    CompletableFuture<Gathered> all = ask(RequestOptions.DEFAULT);
    Eventually.until("all three are asked", Lab.SOON, () -> ran.get() == 3);

    all.cancel(true);

    Eventually.until("all three are told", Lab.SOON, () -> told.get() == 3);
  }

  @Test
  void anInterceptorSeesItOnceAndWhatItAddsReachesAll() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    a.mesh.interceptors().add(noting(seen), 0);
    for (Lab.Member each : new Lab.Member[] {b, c}) {
      each.offer("state", "get", request -> bytes(request.headers().get("mark").orElse("none")));
    }
    a.awaitService("state", 2);

    Gathered all = get(ask(RequestOptions.DEFAULT));

    assertThat(all.answers().values())
        .hasSize(2)
        .allSatisfy(reply -> assertThat(reply.as(byte[].class)).isEqualTo(bytes("x")));
    Eventually.until(
        "it is told the end", Lab.SOON, () -> seen.equals(List.of("state", "ANSWERED ")));
  }

  @Test
  void anInterceptorIsToldOfTheFirstFailureIfNobodyAnswers() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    a.mesh.interceptors().add(noting(seen), 0);
    for (Lab.Member each : new Lab.Member[] {b, c}) {
      each.offer(
          "state",
          "get",
          request -> {
            throw new ApplicationException("cold", "too cold");
          });
    }
    a.awaitService("state", 2);

    assertThat(get(ask(RequestOptions.DEFAULT)).failures()).hasSize(2);

    Eventually.until(
        "it is told the end", Lab.SOON, () -> seen.equals(List.of("state", "ERROR cold")));
  }

  private static Interceptor noting(List<String> seen) {
    return new Interceptor() {
      @Override
      public Watch asking(Intercepted request) {
        seen.add(request.path());
        request.headers(request.headers().with("mark", "x"));
        return ending -> seen.add(ending.how() + " " + ending.code());
      }
    };
  }

  private int outstanding() {
    return a.mesh.directory().remote("state").stream()
        .mapToInt(each -> each.metrics().outstanding())
        .sum();
  }
}
