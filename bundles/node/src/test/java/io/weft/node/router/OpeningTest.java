package io.weft.node.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weft.exchange.Conversation;
import io.weft.exchange.LoadBalancer;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestException.Try;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.RequestOptions.Hedging;
import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.balancing.Balancers;
import io.weft.node.directory.RemoteEntry;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.streams.Streams;
import io.weft.node.wire.ContentType;
import io.weft.node.wire.MessageReader;
import io.weft.node.wire.ResponseWire;
import io.weft.node.wire.Route;
import io.weft.node.wire.WireException;
import io.weft.v1.Failure;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Conversations with a node of which only its hello is known. */
class OpeningTest {
  private static final NodeId SELF = new NodeId("a".repeat(NodeId.LENGTH));
  private static final NodeId PEER = new NodeId("b".repeat(NodeId.LENGTH - 1) + "a");

  private static final NodeId OTHER = new NodeId("c".repeat(NodeId.LENGTH - 1) + "a");

  private static final ServiceDescription STAGE =
      new ServiceDescription("stage", "1.0.0", "", Set.of("ticks"), List.of(), Set.of("ticks"), "");

  private final Executor direct = Runnable::run;
  private final Codecs codecs = new Codecs();
  private final Streams streams = new Streams(codecs, direct, Executors.newSingleThreadExecutor());
  private final Session session = new Session(host(), PEER, 1 << 20);
  private final Session other = new Session(host(), OTHER, 1 << 20);
  private final ServiceDirectory directory = new ServiceDirectory();
  private final Interceptors interceptors = new Interceptors();
  private final CallRules rules = new CallRules();
  private final Chooser chooser = new Chooser(new Balancers(), rules);
  private final AtomicInteger planned = new AtomicInteger();
  private final Later later =
      (pause, task) -> {
        planned.incrementAndGet();
        return () -> {};
      };
  private final RemoteCalls calls =
      new RemoteCalls(directory, codecs, direct, Reach.NOBODY, chooser, later);
  private final Router router =
      new Router(
          SELF,
          Set::of,
          directory,
          codecs,
          direct,
          chooser,
          later,
          () -> Duration.ofSeconds(5),
          interceptors,
          new LocalCalls(
              SELF,
              codecs,
              direct,
              interceptors,
              new Cancellations(direct, Executors.newSingleThreadScheduledExecutor())),
          new Stage(SELF, codecs, streams, interceptors),
          calls);

