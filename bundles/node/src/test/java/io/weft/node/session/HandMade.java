package io.weft.node.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weft.node.NodeId;
import io.weft.testkit.BareLink;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.v1.Goaway;
import io.weft.v1.Heartbeat;
import io.weft.v1.Hello;
import io.weft.v1.NodeMessage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A session whose links, peer and clock are the test's. All happens on the test's thread. */
final class HandMade {

  final AtomicLong now = new AtomicLong(1_000_000_001L);
  final List<String> moves = new ArrayList<>();
  int bulkWanted;
  final Session session = new Session(host(), new NodeId("a".repeat(NodeId.LENGTH)), 1 << 20);

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
                  case "background" -> (Executor) Runnable::run;
                  case "bulkWanted" -> bulkWanted++;
                  case "moved" -> moves.add(((SessionLink) arguments[1]).medium().name());
                  default -> null;
                });
  }

  /** The interface that calls leave on. */
  String used() {
    return session.inUse().orElseThrow().medium().name();
  }

  void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** A link that has said hello; the test is the other end. */
  final class Wire extends BareLink {
    final SessionLink link;
    private final List<NodeMessage> heard = new ArrayList<>();
    private int beats;

    Wire(Medium over, int costPercent) {
      this(over, costPercent, Lane.CALLS);
    }

    Wire(Medium over, int costPercent, Lane lane) {
      super(URI.create("test:there"));
      link = new SessionLink(host(), new NoTransport(), lane, true, Instant.EPOCH, now::get);
      link.attach(this, over, costPercent);
      say(NodeMessage.newBuilder().setHello(Hello.newBuilder().setMajor(1)));
    }

    void say(NodeMessage.Builder message) {
      link.frame(this, ByteBuffer.wrap(message.build().toByteArray()));
    }

    /** What was sent to the other end. */
    List<NodeMessage> heard(Predicate<NodeMessage> which) {
      return heard.stream().filter(which).toList();
    }

    /** Sends a stamp back. */
    void answer(long stamp) {
      say(
          NodeMessage.newBuilder()
              .setHeartbeat(Heartbeat.newBuilder().setStamp(stamp).setAnswer(true)));
    }

    /** The next heartbeat is answered after this long; returns its stamp. */
    long answerAfter(Duration later) {
      pass(later);
      long stamp = heard(NodeMessage::hasHeartbeat).get(beats++).getHeartbeat().getStamp();
      answer(stamp);
      return stamp;
    }

    /** Both ends finish it in good order. */
    void finish() {
      link.letGo();
      say(NodeMessage.newBuilder().setGoaway(Goaway.newBuilder().setKind(Goaway.Kind.LAST)));
      link.closed(this, Optional.empty());
    }

    /** It is lost, with all that is on it. */
    void breakOff() {
      link.closed(this, Optional.of(new IOException("the cable was pulled")));
    }

    @Override
    public void send(Frame frame) {
      ByteBuffer sent = ByteBuffer.allocate(frame.size());
      frame.writeTo(sent);
      try {
        heard.add(NodeMessage.parseFrom(sent.array()));
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError(e);
      }
    }
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
}
