package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.badOption;
import static io.weft.node.mesh.Answers.failure;
import static io.weft.node.mesh.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Conversation;
import io.weft.exchange.LoadBalancer;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Hedging;
import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.router.CallRules;
import io.weft.testkit.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which node a conversation is opened with: as for requests, but for what may have begun. */
@Timeout(60)
class OpeningsChoiceTest {
  private static final RequestOptions LEAST =
      RequestOptions.DEFAULT.withBalancer(LoadBalancer.LEAST_OUTSTANDING);

  @TempDir Path folder;
  private Lab lab;
  private Lab.Member a;
  private Lab.Member b;
  private Lab.Member c;
  private final AtomicInteger begun = new AtomicInteger();

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

  /** Says its version, and waits for the other side to end. */
  private void offer(Lab.Member member, String version) {
    member.offer(
        new ServiceDescription("stage", version, "", Set.of("play"), List.of(), Set.of("play"), ""),
        request -> {
          begun.incrementAndGet();
          request.conversation().outgoing().send(Answers.bytes(version));
          return request.conversation().incoming().next().isPresent();
        },
        false);
  }

  private CompletableFuture<Conversation> open(RequestOptions options) {
    return a.mesh.exchange().open("stage", "play", null, options);
  }

  private String version(String range) throws Exception {
    try (Conversation talk = get(open(RequestOptions.DEFAULT.withVersions(range)))) {
      return new String(
          talk.incoming().next().orElseThrow().as(byte[].class), StandardCharsets.UTF_8);
    }
  }

  private int underWay() {
    return a.mesh.directory().remote("stage").stream()
        .mapToInt(each -> each.metrics().outstanding())
        .sum();
  }

  private void rules(int failures, int outstanding) {
    a.calls.change(
        new CallRules.Values(
            LoadBalancer.ROUND_ROBIN, List.of(), 20, failures, Duration.ofMinutes(1), outstanding));
  }

  @Test
  void conversationsCountWhereTheLeastBusyNodeIsAskedUntilTheyAreOver() throws Exception {
    offer(b, "1.0.0");
    offer(c, "1.0.0");
    a.awaitService("stage", 2);
    Conversation first = get(open(RequestOptions.DEFAULT.withTarget(b.id())));
    List<Conversation> others = new ArrayList<>();

    others.add(get(open(LEAST)));
    assertThat(others.get(0).peer()).isEqualTo(c.id());
    others.add(get(open(LEAST.withTarget(c.id()))));
    assertThat(get(open(LEAST)).peer()).as("one there, two here").isEqualTo(b.id());
    assertThat(underWay()).isEqualTo(4);

    first.close();
    others.forEach(Conversation::close);
    Eventually.until("one is left", Lab.SOON, () -> underWay() == 1);
    assertThat(get(open(LEAST)).peer()).isEqualTo(c.id());
  }

  @Test
  void conversationsTakeThePlacesOfAServiceAndGiveThemBack() throws Exception {
    offer(b, "1.0.0");
    a.awaitService("stage", 1);
    rules(0, 2);
    Conversation first = get(open(RequestOptions.DEFAULT));
    get(open(RequestOptions.DEFAULT));

    RequestException refused = failure(open(RequestOptions.DEFAULT));

    assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(refused.retrySafe()).isTrue();
    assertThat(refused)
        .hasMessageContaining("2 requests to it")
        .hasMessageContaining("outstanding_per_service");
    first.close();
    Eventually.until("a place is free", Lab.SOON, () -> underWay() == 1);
    get(open(RequestOptions.DEFAULT));
  }

