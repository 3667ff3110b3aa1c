package io.weft.node.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.node.directory.LocalService;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests between whole nodes. */
class RequestsTest {
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
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private static Reply get(CompletableFuture<Reply> answer) throws Exception {
    return answer.get(Lab.SOON.toSeconds(), TimeUnit.SECONDS);
  }

  private static RequestException failure(CompletableFuture<Reply> answer) {
    return (RequestException)
        catchThrowableOfType(ExecutionException.class, () -> get(answer)).getCause();
  }

  private static ApplicationException error(CompletableFuture<Reply> answer) {
    return (ApplicationException)
        catchThrowableOfType(ExecutionException.class, () -> get(answer)).getCause();
  }

  @Test
  void theOtherNodeAnswers() throws Exception {
    b.offer("echo", "back", request -> request.as(byte[].class));
    a.awaitService("echo", 1);

    Reply reply = get(a.mesh.exchange().request("echo", "back", new byte[] {1, 2, 3}));

    assertThat(reply.as(byte[].class)).containsExactly(1, 2, 3);
    assertThat(reply.from()).isEqualTo(b.id());
  }

  @Test
  void aLocalHandlerGetsTheVeryObjectsAndComesFirst() throws Exception {
    Object params = new Object();
    Object result = new Object();
    a.offer("pair", "swap", request -> request.as(Object.class) == params ? result : "other");
    b.offer("pair", "swap", request -> "elsewhere");
    a.awaitService("pair", 1);

    Reply reply = get(a.mesh.exchange().request("pair", "swap", params));

    assertThat(reply.as(Object.class)).isSameAs(result);
    assertThat(reply.from()).isEqualTo(a.id());
  }

  @Test
  void aTargetIsAskedEvenIfALocalHandlerExists() throws Exception {
    a.offer("who", "are", request -> new byte[] {'a'});
    b.offer("who", "are", request -> new byte[] {'b'});
    a.awaitService("who", 1);

    Reply reply =
        get(
            a.mesh
                .exchange()
                .request("who", "are", null, RequestOptions.DEFAULT.withTarget(b.id())));

    assertThat(reply.as(byte[].class)).containsExactly('b');
  }

  @Test
  void severalNodesTakeTurns() throws Exception {
    Lab.Member c = lab.start("c");
    b.offer("work", "do", request -> new byte[] {'b'});
    c.offer("work", "do", request -> new byte[] {'c'});
    a.awaitService("work", 2);

    int byB = 0;
    for (int i = 0; i < 10; i++) {
      if (get(a.mesh.exchange().request("work", "do", null)).from().equals(b.id())) {
        byB++;
      }
    }

    // The list of nodes may be told anew in between: then the turns begin again.
    assertThat(byB).isBetween(4, 6);
  }

  @Test
  void theNextNodeIsAskedWhenTheFirstOfOneHasNoHandlerAnyMore() throws Exception {
    Lab.Member c = lab.start("c");
    LocalService leaving = b.offer("work", "do", request -> new byte[] {'b'});
    c.offer("work", "do", request -> new byte[] {'c'});
    a.awaitService("work", 2);

    Set<Object> answeredBy = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      if (i == 100) {
        b.mesh.remove(leaving); // some requests arrive there before the news reaches a
      }
      answeredBy.add(get(a.mesh.exchange().request("work", "do", null)).from());
    }

