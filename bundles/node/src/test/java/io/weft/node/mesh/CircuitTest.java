package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.failure;
import static io.weft.node.mesh.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.LoadBalancer;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.node.router.CallRules;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that does not answer is given a rest, one that is slow does not take all places. */
class CircuitTest {
  private static final RequestOptions SHORT =
      RequestOptions.DEFAULT.withDeadline(Duration.ofMillis(100));

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;
  private final AtomicBoolean answers = new AtomicBoolean();
  private final AtomicInteger asked = new AtomicInteger();

  @BeforeEach
  void twoNodes() {
    lab = new Lab(folder);
    a = lab.start("a");
    b = lab.start("b");
    Lab.awaitConnected(a, b);
    b.offer(
        "stone",
        "ask",
        request -> {
          asked.incrementAndGet();
          return answers.get() ? null : new CompletableFuture<>();
        });
    b.offer("echo", "back", request -> null);
    a.awaitService("stone", 1);
    a.awaitService("echo", 1);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  private void rules(int failures, Duration rest, int outstanding) {
    a.calls.change(
        new CallRules.Values(LoadBalancer.ROUND_ROBIN, List.of(), 20, failures, rest, outstanding));
  }

  private CompletableFuture<Reply> ask() {
    return a.mesh.exchange().request("stone", "ask", null, SHORT);
  }

  @Test
  void afterEnoughFailuresInARowNothingIsSentForAWhileAndOtherServicesGoOn() throws Exception {
    rules(3, Duration.ofMinutes(1), 100);
    for (int i = 0; i < 3; i++) {
      assertThat(failure(ask()).retrySafe()).isFalse();
    }

    RequestException spared = failure(ask());

    assertThat(asked).hasValue(3);
    assertThat(spared.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(spared.retrySafe()).isTrue();
    assertThat(spared.peer()).contains(b.id());
    assertThat(spared)
        .hasMessageContaining("after 3 requests in a row that it did not answer")
        .hasMessageContaining("breaker_rest_ms");
    get(a.mesh.exchange().request("echo", "back", null));
  }

  @Test
  void anotherNodeGetsTheCallsMeanwhile() throws Exception {
    rules(3, Duration.ofMinutes(1), 100);
    for (int i = 0; i < 3; i++) {
      failure(ask());
    }
    Lab.Member c = lab.start("c");
    c.offer("stone", "ask", request -> null);
    a.awaitService("stone", 2);
    Lab.awaitConnected(a, c);

    for (int i = 0; i < 10; i++) {
      assertThat(get(a.mesh.exchange().request("stone", "ask", null)).from()).isEqualTo(c.id());
    }
  }

  @Test
  void afterTheRestOneCallDecidesAndAnAnswerEndsIt() {
    rules(3, Duration.ofMillis(100), 100);
    for (int i = 0; i < 3; i++) {
      failure(ask());
    }
    answers.set(true);

    Eventually.until("it is asked again", Lab.SOON, () -> !failed(ask()));
    for (int i = 0; i < 10; i++) {
      assertThat(failed(ask())).isFalse();
    }
  }

  private static boolean failed(CompletableFuture<Reply> answer) {
    Eventually.until("it has ended", Lab.SOON, answer::isDone);
    return answer.isCompletedExceptionally();
  }

  @Test
  void answersInBetweenKeepItClosed() throws Exception {
    rules(3, Duration.ofMinutes(1), 100);
    for (int i = 0; i < 3; i++) {
      answers.set(false);
      failure(ask());
      failure(ask());
      answers.set(true);
      get(a.mesh.exchange().request("stone", "ask", null));
    }
  }

  @Test
  void aSlowServiceTakesOnlyItsPlacesAndSaysHowMany() throws Exception {
    rules(0, Duration.ofMinutes(1), 5);
    List<CompletableFuture<Reply>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(a.mesh.exchange().request("stone", "ask", null));
    }

    RequestException failure = failure(a.mesh.exchange().request("stone", "ask", null));

    assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(failure.retrySafe()).isTrue();
    assertThat(failure)
        .hasMessageContaining("5 requests to it")
        .hasMessageContaining("outstanding_per_service");
    get(a.mesh.exchange().request("echo", "back", null));
    waiting.forEach(each -> each.cancel(false));
  }

  @Test
  void aDeadlineBeyondAllMeasureIsCut() throws Exception {
    RequestOptions patient =
        RequestOptions.DEFAULT.withDeadline(Duration.ofSeconds(Long.MAX_VALUE));

    get(a.mesh.exchange().request("echo", "back", null, patient));
  }
}
