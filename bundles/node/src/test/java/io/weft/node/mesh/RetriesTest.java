package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.failure;
import static io.weft.node.mesh.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Handler;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.ServiceDescription;
import io.weft.node.limits.LimitValues;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a call when the node that was asked fails. */
class RetriesTest {
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
    c = lab.start("c");
    Lab.awaitConnected(a, b);
    Lab.awaitConnected(a, c);
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  /** Both offer get, which may run twice, and add, which may not. */
  private void offer(Lab.Member member, Handler handler) {
    member.offer(
        new ServiceDescription(
            "count", "1.0.0", "", Set.of("get", "add"), List.of(), Set.of("get"), ""),
        handler,
        false);
  }

  /** Asks b, and takes b away when its handler runs. */
  private CompletableFuture<Reply> askWhileTheFirstNodeDies(String action, RequestOptions options) {
    AtomicInteger arrived = new AtomicInteger();
    Handler never =
        request -> {
          arrived.incrementAndGet();
          return new CompletableFuture<>();
        };
    offer(b, never);
    a.awaitService("count", 1);
    CompletableFuture<Reply> answer = a.mesh.exchange().request("count", action, null, options);
    Eventually.until("the handler runs", Lab.SOON, () -> arrived.get() == 1);
    offer(c, request -> new byte[] {'c'});
    a.awaitService("count", 2);
    b.mesh.close();
    return answer;
  }

  @Test
  void whatMayRunTwiceIsAskedOfAnotherNodeWhenNobodyKnows() throws Exception {
    CompletableFuture<Reply> answer = askWhileTheFirstNodeDies("get", RequestOptions.DEFAULT);

    assertThat(get(answer).from()).isEqualTo(c.id());
  }

  @Test
  void whatMayNotRunTwiceFailsAndSaysWhere() {
    RequestException failure = failure(askWhileTheFirstNodeDies("add", RequestOptions.DEFAULT));

    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failure.reason()).isEqualTo(Reason.LINK_LOST);
    assertThat(failure.peer()).contains(b.id());
    assertThat(failure.link()).hasValueSatisfying(uri -> assertThat(uri).hasScheme("mem"));
    assertThat(failure.tries())
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.node()).isEqualTo(b.id());
              assertThat(each.outcome()).isEqualTo(Outcome.UNKNOWN);
              assertThat(each.reason()).isEqualTo(Reason.LINK_LOST);
            });
  }

  @Test
  void withoutRetriesNothingIsMadeAgain() {
    RequestOptions once = RequestOptions.DEFAULT.withRetries(0);

    assertThat(failure(askWhileTheFirstNodeDies("get", once)).peer()).contains(b.id());
  }

  @Test
  void ifTheLastNodeRefusesItIsStillUnknownWhetherTheFirstHasRunIt() {
    c.rules.change("**: nobody", "everyone");

    RequestException failure = failure(askWhileTheFirstNodeDies("get", RequestOptions.DEFAULT));

    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failure.tries())
        .extracting(RequestException.Try::node)
        .containsExactly(b.id(), c.id());
    assertThat(failure.tries())
        .extracting(RequestException.Try::outcome)
        .containsExactly(Outcome.UNKNOWN, Outcome.NOT_SENT);
    assertThat(failure).hasMessageContaining("may have been carried out");
  }

  @Test
  void whatWasRefusedGoesToTheNextNodeUnlessNoRetriesAreWanted() throws Exception {
    b.rules.change("**: nobody", "everyone");
    offer(b, request -> null);
    offer(c, request -> null);
    a.awaitService("count", 2);

    for (int i = 0; i < 10; i++) {
      assertThat(get(a.mesh.exchange().request("count", "add", null)).from()).isEqualTo(c.id());
    }
    int refused = 0;
    for (int i = 0; i < 10; i++) {
      CompletableFuture<Reply> once =
          a.mesh.exchange().request("count", "add", null, RequestOptions.DEFAULT.withRetries(0));
      Eventually.until("it has ended", Lab.SOON, once::isDone);
      refused += once.isCompletedExceptionally() ? 1 : 0;
    }

    assertThat(refused).as("in turn with the one that answers").isEqualTo(5);
  }

  @Test
  void nodesThatHaveTooMuchToDoAreNotFloodedWithRetries() {
    for (Lab.Member each : List.of(b, c)) {
      each.limits.change(requestsPerPeer(1));
      offer(each, request -> new CompletableFuture<>());
    }
    a.awaitService("count", 2);
    for (Lab.Member each : List.of(b, c)) { // from now on each has too much to do
      a.mesh.exchange().request("count", "add", null, RequestOptions.DEFAULT.withTarget(each.id()));
    }
    int calls = 200;
    int tries = 0;
    for (int i = 0; i < calls; i++) {
      RequestException failure = failure(a.mesh.exchange().request("count", "add", null));
      assertThat(failure.reason()).isEqualTo(Reason.OVERLOADED);
      assertThat(failure.retrySafe()).isTrue();
      tries += failure.tries().stream().mapToInt(each -> wasAsked(each) ? 1 : 0).sum();
    }

    // 20 of 100 calls and 10 more; that the nodes are given a rest makes it less.
    assertThat(tries).isLessThanOrEqualTo(calls + calls / 5 + 10 + 2);
  }

  private static boolean wasAsked(RequestException.Try each) {
    return !each.how().contains("given a rest");
  }

  static LimitValues requestsPerPeer(int most) {
    LimitValues d = LimitValues.DEFAULT;
    return new LimitValues(
        d.connectionsAMinute(),
        d.connectionsAMinutePerAddress(),
        d.connectionsAMinutePerRange(),
        d.connectionsPerAddress(),
        d.connectionsPerRange(),
        d.localConnectionsAMinute(),
        d.localConnections(),
        d.handshakes(),
        d.handshakesPerAddress(),
        d.framesASecond(),
        d.discoveryPacketsASecond(),
        most);
  }

  @Test
  void numbersThatMakeNoSenseAreRefusedAtOnce() {
    assertThatThrownBy(() -> RequestOptions.DEFAULT.withRetries(10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("retries is 10 (0 to 9)");
    assertThatThrownBy(() -> RequestOptions.DEFAULT.withPriority(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("priority is -1 (0 to 9)");
  }

  @Test
  void aCancelledCallIsNotUnderWayAnyMore() throws Exception {
    offer(b, request -> new CompletableFuture<>());
    a.awaitService("count", 1);

    a.mesh.exchange().request("count", "add", null).cancel(false);

    assertThat(a.mesh.directory().remote("count").get(0).metrics().outstanding()).isZero();
    assertThat(a.mesh.directory().remote("count").get(0).metrics().failures()).isZero();
  }
}