    assertThat(answeredBy).containsExactlyInAnyOrder(b.id(), c.id());
  }

  @Test
  void anUnknownPathSaysWhoWasLookedAtAndThatTryingAgainIsSafe() {
    b.offer("echo", "back", request -> null);
    a.awaitService("echo", 1);

    RequestException failure = failure(a.mesh.exchange().request("no/such", "thing", null));

    assertThat(failure.reason()).isEqualTo(Reason.NO_SERVICE);
    assertThat(failure.retrySafe()).isTrue();
    assertThat(failure)
        .hasMessageContaining("\"no/such\"")
        .hasMessageContaining(b.id().shortText());
  }

  @Test
  void anUnknownActionNamesThoseThereAre() {
    b.offer("echo", "back", request -> null);
    a.awaitService("echo", 1);

    RequestException failure = failure(a.mesh.exchange().request("echo", "forth", null));

    assertThat(failure.reason()).isEqualTo(Reason.NO_ACTION);
    assertThat(failure).hasMessageContaining("\"forth\"").hasMessageContaining("back");
  }

  @Test
  void aDeadlineOfZeroSendsNothing() {
    AtomicInteger asked = new AtomicInteger();
    b.offer("echo", "back", request -> asked.incrementAndGet());
    a.awaitService("echo", 1);

    RequestException failure =
        failure(
            a.mesh
                .exchange()
                .request("echo", "back", null, RequestOptions.DEFAULT.withDeadline(Duration.ZERO)));

    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(asked).hasValue(0);
  }

  @Test
  void aHandlerThatNeverAnswersEndsWithTheDeadlineAsUnknown() {
    b.offer("stone", "ask", request -> new CompletableFuture<>());
    a.awaitService("stone", 1);

    RequestException failure =
        failure(
            a.mesh
                .exchange()
                .request(
                    "stone",
                    "ask",
                    null,
                    RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(200))));

    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void aHandlerThatBlocksHoldsUpNobodyElse() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    b.offer(
        "slow",
        "wait",
        request -> {
          release.await();
          return null;
        });
    b.offer("echo", "back", request -> request.as(byte[].class));
    a.awaitService("slow", 1);
    a.awaitService("echo", 1);

    CompletableFuture<Reply> slow = a.mesh.exchange().request("slow", "wait", null);
    get(a.mesh.exchange().request("echo", "back", new byte[1]));
    assertThat(slow).isNotDone();
    release.countDown();

    assertThat(get(slow).from()).isEqualTo(b.id());
  }

  @Test
  void whatAHandlerThrowsComesBackAsAnError() {
    b.offer(
        "bad",
        "do",
        request -> {
          throw new ApplicationException("no_such_user", "nobody is called x");
        });
    b.offer(
        "worse",
        "do",
        request -> {
          throw new IllegalStateException("secret details");
        });
    a.awaitService("bad", 1);
    a.awaitService("worse", 1);

    ApplicationException told = error(a.mesh.exchange().request("bad", "do", null));
    ApplicationException hidden = error(a.mesh.exchange().request("worse", "do", null));

    assertThat(told.code()).isEqualTo("no_such_user");
    assertThat(told).hasMessage("nobody is called x");
    assertThat(hidden.code()).isEqualTo(ApplicationException.INTERNAL);
    assertThat(hidden).hasMessageNotContaining("secret");
  }

  @Test
  void aHandlerThatCannotBeLinkedIsAnErrorAtOnce() {
    Handler broken =
        request -> {
          throw new NoClassDefFoundError("gone/With/ItsBundle");
        };
    a.offer("here", "do", broken);
    b.offer("there", "do", broken);
    a.awaitService("there", 1);

    ApplicationException here = error(a.mesh.exchange().request("here", "do", null));
    ApplicationException there = error(a.mesh.exchange().request("there", "do", null));

    assertThat(here.code()).isEqualTo(ApplicationException.INTERNAL);
    assertThat(there.code()).isEqualTo(ApplicationException.INTERNAL);
    assertThat(there).hasMessageContaining("NoClassDefFoundError");
  }

  @Test
  void requestsUnderWayAtANodeThatStopsFailAsUnknownAtOnce() {
    CountDownLatch arrived = new CountDownLatch(1);
    b.offer(
        "never",
        "do",
        request -> {
          arrived.countDown();
          return new CompletableFuture<>();
        });
    a.awaitService("never", 1);
    CompletableFuture<Reply> asked = a.mesh.exchange().request("never", "do", null);
    Eventually.until("the handler runs", Lab.SOON, () -> arrived.getCount() == 0);

    b.mesh.close();

    Eventually.until("the request has ended", Lab.SOON, asked::isDone);
    RequestException failure = failure(asked);
    assertThat(failure.reason()).isEqualTo(Reason.LINK_LOST);
    assertThat(failure.retrySafe()).isFalse();
    assertThat(failure).hasMessageContaining("its node has stopped");
  }

  @Test
  void parametersThatNoCodecTakesAreNamed() {
    b.offer("echo", "back", request -> null);
    a.awaitService("echo", 1);

    RequestException failure = failure(a.mesh.exchange().request("echo", "back", new Object()));

    assertThat(failure.reason()).isEqualTo(Reason.NOT_ENCODABLE);
    assertThat(failure.retrySafe()).isTrue();
    assertThat(failure).hasMessageContaining("java.lang.Object");
  }

  @Test
  void aResultThatNoCodecTakesIsSaidToHaveRun() {
    b.offer("odd", "do", request -> new Object());
    a.awaitService("odd", 1);

    RequestException failure = failure(a.mesh.exchange().request("odd", "do", null));

    assertThat(failure.reason()).isEqualTo(Reason.NOT_ENCODABLE);
    assertThat(failure.retrySafe()).isFalse();
  }

  @Test
  void requestsAndResultsAboveTheLimitAreRefusedWithTheLimit() {
    int limit = a.mesh.settings().maxMessageSize();
    b.offer("echo", "back", request -> request.as(byte[].class));
    b.offer("big", "get", request -> new byte[limit]);
    a.awaitService("echo", 1);
    a.awaitService("big", 1);

    RequestException there = failure(a.mesh.exchange().request("echo", "back", new byte[limit]));
    RequestException back = failure(a.mesh.exchange().request("big", "get", null));

    assertThat(there.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(there.retrySafe()).isTrue();
    assertThat(there).hasMessageContaining(Integer.toString(limit));
    assertThat(back.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(back).hasMessageContaining(Integer.toString(limit));
  }

  @Test
  void largePayloadsComeThroughWhole() throws Exception {
    b.offer("echo", "back", request -> request.as(byte[].class));
    a.awaitService("echo", 1);
    byte[] large = new byte[1_000_000];
    for (int i = 0; i < large.length; i++) {
      large[i] = (byte) (i * 31);
    }

    assertThat(get(a.mesh.exchange().request("echo", "back", large)).as(byte[].class))
        .isEqualTo(large);
  }

  @Test
  void theHandlerSeesTheCallerAndWhatIsLeftOfTheDeadline() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    b.offer(
        "who",
        "asks",
        request -> {
          boolean inTime =
              !request.remaining().isNegative()
                  && request.remaining().compareTo(Duration.ofSeconds(3)) <= 0;
          seen.complete(request.caller() + " " + inTime);
          return null;
        });
    a.awaitService("who", 1);

    get(
        a.mesh
            .exchange()
            .request(
                "who", "asks", null, RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(3))));

    assertThat(seen).isCompletedWithValue(a.id() + " true");
  }

  @Test
  void aCancelledRequestIsForgotten() throws Exception {
    CompletableFuture<byte[]> later = new CompletableFuture<>();
    b.offer("slow", "do", request -> later);
    a.awaitService("slow", 1);

    CompletableFuture<Reply> answer = a.mesh.exchange().request("slow", "do", null);
    assertThat(answer.cancel(true)).isTrue();
    later.complete(new byte[1]);

    assertThat(answer).isCancelled();
    b.offer("echo", "back", request -> request.as(byte[].class));
    a.awaitService("echo", 1);
    assertThat(get(a.mesh.exchange().request("echo", "back", new byte[2])).as(byte[].class))
        .hasSize(2);
  }
}
