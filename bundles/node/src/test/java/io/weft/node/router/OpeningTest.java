package io.weft.node.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.exchange.Conversation;
import io.weft.exchange.RequestException;
import io.weft.exchange.RequestException.Outcome;
import io.weft.exchange.RequestException.Reason;
import io.weft.exchange.RequestOptions;
import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.payload.Codecs;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.streams.Streams;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Conversations with a node of which only its hello is known. */
class OpeningTest {
  private static final NodeId SELF = new NodeId("a".repeat(NodeId.LENGTH));
  private static final NodeId PEER = new NodeId("b".repeat(NodeId.LENGTH - 1) + "a");

  private final Executor direct = Runnable::run;
  private final Codecs codecs = new Codecs();
  private final Streams streams = new Streams(codecs, direct, Executors.newSingleThreadExecutor());
  private final Session session = new Session(host(), PEER, 1 << 20);
  private final ServiceDirectory directory = new ServiceDirectory();
  private final Interceptors interceptors = new Interceptors();
  private final Router router =
      new Router(
          SELF,
          directory,
          codecs,
          direct,
          Reach.NOBODY,
          () -> Duration.ofSeconds(5),
          interceptors,
          new LocalCalls(
              SELF,
              codecs,
              direct,
              interceptors,
              new Cancellations(direct, Executors.newSingleThreadScheduledExecutor())),
          new Stage(SELF, codecs, streams, interceptors));

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

  private CompletableFuture<Conversation> open() {
    ServiceDescription stage =
        new ServiceDescription("stage", "1.0.0", "", Set.of("ticks"), List.of());
    directory.advertised(session, List.of(stage), () -> null);
    return router.open("stage", "ticks", null, RequestOptions.DEFAULT);
  }

  @Test
  void aNodeThatKnowsNoConversationsIsNotAsked() {
    session.speaks(2);

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
  void aConversationThatFindsNoWayIsNotSent() {
    session.speaks(3);
    CompletableFuture<Conversation> waiting = open();
    assertThat(waiting).isNotDone();

    session.end("its node is gone");

    assertThatThrownBy(waiting::get)
        .cause()
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.outcome()).isEqualTo(Outcome.NOT_SENT));
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
