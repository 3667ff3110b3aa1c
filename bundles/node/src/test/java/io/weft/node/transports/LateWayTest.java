package io.weft.node.transports;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.node.session.Conversations;
import io.weft.node.session.Medium;
import io.weft.node.session.Session;
import io.weft.node.session.SessionHost;
import io.weft.node.session.SessionLink;
import io.weft.testkit.BareLink;
import io.weft.testkit.Eventually;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A race of two ways, of which one is there when the other has won. */
class LateWayTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Transports transports =
      new Transports(
          () -> new ListenSettings("127.0.0.1", 0, List.of(), List.of(), Path.of("/tmp")),
          installed -> null);
  private final Session session =
      new Session(host(), new NodeId("a".repeat(NodeId.LENGTH)), 1 << 20);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private SessionHost host() {
    return (SessionHost)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SessionHost.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hello" -> Hello.getDefaultInstance();
                  case "greeted" -> session;
                  case "conversations" -> Conversations.NONE;
                  case "background" -> (Executor) threads;
                  default -> null;
                });
  }

  /** Its links come when they may; the other end says hello. */
  private static final class Prompted implements Transport {
    final CountDownLatch may = new CountDownLatch(1);
    final AtomicBoolean closed = new AtomicBoolean();

    @Override
    public Listener listen(URI address, LinkOptions options, Acceptor acceptor) {
      throw new UnsupportedOperationException("nobody dials here");
    }

    @Override
    public Link dial(URI address, Expectation expected, LinkOptions options, Receiver receiver)
        throws IOException {
      try {
        may.await(SOON.toSeconds(), TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return new BareLink(address) {
        private final AtomicBoolean greeted = new AtomicBoolean();

        @Override
        public void send(Frame frame) {
          if (greeted.compareAndSet(false, true)) {
            Hello hello = Hello.newBuilder().setMajor(1).build();
            receiver.frame(
                this,
                ByteBuffer.wrap(NodeMessage.newBuilder().setHello(hello).build().toByteArray()));
          }
        }

        @Override
        public void close() {
          closed.set(true);
        }
      };
    }
  }

  private Candidate way(Transport transport, String scheme, int costPercent) {
    Transports.Installed via =
        transports.add(transport, List.of(scheme), scheme + ":{port}", costPercent);
    return new Candidate(URI.create(scheme + ":there"), Optional.empty(), Medium.MACHINE, via);
  }

  private Optional<Session> race(Candidate... ways) {
    Dialler dialler =
        new Dialler(
            host(),
            new Interfaces(Map::of, () -> {}),
            () -> LinkOptions.DEFAULT,
            threads,
            Clock.systemUTC());
    return dialler.race(
        List.of(ways),
        Optional.of(session.peer()),
        Lane.CONTROL,
        new Dialler.Attempts() {
          @Override
          public void dialling(Candidate candidate) {}

          @Override
          public void failed(Candidate candidate, IOException cause) {
            told.add(candidate.address() + " failed: " + cause.getMessage());
          }

          @Override
          public void linked(Candidate way) {}

          @Override
          public void overtaken(Candidate candidate) {
            told.add(candidate.address() + " was overtaken");
          }
        });
  }

  private List<String> links() {
    return session.links().stream()
        .filter(SessionLink::usable)
        .map(link -> link.link().remote().toString())
        .sorted()
        .toList();
  }

  @Test
  void aCheaperWayIsTakenAllTheSame() {
    Prompted late = new Prompted();
    Prompted prompt = new Prompted();
    prompt.may.countDown();

    assertThat(race(way(late, "cheap", 40), way(prompt, "dear", 100))).contains(session);
    assertThat(links()).containsExactly("dear:there");
    late.may.countDown();

    Eventually.until("both are there", SOON, () -> links().size() == 2);
    assertThat(told).isEmpty();
  }

  @Test
  void aDearerWayIsClosedAndCountsAsNoFailure() {
    Prompted late = new Prompted();
    Prompted prompt = new Prompted();
    prompt.may.countDown();

    assertThat(race(way(late, "dear", 100), way(prompt, "cheap", 40))).contains(session);
    late.may.countDown();

    Eventually.until("it is told", SOON, () -> !told.isEmpty());
    assertThat(told).containsExactly("dear:there was overtaken");
    assertThat(late.closed).isTrue();
    assertThat(links()).containsExactly("cheap:there");
  }
}
