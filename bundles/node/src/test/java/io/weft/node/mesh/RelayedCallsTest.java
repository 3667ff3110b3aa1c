package io.weft.node.mesh;

import static io.weft.node.mesh.Answers.bytes;
import static io.weft.node.mesh.Answers.failure;
import static io.weft.node.mesh.Answers.get;
import static io.weft.node.mesh.Answers.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.Conversation;
import io.weft.exchange.Exchange;
import io.weft.exchange.Gathered;
import io.weft.exchange.Handler;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Hedging;
import io.weft.exchange.ServiceDescription;
import io.weft.node.access.Callers;
import io.weft.node.directory.LocalService;
import io.weft.testkit.Eventually;
import java.nio.file.Path;
import java.time.Duration;
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

/** How a node calls another one to which it has no link: first - between - last. */
@Timeout(60)
class RelayedCallsTest {
  @TempDir Path folder;
  private Line row;
  private Lab.Member first;
  private Lab.Member between;
  private Lab.Member last;
  private Exchange exchange;

  @BeforeEach
  void threeInARow() {
    row = new Line(folder);
    row.start(3);
    first = row.first();
    between = row.nodes.get(1);
    last = row.last();
    exchange = first.mesh.exchange();
  }

  @AfterEach
  void stop() {
    row.close();
  }

  /** Answers with its name. */
  private void offerName(Lab.Member at, String name) {
    offer(at, request -> bytes(name));
  }

  private static void offer(Lab.Member at, Handler handler) {
    at.offer(
        new ServiceDescription("name", "1.0.0", "", Set.of("say"), List.of(), Set.of("say"), ""),
        handler,
        false);
  }

  private CompletableFuture<Reply> ask(RequestOptions options) {
    return exchange.request("name", "say", null, options);
  }

  @Test
  void whatCountsOnWhoAsksIsAnsweredOnlyToThoseWithALink() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    last.mesh.add(
        new LocalService(
            last.id(),
            new ServiceDescription("name", "1.0.0", "", Set.of("say"), List.of()),
            request -> bytes("asked " + ran.incrementAndGet()),
            false,
            Callers.EVERYONE,
            false,
            "a test"));
    first.awaitServiceByAnyWay("name", 1);
    between.awaitServiceByAnyWay("name", 1);

    RequestException refusal = failure(ask(RequestOptions.DEFAULT));

    assertThat(refusal.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(refusal.reason()).isEqualTo(Reason.NO_SERVICE);
    assertThat(refusal).hasMessageContaining("name is not relayed: link with it");
    assertThat(ran).hasValue(0);
    assertThat(text(between.mesh.exchange().request("name", "say", null))).isEqualTo("asked 1");
  }

  @Test
  void whoHasALinkIsAskedAndOthersOnlyIfThereIsNoSuchNode() throws Exception {
    offerName(last, "last");
    first.awaitServiceByAnyWay("name", 1);
    assertThat(text(ask(RequestOptions.DEFAULT))).isEqualTo("last");
    offerName(between, "between");
    first.awaitServiceByAnyWay("name", 2);
    Set<String> answers = new HashSet<>();

    for (int i = 0; i < 10; i++) {
      answers.add(text(ask(RequestOptions.DEFAULT)));
    }

    assertThat(answers).containsExactly("between");
    assertThat(text(ask(RequestOptions.DEFAULT.withTarget(last.id())))).isEqualTo("last");
  }

  @Test
  void whenAllAreAskedItIsThoseWithALinkOrElseThoseBeyond() throws Exception {
    offerName(last, "last");
    first.awaitServiceByAnyWay("name", 1);
    Gathered beyond = get(exchange.requestAll("name", "say", null, RequestOptions.DEFAULT));
    assertThat(beyond.answers()).containsOnlyKeys(last.id());
    offerName(between, "between");
    first.awaitServiceByAnyWay("name", 2);

    Gathered linked = get(exchange.requestAll("name", "say", null, RequestOptions.DEFAULT));

    assertThat(linked.answers()).containsOnlyKeys(between.id());
    assertThat(linked.failures()).isEmpty();
  }

  @Test
  void aSecondNodeForWhatIsSlowMayBeBeyondIfNoOtherIsThere() throws Exception {
    offer(between, request -> new CompletableFuture<>());
    offerName(last, "last");
    first.awaitServiceByAnyWay("name", 2);

    Reply reply =
        get(ask(RequestOptions.DEFAULT.with(new Hedging(Optional.of(Duration.ofMillis(20))))));

    assertThat(reply.from()).isEqualTo(last.id());
  }

  @Test
  void whoCancelsARelayedRequestCancelsItAtTheEndOfItsWayAndBetween() throws Exception {
    AtomicInteger got = new AtomicInteger();
    AtomicInteger told = new AtomicInteger();
    offerName(last, "last");
    last.offer(
        "slow",
        "do",
        request -> {
          request.whenCancelled(told::incrementAndGet);
          got.incrementAndGet();
          return new CompletableFuture<>();
        });
    first.awaitServiceByAnyWay("name", 1);
    first.awaitServiceByAnyWay("slow", 1);
    between.limits.change(RetriesTest.requestsPerPeer(1));
    CompletableFuture<Reply> slow =
        exchange.request("slow", "do", null, RequestOptions.DEFAULT.withDeadline(Lab.SOON));
    Eventually.until("the handler has it", Lab.SOON, () -> got.get() == 1);
    assertThat(failure(ask(RequestOptions.DEFAULT)).reason()).isEqualTo(Reason.OVERLOADED);

    slow.cancel(true);

    Eventually.until("the handler was told", Lab.SOON, () -> told.get() == 1);
    assertThat(text(ask(RequestOptions.DEFAULT))).as("there is room again").isEqualTo("last");
  }

  @Test
  void aConversationNeedsALink() throws Exception {
    offer(last, request -> request.conversation().incoming().next().isPresent());
    first.awaitServiceByAnyWay("name", 1);

    RequestException refused = failure(exchange.open("name", "say", null, RequestOptions.DEFAULT));

    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(refused.reason()).isEqualTo(Reason.LINK_LOST);
    assertThat(refused)
        .hasMessageContaining("there is no link to it, only a way by " + between.id().shortText())
        .hasMessageContaining("weft peers add ADDRESS");
    row.makeCircle();
    Eventually.until(
        "it says itself what it offers",
        Lab.SOON,
        () -> opened().map(last.id()::equals).orElse(false));
  }

  private Optional<Object> opened() {
    try (Conversation talk = get(exchange.open("name", "say", null, RequestOptions.DEFAULT))) {
      return Optional.of(talk.peer());
    } catch (Exception e) {
      return Optional.empty();
    }
  }
}
