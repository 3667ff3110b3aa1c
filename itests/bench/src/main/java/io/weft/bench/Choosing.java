package io.weft.bench;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.weft.netif.InterfaceKind;
import io.weft.node.NodeId;
import io.weft.node.session.Medium;
import io.weft.node.session.Session;
import io.weft.node.session.SessionLink;
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
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a session adds to a frame that it sends, with few and with many links to choose from. */
final class Choosing {

  private static final int FRAMES = 20_000_000;

  /** The first rounds warm the code up. */
  private static final int ROUNDS = 8;

  private static final int COUNTED_ROUNDS = 5;
  private static final int WAYS = 3;
  private static final int FRAME_BYTES = 128;
  private static final int MAX_FRAME_BYTES = 1 << 20;

  private Choosing() {}

  /**
   * Of one frame.
   *
   * @param nanosOne each round, with one link
   * @param nanosSix each round, with two links on each of three ways
   * @param bytes allocated a frame with six links, in the last round
   */
  record Cost(List<Double> nanosOne, List<Double> nanosSix, double bytes) {

    String words() {
      StringBuilder words = new StringBuilder().append(bytes);
      nanosOne.forEach(each -> words.append(' ').append(each));
      nanosSix.forEach(each -> words.append(' ').append(each));
      return words.toString();
    }

    static Cost parse(String words) {
      List<Double> numbers = new ArrayList<>();
      for (String word : words.split(" ")) {
        numbers.add(Double.valueOf(word));
      }
      int middle = 1 + (numbers.size() - 1) / 2;
      return new Cost(
          numbers.subList(1, middle), numbers.subList(middle, numbers.size()), numbers.get(0));
    }
  }

  /** Measures in a process of its own. */
  static List<Target> run(Options options) throws IOException {
    try (WorkerProcess worker = WorkerProcess.start(options.java(), "choose")) {
      Cost cost = Cost.parse(worker.greeting());
      List<Double> more = new ArrayList<>();
      for (int i = 0; i < cost.nanosOne().size(); i++) {
        more.add(cost.nanosSix().get(i) - cost.nanosOne().get(i));
      }
      return List.of(
          Target.atMost(
              "Session.send, 6 links over 3 ways minus 1 link: ns a frame",
              Spread.of(more),
              100,
              "%.1f"),
          Target.plain(
              "Session.send, 6 links over 3 ways: ns a frame", Spread.of(cost.nanosSix()), "%.1f"),
          Target.plain(
              "Session.send, 6 links over 3 ways: bytes allocated a frame",
              Spread.of(List.of(cost.bytes())),
              "%.1f"));
    }
  }

  /** Measures in this process. */
  static Cost measure() {
    Session one = session(1, 1);
    Session six = session(WAYS, 2);
    List<Double> nanosOne = new ArrayList<>();
    List<Double> nanosSix = new ArrayList<>();
    double bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      double tookOne = round(one);
      long allocated = Usage.now().allocatedBytes();
      double tookSix = round(six);
      bytes = (double) (Usage.now().allocatedBytes() - allocated) / FRAMES;
      if (round >= ROUNDS - COUNTED_ROUNDS) {
        nanosOne.add(tookOne);
        nanosSix.add(tookSix);
      }
    }
    return new Cost(nanosOne, nanosSix, bytes);
  }

  private static double round(Session session) {
    Frame frame = Frame.of(new byte[FRAME_BYTES]);
    long before = dropped(session);
    long begun = System.nanoTime();
    for (int i = 0; i < FRAMES; i++) {
      session.send(frame, Long.MAX_VALUE);
    }
    double nanos = (double) (System.nanoTime() - begun) / FRAMES;
    if (dropped(session) - before != FRAMES) {
      throw new IllegalStateException("frames were not sent");
    }
    return nanos;
  }

  private static long dropped(Session session) {
    return session.links().stream().mapToLong(link -> ((Nowhere) link.link()).frames).sum();
  }

  /** A session whose links have said hello and carried a heartbeat. */
  private static Session session(int ways, int linksEach) {
    AloneHost host = new AloneHost();
    Session session = new Session(host, new NodeId("a".repeat(NodeId.LENGTH)), MAX_FRAME_BYTES);
    host.session = session;
    ByteBuffer hello =
        ByteBuffer.wrap(
            WireMessages.of(
                0, Hello.newBuilder().setMajor(1).setSignedRecord(ByteString.EMPTY).build()));
    for (int way = 0; way < ways; way++) {
      Medium medium = new Medium(InterfaceKind.ETHERNET, "way" + way, 1000);
      for (int i = 0; i < linksEach; i++) {
        SessionLink link =
            new SessionLink(
                host,
                new NoTransport(),
                i == 0 ? Lane.CALLS : Lane.CONTROL,
                true,
                Instant.EPOCH,
                System::nanoTime);
        Nowhere made = new Nowhere();
        link.attach(made, medium, Transport.USUAL_COST);
        link.frame(made, hello.duplicate());
        link.frame(made, ByteBuffer.wrap(made.answerToTheHeartbeat()));
      }
    }
    if (session.links().size() != ways * linksEach || session.inUse().isEmpty()) {
      throw new IllegalStateException("the links were not taken in");
    }
    return session;
  }

  /** A link that counts frames and drops them, but for the last. */
  private static final class Nowhere implements Link {
    private long frames;
    private Frame last;

    @Override
    public void send(Frame frame) {
      frames++;
      last = frame;
    }

    /** To the one that follows the hellos. */
    byte[] answerToTheHeartbeat() {
      ByteBuffer sent = ByteBuffer.allocate(last.size());
      last.writeTo(sent);
      try {
        Heartbeat asked = NodeMessage.parseFrom(sent.array()).getHeartbeat();
        return WireMessages.of(0, asked.toBuilder().setAnswer(true).build());
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("the last frame is no heartbeat", e);
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
      return URI.create("nowhere://here");
    }

    @Override
    public URI remote() {
      return URI.create("nowhere://there");
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
}
