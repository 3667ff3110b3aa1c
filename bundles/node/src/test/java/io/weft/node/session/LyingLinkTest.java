package io.weft.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import io.weft.node.wire.WireMessages;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Protection;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.v1.Heartbeat;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Links that promise to be better than they are, and peers that say so. */
class LyingLinkTest {

  private static final Medium HONEST = new Medium(InterfaceKind.ETHERNET, "eth0", 1_000);
  private static final Medium CLAIMED = new Medium(InterfaceKind.THUNDERBOLT, "tb0", 40_000);

  /** Over a second: beats come each second at most. */
  private static final Duration A_BEAT = Duration.ofMillis(1_100);

  private final AtomicLong now = new AtomicLong(1_000_000_001L);
  private final List<String> moves = new ArrayList<>();
  private final Session session =
      new Session(host(), new NodeId("a".repeat(NodeId.LENGTH)), 1 << 20);

  private SessionHost host() {
    return (SessionHost)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SessionHost.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "hello" -> Hello.getDefaultInstance();
                  case "greeted" -> session;
                  case "background" -> (Executor) Runnable::run;
                  case "moved" -> moves.add(((SessionLink) arguments[1]).medium().name());
                  default -> null;
                });
  }

  /** The other end of a link: hears heartbeats, and answers as it likes. */
  private final class Peer implements Link {
    final SessionLink link;
    private final ArrayDeque<Long> stamps = new ArrayDeque<>();

    Peer(Medium over, int costPercent) {
      link = new SessionLink(host(), new NoTransport(), Lane.CALLS, true, Instant.EPOCH, now::get);
      link.attach(this, over, costPercent);
      say(NodeMessage.newBuilder().setHello(Hello.newBuilder().setMajor(1)).build());
    }

    private void say(NodeMessage message) {
      link.frame(this, ByteBuffer.wrap(message.toByteArray()));
    }

    void answer(long stamp) {
      link.frame(
          this,
          ByteBuffer.wrap(
              WireMessages.of(0, Heartbeat.newBuilder().setStamp(stamp).setAnswer(true).build())));
    }

    /** The next heartbeat is answered after this long. */
    void answerAfter(Duration later) {
      now.addAndGet(later.toNanos());
      answer(stamps.remove());
    }

    @Override
    public void send(Frame frame) {
      ByteBuffer sent = ByteBuffer.allocate(frame.size());
      frame.writeTo(sent);
      try {
        NodeMessage message = NodeMessage.parseFrom(sent.array());
        if (message.hasHeartbeat()) {
          stamps.add(message.getHeartbeat().getStamp());
        }
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Optional<NodeId> peer() {
      return Optional.empty();
    }

    @Override
    public Protection protection() {
      return Protection.NONE;
    }

    @Override
    public URI local() {
      return URI.create("test://here");
    }

    @Override
    public URI remote() {
      return URI.create("test://there");
    }

    @Override
    public void close() {}
  }

  private record NoTransport() implements Transport {
    @Override
    public Listener listen(URI address, LinkOptions options, Acceptor acceptor) {
      throw new UnsupportedOperationException("links are made by hand");
    }

    @Override
    public Link dial(URI address, Expectation expected, LinkOptions options, Receiver receiver) {
      throw new UnsupportedOperationException("links are made by hand");
    }
  }

  private String used() {
    return session.inUse().orElseThrow().medium().name();
  }

  private void beat(Peer... peers) {
    now.addAndGet(A_BEAT.toNanos());
    for (Peer peer : peers) {
      peer.link.tick(now.get(), Duration.ofSeconds(1), Duration.ZERO);
    }
  }

  @Test
  void aWayThatIsSlowerThanItsKindIsLeftForAnHonestOne() {
    Peer liar = new Peer(CLAIMED, Integer.MIN_VALUE);
    Peer honest = new Peer(HONEST, Transport.USUAL_COST);
    liar.answerAfter(Duration.ofMillis(2));
    honest.answerAfter(Duration.ofMillis(2));
    assertThat(used()).isEqualTo("tb0");

    for (int i = 0; i < 5; i++) {
      beat(liar, honest);
      honest.answerAfter(Duration.ofMillis(1));
      liar.answerAfter(Duration.ofSeconds(2));
    }

    assertThat(used()).isEqualTo("eth0");
    assertThat(moves).endsWith("eth0");
  }

  @Test
  void answersThatNobodyAskedForProveNothingAndMakeNoWayFaster() {
    Peer honest = new Peer(HONEST, Transport.USUAL_COST);
    honest.answerAfter(Duration.ofMillis(1));
    Peer liar = new Peer(CLAIMED, Transport.USUAL_COST);

    liar.answer(now.get() - 2);
    liar.answer(now.get() + Duration.ofHours(1).toNanos());
    liar.answer(Long.MIN_VALUE);
    liar.answer(0);

    assertThat(liar.link.proven()).isFalse();
    assertThat(liar.link.roundTrip()).isEmpty();
    assertThat(used()).isEqualTo("eth0");
  }

  @Test
  void anAnswerCountsOnce() {
    Peer liar = new Peer(CLAIMED, Transport.USUAL_COST);
    long stamp = liar.stamps.element();
    liar.answerAfter(Duration.ofMillis(80));
    now.addAndGet(Duration.ofSeconds(9).toNanos());

    liar.answer(stamp);

    assertThat(liar.link.roundTrip()).contains(Duration.ofMillis(80));
  }
}
