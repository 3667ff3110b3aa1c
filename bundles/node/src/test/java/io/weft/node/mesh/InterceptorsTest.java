package io.weft.node.mesh;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Ending;
import io.weft.exchange.Ending.How;
import io.weft.exchange.Intercepted;
import io.weft.exchange.Interceptor;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Those who see each request, between whole nodes. */
class InterceptorsTest {
  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger ran = new AtomicInteger();

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer(
        "echo",
        "back",
        request -> {
          ran.incrementAndGet();
          return request.headers().get("mark").orElse("").getBytes(UTF_8);
        });
    b.offer(
        "bad",
        "do",
        request -> {
          throw new ApplicationException(
              "no_such_user", "nobody is called ada", Map.of("user", "ada"));
        });
    a.awaitService("echo", 1);
    a.awaitService("bad", 1);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** Notes what it sees under a name, and marks the request. */
  private final class Noting implements Interceptor {
    private final String name;

    Noting(String name) {
      this.name = name;
    }

    @Override
    public Watch asking(Intercepted request) {
      request.headers(
          request.headers().with("mark", request.headers().get("mark").orElse("") + name));
      return note("asking", request);
    }

    @Override
    public Watch serving(Intercepted request) {
      return note("serving", request);
    }

    private Watch note(String side, Intercepted request) {
      String what = name + " " + side + " " + request.path();
      seen.add(what);
      return ending -> seen.add(what + " " + ending.how() + " " + ending.code());
    }
  }

  /** Refuses, or fails, as it is told. */
  private record Throwing(RuntimeException thrown, boolean asking) implements Interceptor {
    @Override
    public Watch asking(Intercepted request) {
      if (asking) {
        throw thrown;
      }
      return Watch.NOBODY;
    }

    @Override
    public Watch serving(Intercepted request) {
      if (!asking) {
        throw thrown;
      }
      return Watch.NOBODY;
    }
  }

  private static Throwable failure(CompletableFuture<Reply> answer) {
    return catchThrowableOfType(
            ExecutionException.class, () -> answer.get(Lab.SOON.toSeconds(), TimeUnit.SECONDS))
        .getCause();
  }

  private CompletableFuture<Reply> ask(String path, String action) {
    return a.mesh.exchange().request(path, action, null);
  }

  private String askedMark() throws Exception {
    return new String(ask("echo", "back").get(10, TimeUnit.SECONDS).as(byte[].class), UTF_8);
  }

  private void awaitSeen(int count) {
    Eventually.until(count + " were noted", Lab.SOON, () -> seen.size() >= count);
  }

  @Test
  void theHigherRankingComesFirstOnTheWayInAndLastOnTheWayBack() throws Exception {
    a.mesh.interceptors().add(new Noting("2"), 2);
    a.mesh.interceptors().add(new Noting("9"), 9);
    a.mesh.interceptors().add(new Noting("5"), 5);

    assertThat(askedMark()).as("what they add travels to the handler").isEqualTo("952");

    assertThat(seen)
        .containsExactly(
            "9 asking echo",
            "5 asking echo",
            "2 asking echo",
            "2 asking echo ANSWERED ",
            "5 asking echo ANSWERED ",
            "9 asking echo ANSWERED ");
  }

  @Test
  void theServingSideSeesTheRequestAndHowItEnded() throws Exception {
    b.mesh.interceptors().add(new Noting("b"), 0);

    askedMark();
    awaitSeen(2); // the answer may be here before the other side has noted that it was one
    failure(ask("bad", "do"));

    awaitSeen(4);
    assertThat(seen)
        .containsExactly(
            "b serving echo",
            "b serving echo ANSWERED ",
            "b serving bad",
            "b serving bad ERROR no_such_user");
  }

  @Test
  void aRequestWithinTheProcessIsSeenOnBothSides() throws Exception {
    a.offer("here", "do", request -> request.headers().get("mark").orElse("none"));
    a.mesh.interceptors().add(new Noting("x"), 0);

    String mark = ask("here", "do").get(10, TimeUnit.SECONDS).as(String.class);

    assertThat(mark).isEqualTo("x");
    assertThat(seen)
        .containsExactly(
            "x asking here",
            "x serving here",
            "x serving here ANSWERED ",
            "x asking here ANSWERED ");
  }

  @Test
  void whoIsTakenOutSeesNothingMoreNotEvenAnEnding() throws Exception {
    b.offer("slow", "do", request -> new CompletableFuture<>());
    a.awaitService("slow", 1);
    Noting noting = new Noting("x");
    a.mesh.interceptors().add(noting, 0);
    CompletableFuture<Reply> slow = ask("slow", "do");

    a.mesh.interceptors().remove(noting);
    slow.cancel(true);
    askedMark();

    assertThat(seen).containsExactly("x asking slow");
  }

  @Test
  void aCancelledRequestIsSeenToEnd() {
    b.offer("slow", "do", request -> new CompletableFuture<>());
    a.awaitService("slow", 1);
    a.mesh.interceptors().add(new Noting("x"), 0);

    ask("slow", "do").cancel(true);

    assertThat(seen).containsExactly("x asking slow", "x asking slow CANCELLED ");
  }

  @Test
  void aRequestThatFindsNobodyIsSeenToFail() {
    a.mesh.interceptors().add(new Noting("x"), 0);

    failure(ask("no/such", "thing"));

    assertThat(seen).containsExactly("x asking no/such", "x asking no/such FAILED no_service");
  }

