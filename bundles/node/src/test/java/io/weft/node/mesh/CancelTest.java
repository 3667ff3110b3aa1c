package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.exchange.Reply;
import io.weft.exchange.Request;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.ServiceMetrics;
import io.weft.node.directory.LocalService;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handlers whose callers do not wait any more. */
class CancelTest {
  private static final RequestOptions SHORT =
      RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(300));

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;

  /** The request that a handler has got. */
  private final AtomicReference<Request> got = new AtomicReference<>();

  private final AtomicInteger told = new AtomicInteger();

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    Lab.awaitConnected(a, b);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private LocalService offerWaiting(Lab.Member at, boolean nonBlocking) {
    return at.offer(
        "slow",
        "do",
        request -> {
          request.whenCancelled(told::incrementAndGet);
          got.set(request);
          return new CompletableFuture<>();
        },
        nonBlocking);
  }

  private CompletableFuture<Reply> ask(RequestOptions options) {
    return a.mesh.exchange().request("slow", "do", null, options);
  }

  private void awaitHandler() {
    Eventually.until("the handler has the request", Lab.SOON, () -> got.get() != null);
  }

  private void awaitTold() {
    Eventually.until("the handler was told", Lab.SOON, () -> told.get() > 0);
  }

  private static RequestException failure(CompletableFuture<Reply> answer) {
    return (RequestException)
        catchThrowableOfType(
                ExecutionException.class, () -> answer.get(Lab.SOON.toSeconds(), TimeUnit.SECONDS))
            .getCause();
  }

  @Test
  void theHandlerElsewhereIsToldThatItsCallerHasCancelled() {
    LocalService service = offerWaiting(b, true);
    a.awaitService("slow", 1);
    CompletableFuture<Reply> answer = ask(RequestOptions.DEFAULT);
    awaitHandler();
    assertThat(got.get().cancelled()).isFalse();

    answer.cancel(true);

    awaitTold();
    assertThat(got.get().cancelled()).isTrue();
    assertThat(told).hasValue(1);
    assertThat(service.metrics().outstanding()).as("the handler goes on").isEqualTo(1);
    ServiceMetrics here = a.mesh.directory().remote("slow").get(0).metrics();
    assertThat(here.outstanding()).as("nobody waits").isZero();
    assertThat(here.failures()).as("it was not the service that failed").isZero();
  }

  @Test
  void whoeverWantsToBeToldLateIsToldAtOnce() {
    offerWaiting(b, false);
    a.awaitService("slow", 1);
    CompletableFuture<Reply> answer = ask(RequestOptions.DEFAULT);
    awaitHandler();
    answer.cancel(true);
    awaitTold();

    got.get().whenCancelled(told::incrementAndGet);

    Eventually.until("the late one was told", Lab.SOON, () -> told.get() == 2);
  }

  @Test
  void theEndOfTheDeadlineTellsTheHandlerWithoutAMessage() {
    offerWaiting(b, true);
    a.awaitService("slow", 1);

    RequestException failure = failure(ask(SHORT));

    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
    awaitTold();
    assertThat(got.get().cancelled()).isTrue();
    assertThat(got.get().remaining()).isLessThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void onlyAThreadThatAskedForItIsInterrupted() throws Exception {
    CompletableFuture<String> asked = new CompletableFuture<>();
    CompletableFuture<String> other = new CompletableFuture<>();
    CountDownLatch never = new CountDownLatch(1);
    b.offer(
        "slow",
        "do",
        request -> {
          boolean asks = request.headers().get("interrupt").isPresent();
          if (asks) {
            request.interruptWhenCancelled();
          }
          request.whenCancelled(told::incrementAndGet);
          got.set(request);
          try {
            never.await();
            (asks ? asked : other).complete("released");
          } catch (InterruptedException e) {
            (asks ? asked : other).complete("interrupted");
            throw e;
          }
          return null;
        });
    a.awaitService("slow", 1);

    CompletableFuture<Reply> plain = ask(RequestOptions.DEFAULT);
    awaitHandler();
    plain.cancel(true);
    awaitTold();
    got.set(null);
    CompletableFuture<Reply> interruptible =
        ask(RequestOptions.DEFAULT.withHeader("interrupt", "yes"));
    awaitHandler();
    interruptible.cancel(true);

    assertThat(asked.get(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
    assertThat(other).isNotDone();
    never.countDown();
    assertThat(other.get(10, TimeUnit.SECONDS)).isEqualTo("released");
  }

  @Test
  void aHandlerThatIsInterruptedByItsDeadlineSaysSo() {
    b.offer(
        "slow",
        "do",
        request -> {
          request.interruptWhenCancelled();
          new CountDownLatch(1).await();
          return null;
        });
    a.awaitService("slow", 1);

    assertThat(failure(ask(SHORT)).reason()).isEqualTo(Reason.DEADLINE);
    Eventually.until(
        "the handler has ended",
        Lab.SOON,
        () -> b.mesh.directory().local().get(0).metrics().outstanding() == 0);
  }

  @Test
  void aHandlerOfThisProcessIsToldTheSame() {
    offerWaiting(a, false);
    CompletableFuture<Reply> answer = ask(RequestOptions.DEFAULT);

    answer.cancel(true);

    awaitTold();
    assertThat(got.get().cancelled()).isTrue();
    assertThat(failure(ask(SHORT)).reason()).isEqualTo(Reason.DEADLINE);
    Eventually.until("the handler was told again", Lab.SOON, () -> told.get() == 2);
  }

  @Test
  void aLocalHandlerThatIsInterruptedLeavesItsCallersThreadAsItWas() {
    a.offer(
        "slow",
        "do",
        request -> {
          request.interruptWhenCancelled();
          new CountDownLatch(1).await();
          return null;
        });

    RequestException failure = failure(ask(SHORT));

    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aRequestOfAHandlerEndsWithTheOneThatItAnswers() throws Exception {
    offerWaiting(b, true);
    CompletableFuture<Duration> left = new CompletableFuture<>();
    b.offer(
        "front",
        "do",
        request -> {
          left.complete(request.remaining());
          return b.mesh
              .exchange()
              .request("slow", "do", null, RequestOptions.DEFAULT.within(request))
              .thenApply(reply -> reply.as(byte[].class));
        });
    a.awaitService("front", 1);

    RequestException failure =
        failure(
            a.mesh.exchange().request("front", "do", null, SHORT.withHeader("tenant", "studio")));

    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
    awaitTold();
    assertThat(left.get(10, TimeUnit.SECONDS)).isLessThanOrEqualTo(Duration.ofMillis(300));
    assertThat(got.get().headers().get("tenant")).contains("studio");
  }

  @Test
  void nothingIsSentWithinARequestWhoseTimeIsUp() {
    offerWaiting(b, true);
    a.awaitService("slow", 1);
    ask(SHORT);
    awaitHandler();
    awaitTold();

    RequestException failure =
        failure(
            b.mesh
                .exchange()
                .request("slow", "do", null, RequestOptions.DEFAULT.within(got.get())));

    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
  }

  private boolean echoes() {
    return a.mesh
        .exchange()
        .request("echo", "back", new byte[3])
        .handle((reply, failure) -> failure == null && reply.as(byte[].class).length == 3)
        .join();
  }

  @Test
  void aFloodOfCancelledRequestsLeavesNothingBehind() throws Exception {
    LocalService service =
        b.offer(
            "slow",
            "do",
            request -> {
              CompletableFuture<Object> ended = new CompletableFuture<>();
              request.whenCancelled(() -> ended.complete(null));
              return ended;
            },
            true);
    b.offer("echo", "back", request -> request.as(byte[].class));
    a.awaitService("slow", 1);
    a.awaitService("echo", 1);

    for (int i = 0; i < 20_000; i++) {
      ask(RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(2))).cancel(false);
    }

    // Of many cancels at once the peer is told only some: the limit of requests may be reached.
    Eventually.until("another request, behind all of them, is answered", Lab.SOON, this::echoes);
    Eventually.until(
        "all handlers have ended, the last by their deadlines",
        Lab.SOON,
        () -> service.metrics().outstanding() == 0);
    assertThat(a.mesh.directory().remote("slow").get(0).metrics().outstanding()).isZero();
  }
}