  private SessionHost host() {
    return (SessionHost)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SessionHost.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "conversations" -> streams.of((Session) arguments[0]);
                  case "background" -> direct;
                  default -> null;
                });
  }

  private void offered(Session by, int minor) {
    by.speaks(minor);
    directory.advertised(by, List.of(STAGE), true, () -> null);
  }

  private CompletableFuture<Conversation> open() {
    return router.open("stage", "ticks", null, RequestOptions.DEFAULT);
  }

  @Test
  void aNodeThatKnowsNoConversationsIsNotAsked() {
    offered(session, 2);

    assertThatThrownBy(open()::get)
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class,
            e -> {
              assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT);
              assertThat(e.reason()).isEqualTo(Reason.TOO_OLD);
              assertThat(e).message().contains("bbbbbbbb").contains("protocol 1.3");
            });
  }

  @Test
  void aNodeThatOthersRelayToIsNotAsked() {
    offered(session, 3);
    offeredBeyond();
    CompletableFuture<Conversation> waiting = open();
    assertThat(session.waiting()).isTrue();

    session.end("its node is gone");

    RequestException failure = failure(waiting);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(failure.tries()).extracting(Try::node).containsExactly(PEER, OTHER);
    assertThat(failure.tries()).extracting(Try::reason).containsOnly(Reason.LINK_LOST);
    assertThat(failure).hasMessageContaining("only a way by bbbbbbbb");
  }

  private void offeredBeyond() {
    directory.advertisedBeyond(OTHER, session, List.of(STAGE), true, () -> null);
  }

  @Test
  void aConversationThatFindsNoWayIsNotSent() {
    offered(session, 3);
    CompletableFuture<Conversation> waiting = open();
    assertThat(waiting).isNotDone();

    session.end("its node is gone");

    assertThatThrownBy(waiting::get)
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT));
  }

  @Test
  void anOpeningThatWasNotSentIsMadeAgainElsewhere() {
    offered(session, 3);
    offered(other, 3);
    CompletableFuture<Conversation> waiting = open();
    Session first = session.waiting() ? session : other;
    Session second = first == session ? other : session;
    assertThat(second.waiting()).isFalse();

    first.end("its node is gone");

    assertThat(second.waiting()).isTrue();
    assertThat(waiting).isNotDone();
    second.end("its node is gone, too");
    RequestException failure = failure(waiting);
    assertThat(failure.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(failure.tries()).extracting(Try::node).containsExactly(first.peer(), second.peer());
  }

  @Test
  void withoutRetriesItIsNotMadeAgainEither() {
    offered(session, 3);
    offered(other, 3);
    CompletableFuture<Conversation> waiting =
        router.open("stage", "ticks", null, RequestOptions.DEFAULT.withRetries(0));
    Session first = session.waiting() ? session : other;

    first.end("its node is gone");

    assertThat(failure(waiting).tries()).extracting(Try::node).containsExactly(first.peer());
  }

  @Test
  void anOpeningThatMayHaveBegunIsNotMadeAgainAndAPlainRequestIs() {
    offered(session, 3);
    offered(other, 3);
    Opening opening = made(Opening::new);
    Call plain = made(Call::new);

    opening.lost(true, "the link broke");
    plain.lost(true, "the link broke");

    assertThat(plain).isNotDone();
    RequestException failure = failure(opening);
    assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(failure.reason()).isEqualTo(Reason.LINK_LOST);
    assertThat(failure.tries()).hasSize(1);
  }

  @Test
  void anOpeningIsNeverHedged() {
    offered(session, 3);
    offered(other, 3);
    RequestOptions hedged =
        RequestOptions.DEFAULT.with(new Hedging(Optional.of(Duration.ofMillis(1))));

    router.open("stage", "ticks", null, hedged);
    assertThat(planned).hasValue(0);

    router.request("stage", "ticks", null, hedged);
    assertThat(planned).hasValue(1);
  }

  @Test
  void whatANodeSaysToOpeningsTellsItsCircuitAndAnOpenOneRefusesThem() throws Exception {
    offered(session, 3);
    rules.change(
        new CallRules.Values(
            LoadBalancer.ROUND_ROBIN, List.of(), 20, 2, Duration.ofMinutes(1), 100));
    for (int i = 0; i < 2; i++) {
      Opening opening = made(Opening::new);
      answer(opening, ResponseWire.failure(opening.messageId(), Failure.OVERLOADED, "", "full"));
      assertThat(failure(opening).reason()).isEqualTo(Reason.OVERLOADED);
    }

    RequestException refused = failure(open());

    assertThat(refused.outcome()).isEqualTo(Outcome.NOT_SENT);
    assertThat(refused.reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(refused)
        .hasMessageContaining("after 2 requests in a row that it did not answer")
        .hasMessageContaining("breaker_rest_ms");
    assertThat(refused.peer()).contains(PEER);
  }

  @Test
  void aConversationIsUnderWayUntilItIsOver() throws Exception {
    offered(session, 3);
    RemoteEntry entry = directory.remotePath("stage").entries().get(0);
    Opening opening = made(Opening::new);
    assertThat(entry.outstanding()).isEqualTo(1);

    answer(opening, ResponseWire.success(opening.messageId()));

    assertThat(opening).isCompleted();
    assertThat(entry.outstanding()).isEqualTo(1);
    assertThat(entry.metrics().outstanding()).isEqualTo(1);
    assertThat(session.underWay()).as("beside other requests").isGreaterThanOrEqualTo(1);
    opening.talk().close();
    assertThat(entry.outstanding()).isZero();
    assertThat(entry.metrics().requests()).isEqualTo(1);
  }

  private interface Maker<T extends Call> {
    T make(
        RemoteCalls calls,
        Route route,
        ContentType type,
        byte[] params,
        RequestOptions options,
        long nowNanos,
        long deadlineNanos);
  }

  /** A request that waits for a link. */
  private <T extends Call> T made(Maker<T> maker) {
    Route route = directory.remotePath("stage").pool("ticks", Optional.empty()).route();
    long now = System.nanoTime();
    long deadline = now + Duration.ofMinutes(1).toNanos();
    T call =
        maker.make(
            calls, route, ContentType.BYTES, new byte[0], RequestOptions.DEFAULT, now, deadline);
    calls.tryNext(call);
    return call;
  }

  private void answer(Opening opening, byte[] frame) throws WireException {
    MessageReader reader = new MessageReader();
    ByteBuffer view = ByteBuffer.wrap(frame);
    reader.read(view);
    opening.answered(session, reader, view);
  }

  private static RequestException failure(CompletableFuture<?> asked) {
    return (RequestException) catchThrowableOfType(ExecutionException.class, asked::get).getCause();
  }

  @Test
  void aDeadlineInThePastIsNotSent() {
    assertThatThrownBy(
            () ->
                router
                    .open(
                        "stage", "ticks", null, RequestOptions.DEFAULT.withDeadline(Duration.ZERO))
                    .get())
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE));
  }
}