  @Test
  void refusingWithACodeReachesTheCallerAndNoHandlerRuns() {
    ApplicationException refusal =
        new ApplicationException("quota", "no calls are left today", Map.of("left", "0"));
    b.mesh.interceptors().add(new Noting("first"), 1);
    b.mesh.interceptors().add(new Throwing(refusal, false), 0);

    ApplicationException error = (ApplicationException) failure(ask("echo", "back"));

    assertThat(error.code()).isEqualTo("quota");
    assertThat(error).hasMessage("no calls are left today");
    assertThat(error.details()).isEqualTo(Map.of("left", "0"));
    assertThat(ran).hasValue(0);
    awaitSeen(2);
    assertThat(seen).containsExactly("first serving echo", "first serving echo ERROR quota");
  }

  @Test
  void refusingBeforeARequestIsMadeSendsNothing() {
    ApplicationException refusal = new ApplicationException("offline", "not now");
    a.mesh.interceptors().add(new Throwing(refusal, true), 0);

    assertThat(failure(ask("echo", "back"))).isSameAs(refusal);
    assertThat(ran).hasValue(0);
  }

  @Test
  void oneThatFailsLetsNothingThroughOnEitherSide() throws Exception {
    Interceptor broken = new Throwing(new IllegalStateException("secret details"), true);
    Interceptor brokenThere = new Throwing(new IllegalStateException("secret details"), false);
    a.mesh.interceptors().add(broken, 0);
    ApplicationException here = (ApplicationException) failure(ask("echo", "back"));
    a.mesh.interceptors().remove(broken);
    b.mesh.interceptors().add(brokenThere, 0);
    ApplicationException there = (ApplicationException) failure(ask("echo", "back"));
    b.mesh.interceptors().remove(brokenThere);

    assertThat(here.code()).isEqualTo(ApplicationException.INTERNAL);
    assertThat(here).hasMessageContaining("interceptor").hasMessageNotContaining("secret");
    assertThat(there.code()).isEqualTo(ApplicationException.INTERNAL);
    assertThat(there).hasMessageContaining("interceptor").hasMessageNotContaining("secret");
    assertThat(ran).hasValue(0);
    assertThat(askedMark()).isEmpty();
  }

  @Test
  void oneThatFailsWhenItIsToldOfTheEndHarmsNobody() throws Exception {
    Interceptor clumsy =
        new Interceptor() {
          @Override
          public Watch asking(Intercepted request) {
            return ending -> {
              throw new IllegalStateException("a test");
            };
          }
        };
    a.mesh.interceptors().add(new Noting("x"), 1);
    a.mesh.interceptors().add(clumsy, 0);

    assertThat(askedMark()).isEqualTo("x");
    Eventually.until(
        "the other one is told of the end",
        Lab.SOON,
        () -> seen.equals(List.of("x asking echo", "x asking echo ANSWERED ")));
  }

  @Test
  void theTimeOfASlowOneIsTheRequests() {
    Interceptor slow =
        new Interceptor() {
          @Override
          public Watch asking(Intercepted request) {
            while (request.remaining().toNanos() > 0) {
              LockSupport.parkNanos(1_000_000);
            }
            return Watch.NOBODY;
          }
        };
    a.mesh.interceptors().add(slow, 0);

    RequestException failure =
        (RequestException)
            failure(
                a.mesh
                    .exchange()
                    .request(
                        "echo",
                        "back",
                        null,
                        RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(50))));

    assertThat(failure.reason()).isEqualTo(Reason.DEADLINE);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(ran).hasValue(0);
  }

  @Test
  void aHandlerIsNotCalledWhenASlowOneHasUsedUpTheTime() {
    Interceptor slow =
        new Interceptor() {
          @Override
          public Watch serving(Intercepted request) {
            while (request.remaining().toNanos() > 0) {
              LockSupport.parkNanos(1_000_000);
            }
            return ending -> seen.add(ending.how() + " " + ending.code());
          }
        };
    b.mesh.interceptors().add(slow, 0);

    failure(
        a.mesh
            .exchange()
            .request(
                "echo", "back", null, RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(50))));

    awaitSeen(1);
    assertThat(seen.get(0)).startsWith(How.FAILED.name());
    assertThat(ran).hasValue(0);
  }

  @Test
  void headersCannotBeChangedLater() throws Exception {
    CompletableFuture<Intercepted> kept = new CompletableFuture<>();
    a.mesh
        .interceptors()
        .add(
            new Interceptor() {
              @Override
              public Watch asking(Intercepted request) {
                kept.complete(request);
                return Watch.NOBODY;
              }
            },
            0);
    askedMark();

    assertThatThrownBy(() -> kept.join().headers(kept.join().headers().with("late", "x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("echo back");
  }

  @Test
  void manyAtOnceWhileInterceptorsComeAndGo() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger ended = new AtomicInteger();
    Interceptor counting =
        new Interceptor() {
          @Override
          public Watch asking(Intercepted request) {
            begun.incrementAndGet();
            return (Ending ending) -> ended.incrementAndGet();
          }
        };
    List<CompletableFuture<Reply>> answers = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 500; i++) {
      Noting other = new Noting("");
      a.mesh.interceptors().add(other, i % 3);
      if (i == 100) {
        a.mesh.interceptors().add(counting, 1);
      }
      answers.add(ask("echo", "back"));
      a.mesh.interceptors().remove(other);
    }
    for (CompletableFuture<Reply> answer : answers) {
      answer.get(10, TimeUnit.SECONDS);
    }

    assertThat(begun).hasValue(400);
    Eventually.until("all have ended", Lab.SOON, () -> ended.get() == 400);
  }
}