  @Test
  void aNodeThatTimeAndAgainHasTooMuchToDoForOpeningsIsGivenARest() {
    offer(b, "1.0.0");
    a.awaitService("stage", 1);
    b.offer("stone", "ask", request -> new CompletableFuture<>());
    a.awaitService("stone", 1);
    b.limits.change(RetriesTest.requestsPerPeer(1));
    CompletableFuture<Reply> stone = a.mesh.exchange().request("stone", "ask", null);
    rules(3, 100);
    for (int i = 0; i < 3; i++) {
      assertThat(failure(open(RequestOptions.DEFAULT)).reason()).isEqualTo(Reason.OVERLOADED);
    }
    stone.cancel(false);

    RequestException spared = failure(open(RequestOptions.DEFAULT));

    assertThat(spared.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(spared.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(spared)
        .hasMessageContaining("after 3 requests in a row that it did not answer")
        .hasMessageContaining("breaker_rest_ms");
    assertThat(begun).hasValue(0);
  }

  @Test
  void anOpeningThatIsRefusedGoesToTheNextNode() throws Exception {
    b.rules.change("**: nobody", "everyone");
    offer(b, "1.0.0");
    offer(c, "1.0.0");
    a.awaitService("stage", 2);

    for (int i = 0; i < 6; i++) {
      assertThat(get(open(RequestOptions.DEFAULT)).peer()).isEqualTo(c.id());
    }
    Eventually.until("each began once", Lab.SOON, () -> begun.get() == 6);
  }

  @Test
  void oneThatIsAskedForWithHedgingBeginsOnce() throws Exception {
    offer(b, "1.0.0");
    offer(c, "1.0.0");
    a.awaitService("stage", 2);
    RequestOptions hedged = RequestOptions.DEFAULT.with(new Hedging(Optional.of(Duration.ZERO)));

    for (int i = 0; i < 20; i++) {
      try (Conversation talk = get(open(hedged))) {
        assertThat(talk.incoming().next()).isPresent();
      }
    }

    assertThat(begun).hasValue(20);
  }

  @Test
  void onlyVersionsInTheRangeAreAskedAndTheNewestOfThemRuns() throws Exception {
    offer(b, "1.0.0");
    offer(b, "1.4.0");
    offer(b, "2.1.0");
    offer(c, "2.0.0");
    a.awaitService("stage", 4);

    for (int i = 0; i < 4; i++) {
      assertThat(version("[1,2)")).isEqualTo("1.4.0");
      assertThat(version("[2,2.1)")).isEqualTo("2.0.0");
    }
    RequestException failure = failure(open(RequestOptions.DEFAULT.withVersions("[3,4)")));
    assertThat(failure.reason()).isEqualTo(Reason.NO_SERVICE);
    assertThat(failure).hasMessageContaining("in the range [3,4)");
  }

  @Test
  void theSameVersionsHoldInThisProcess() throws Exception {
    offer(a, "1.0.0");
    offer(a, "2.0.0");
    offer(b, "3.0.0");
    a.awaitService("stage", 1);

    assertThat(version("[1,2)")).isEqualTo("1.0.0");
    assertThat(version("[2,3)")).isEqualTo("2.0.0");
    assertThat(version("3")).isEqualTo("3.0.0");
  }

  @Test
  void aRoleNarrowsTheChoice() throws Exception {
    Lab.Member gpu = lab.start("gpu", s -> new Altered(s).roles("gpu").settings());
    offer(gpu, "1.0.0");
    offer(b, "1.0.0");
    a.awaitService("stage", 2);
    Set<NodeId> asked = new HashSet<>();

    for (int i = 0; i < 4; i++) {
      asked.add(get(open(RequestOptions.DEFAULT.withRole("gpu"))).peer());
    }

    assertThat(asked).containsExactly(gpu.id());
  }

  @Test
  void optionsThatCannotBeUsedAreRefused() {
    offer(b, "1.0.0");
    a.awaitService("stage", 1);

    assertThat(badOption(open(RequestOptions.DEFAULT.withVersions("[1,2"))))
        .hasMessageContaining("\"[1,2\"");
    assertThat(badOption(open(RequestOptions.DEFAULT.withBalancer("round-robbin"))))
        .hasMessageContaining("\"round-robbin\"");
  }

  @Test
  void theHandlerSeesThePriorityOfTheOpening() throws Exception {
    AtomicInteger seen = new AtomicInteger();
    for (Lab.Member each : List.of(a, b)) {
      each.offer(
          "loud",
          "play",
          request -> {
            seen.set(request.priority());
            return null;
          });
    }
    a.awaitService("loud", 1);
    int priority = 0;
    for (Lab.Member each : List.of(a, b)) {
      priority++;
      RequestOptions options = RequestOptions.DEFAULT.withPriority(priority).withTarget(each.id());
      Conversation talk = get(a.mesh.exchange().open("loud", "play", null, options));
      assertThat(talk.incoming().next()).isEmpty();
      assertThat(seen).hasValue(priority);
    }
  }
}
