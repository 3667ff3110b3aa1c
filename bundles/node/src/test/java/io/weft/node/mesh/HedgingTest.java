package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.failure;
import static io.weft.node.mesh.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.ApplicationException;
import io.weft.exchange.Handler;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Hedging;
import io.weft.exchange.ServiceDescription;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A second node is asked when the first one is slow. */
class HedgingTest {
  private static final RequestOptions HEDGED =
      RequestOptions.DEFAULT.with(new Hedging(Optional.of(Duration.ofMillis(20))));

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;
  private Lab.Member c;
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeEach
  void threeNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    c = lab.start("c");
    Lab.awaitConnected(a, b);
    Lab.awaitConnected(a, c);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** The first call of all is not answered, whichever node it reaches. */
  private void offerThatIsSlowAtFirst(Set<String> idempotent) {
    offer(
        idempotent,
        request -> asked.getAndIncrement() == 0 ? new CompletableFuture<>() : new byte[] {1});
  }

  private void offer(Set<String> idempotent, Handler handler) {
    for (Lab.Member each : List.of(b, c)) {
      each.offer(
          new ServiceDescription("count", "1.0.0", "", Set.of("get"), List.of(), idempotent, ""),
          handler,
          false);
    }
    a.awaitService("count", 2);
  }

  private int outstanding() {
    return a.mesh.directory().remote("count").stream()
        .mapToInt(each -> each.metrics().outstanding())
        .sum();
  }

  @Test
  void theSecondNodeAnswersAndTheFirstIsNotWaitedFor() throws Exception {
    offerThatIsSlowAtFirst(Set.of("get"));

    Reply reply = get(a.mesh.exchange().request("count", "get", null, HEDGED));

    assertThat(reply.as(byte[].class)).hasSize(1);
    assertThat(asked).hasValue(2);
    Eventually.until("nothing is under way", Lab.SOON, () -> outstanding() == 0);
  }

  @Test
  void theNodeThatWasTooSlowIsToldToStop() throws Exception {
    AtomicInteger told = new AtomicInteger();
    offer(
        Set.of("get"),
        request -> {
          if (asked.getAndIncrement() > 0) {
            return new byte[] {1};
          }
          request.whenCancelled(told::incrementAndGet);
          return new CompletableFuture<>();
        });

    get(a.mesh.exchange().request("count", "get", null, HEDGED));

    Eventually.until("the first handler is told", Lab.SOON, () -> told.get() == 1);
  }

  @Test
  void whatMayNotRunTwiceIsAskedOnce() {
    offerThatIsSlowAtFirst(Set.of());

    RequestException failure =
        failure(
            a.mesh
                .exchange()
                .request("count", "get", null, HEDGED.withDeadline(Duration.ofMillis(200))));

    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(asked).hasValue(1);
  }

  @Test
  void aQuickAnswerAsksNobodyElse() throws Exception {
    asked.set(1);
    offerThatIsSlowAtFirst(Set.of("get"));

    for (int i = 0; i < 50; i++) {
      get(
          a.mesh
              .exchange()
              .request(
                  "count",
                  "get",
                  null,
                  RequestOptions.DEFAULT.with(new Hedging(Optional.of(Duration.ofSeconds(5))))));
    }

    assertThat(asked).hasValue(51);
  }

  @Test
  void whatCallsUsuallyTakeIsLearned() throws Exception {
    asked.set(1);
    offerThatIsSlowAtFirst(Set.of("get"));
    RequestOptions usual = RequestOptions.DEFAULT.with(Hedging.OF_THE_SLOWEST);
    for (int i = 0; i < 32; i++) {
      get(a.mesh.exchange().request("count", "get", null, usual));
    }
    asked.set(0);

    get(a.mesh.exchange().request("count", "get", null, usual));

    assertThat(asked).hasValue(2);
  }

  @Test
  void anErrorOfTheApplicationIsAnAnswer() {
    for (Lab.Member each : List.of(b, c)) {
      each.offer(
          new ServiceDescription("count", "1.0.0", "", Set.of("get"), List.of(), Set.of("get"), ""),
          request -> {
            asked.incrementAndGet();
            throw new ApplicationException("empty", "nothing was counted");
          },
          false);
    }
    a.awaitService("count", 2);

    assertThatThrownBy(() -> get(a.mesh.exchange().request("count", "get", null, HEDGED)))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(ApplicationException.class);
    assertThat(asked).hasValue(1);
  }

  @Test
  void ifNeitherAnswersTheDeadlineEndsBoth() {
    Handler never = request -> new CompletableFuture<>();
    for (Lab.Member each : List.of(b, c)) {
      each.offer(
          new ServiceDescription("count", "1.0.0", "", Set.of("get"), List.of(), Set.of("get"), ""),
          never,
          false);
    }
    a.awaitService("count", 2);

    RequestException failure =
        failure(
            a.mesh
                .exchange()
                .request("count", "get", null, HEDGED.withDeadline(Duration.ofMillis(200))));

    assertThat(failure.reason()).isEqualTo(RequestException.Reason.DEADLINE);
    Eventually.until("nothing is under way", Lab.SOON, () -> outstanding() == 0);
  }

  @Test
  void cancellingItCancelsBoth() {
    Handler never =
        request -> {
          asked.incrementAndGet();
          return new CompletableFuture<>();
        };
    for (Lab.Member each : List.of(b, c)) {
      each.offer(
          new ServiceDescription("count", "1.0.0", "", Set.of("get"), List.of(), Set.of("get"), ""),
          never,
          false);
    }
    a.awaitService("count", 2);
    CompletableFuture<Reply> answer = a.mesh.exchange().request("count", "get", null, HEDGED);
    Eventually.until("both are asked", Lab.SOON, () -> asked.get() == 2);

    assertThat(answer.cancel(true)).isTrue();

    assertThat(outstanding()).isZero();
  }

  @Test
  void aNegativePauseIsRefused() {
    assertThatThrownBy(() -> new Hedging(Optional.of(Duration.ofMillis(-1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-0.001S");
  }
}
