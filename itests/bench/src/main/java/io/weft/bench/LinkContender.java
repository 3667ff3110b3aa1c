package io.weft.bench;

import io.weft.identity.IdentitySettings;
import io.weft.identity.NodeIdentity;
import io.weft.transport.Acceptor;
import io.weft.transport.Expectation;
import io.weft.transport.Frame;
import io.weft.transport.Lane;
import io.weft.transport.Link;
import io.weft.transport.LinkOptions;
import io.weft.transport.Listener;
import io.weft.transport.Receiver;
import io.weft.transport.Transport;
import io.weft.transport.quic.QuicSettings;
import io.weft.transport.quic.QuicTransport;
import io.weft.transport.rdma.RdmaSettings;
import io.weft.transport.rdma.RdmaTransport;
import io.weft.transport.tcp.TcpSettings;
import io.weft.transport.tcp.TcpTransport;
import io.weft.transport.unix.UnixSettings;
import io.weft.transport.unix.UnixTransport;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** A link alone, without requests and sessions: frames that come back as they were sent. */
record LinkContender(String name, Opening opening) implements Contender {

  private static final LinkOptions OPTIONS =
      new LinkOptions(4 << 20, 16, Duration.ofSeconds(10), true);

  /** Opens the transport. */
  interface Opening {
    Opened open(NodeIdentity identity, Path folder) throws IOException;
  }

  /** A transport, and where its server listens. */
  record Opened(Transport transport, AutoCloseable closing, URI listen) {}

  static Opened tcp(NodeIdentity identity, Path folder) {
    TcpTransport transport = new TcpTransport(identity, TcpSettings.DEFAULT);
    return new Opened(transport, transport, URI.create("tcp://127.0.0.1:0"));
  }

  static Opened quic(NodeIdentity identity, Path folder) {
    QuicTransport transport = new QuicTransport(identity, QuicSettings.DEFAULT);
    return new Opened(transport, transport, URI.create("quic://127.0.0.1:0"));
  }

  static Opened unix(NodeIdentity identity, Path folder) throws IOException {
    UnixTransport transport = new UnixTransport(identity, UnixSettings.DEFAULT);
    return new Opened(transport, transport, URI.create("unix:" + folder.resolve("echo")));
  }

  static Opened rdma(NodeIdentity identity, Path folder) throws IOException {
    return rdma(identity, settings(false));
  }

  static Opened plainRdma(NodeIdentity identity, Path folder) throws IOException {
    return rdma(identity, settings(true));
  }

  private static RdmaSettings settings(boolean trusted) {
    RdmaSettings usual = RdmaSettings.DEFAULT;
    return new RdmaSettings(
        RdmaSettings.Fabric.SHARED_MEMORY,
        trusted,
        usual.spinMicros(),
        usual.sendHighWaterBytes(),
        usual.sendBoundBytes(),
        usual.maxHandshakes());
  }

  private static Opened rdma(NodeIdentity identity, RdmaSettings settings) throws IOException {
    RdmaTransport transport = RdmaTransport.open(identity, settings);
    return new Opened(transport, transport, URI.create("rdma://127.0.0.1:0"));
  }

  @Override
  public String description() {
    return switch (name) {
      case "link-tcp" -> "frames over TCP, TLS 1.3 (BoringSSL, mutual)";
      case "link-quic" -> "frames over QUIC, TLS 1.3 (mutual)";
      case "link-unix" -> "frames over a Unix socket";
      case "link-rdma" -> "frames by UCX, in records of TLS 1.3 (JDK)";
      default -> "frames by UCX, without TLS (trusted_fabric)";
    };
  }

  @Override
  public Echo serve(Path folder) throws IOException {
    Opened opened = open(folder, "server");
    Listener listener = opened.transport().listen(opened.listen(), OPTIONS, new EchoingAcceptor());
    return new Echo() {
      @Override
      public String address() {
        return listener.address().toString();
      }

      @Override
      public void close() {
        listener.close();
        LinkContender.close(opened);
      }
    };
  }

  @Override
  public Caller connect(Path folder, String address) throws IOException {
    Opened opened = open(folder, "client");
    List<IntConsumer> places = new CopyOnWriteArrayList<>();
    Receiver answers =
        new Receiver() {
          @Override
          public void frame(Link link, ByteBuffer view) {
            int place = view.getInt();
            places.get(place).accept(view.remaining());
          }

          @Override
          public void closed(Link link, Optional<IOException> cause) {
            cause.ifPresent(e -> System.err.println("closed: " + e.getMessage()));
          }
        };
    Transport transport = opened.transport();
    URI server = URI.create(address);
    Link calls = transport.dial(server, Expectation.anyone(Lane.CALLS), OPTIONS, answers);
    Link bulk = transport.dial(server, Expectation.anyone(Lane.BULK), OPTIONS, answers);
    return new LinkCaller(opened, calls, bulk, places);
  }

  private Opened open(Path folder, String role) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    NodeIdentity identity =
        NodeIdentity.open(
            own.resolve(role), own.resolve("config"), IdentitySettings.DEFAULT, Clock.systemUTC());
    return opening.open(identity, own);
  }

  private static void close(Opened opened) {
    try {
      opened.closing().close();
    } catch (Exception e) {
      System.err.println("not closed: " + e.getMessage());
    }
  }

  private static void send(Link link, byte[] bytes, int place) throws IOException {
    link.send(
        new Frame() {
          @Override
          public int size() {
            return Integer.BYTES + bytes.length;
          }

          @Override
          public void writeTo(ByteBuffer buffer) {
            buffer.putInt(place).put(bytes);
          }
        });
  }

  private static final class EchoingAcceptor implements Acceptor {
    @Override
    public Receiver accepted(Link accepted) {
      return new Receiver() {
        @Override
        public void frame(Link link, ByteBuffer view) {
          int place = view.getInt();
          byte[] bytes = new byte[BulkStream.answerBytes(view.remaining())];
          view.get(bytes);
          try {
            send(link, bytes, place);
          } catch (IOException e) {
            System.err.println("not answered: " + e.getMessage());
          }
        }

        @Override
        public void closed(Link link, Optional<IOException> cause) {}
      };
    }

    @Override
    public void refused(String from, String reason) {
      System.err.println("refused " + from + ": " + reason);
    }
  }

  private record LinkCaller(Opened opened, Link calls, Link bulk, List<IntConsumer> places)
      implements Caller {

    @Override
    public Runnable slot(byte[] payload, Answer answer) {
      int place = place(answer::answered);
      Link link = payload.length < BulkStream.FRAME_BYTES ? calls : bulk;
      return () -> {
        try {
          send(link, payload, place);
        } catch (IOException e) {
          answer.failed(e);
        }
      };
    }

    @Override
    public Asking waiting(byte[] payload) {
      ArrayBlockingQueue<Integer> handOver = new ArrayBlockingQueue<>(1);
      int place = place(handOver::add);
      return () -> {
        try {
          send(calls, payload, place);
          return handOver.take();
        } catch (IOException | InterruptedException e) {
          throw new IllegalStateException(e);
        }
      };
    }

    private int place(IntConsumer taker) {
      places.add(taker); // the driver makes its places one after the other
      return places.size() - 1;
    }

    @Override
    public void close() {
      calls.close();
      bulk.close();
      LinkContender.close(opened);
    }
  }
}
