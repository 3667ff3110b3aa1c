package io.weft.transport.websocket;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.weft.exchange.ApplicationException;
import io.weft.exchange.Codec;
import io.weft.exchange.Encoded;
import io.weft.exchange.PayloadException;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceDescription;
import io.weft.identity.NodeIdentity;
import io.weft.node.NodeId;
import io.weft.node.access.AccessRules;
import io.weft.node.directory.LocalService;
import io.weft.node.limits.Limits;
import io.weft.node.mesh.Mesh;
import io.weft.node.mesh.Settings;
import io.weft.node.packing.Compressions;
import io.weft.node.router.CallRules;
import io.weft.node.session.Liveness;
import io.weft.peer.PeerInfo;
import io.weft.testkit.Eventually;
import java.io.IOException;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole node with this transport, and a service that pages may call. */
final class WebNode implements AutoCloseable {

  private static final Duration WITHIN = Duration.ofSeconds(20);

  final Mesh mesh;
  private final NodeIdentity identity;
  private final WebSocketTransport transport;
  private final LocalService service;
  private final CountDownLatch mayAnswer = new CountDownLatch(1);
  final AtomicInteger onceRuns = new AtomicInteger();

  /**
   * @param port 0 for any free one
   */
  WebNode(NodeIdentity identity, Path data, int port) {
    this.identity = identity;
    Settings settings = Settings.of("ada", Optional.of(InetAddress.getLoopbackAddress()));
    mesh =
        new Mesh(
            identity,
            settings,
            data,
            now -> Liveness.keptAlive(now.keepAlive()),
            new AccessRules(),
            new Limits(),
            new Compressions(),
            new CallRules());
    mesh.add(new Jackson(Encoded.JSON, new ObjectMapper()), 10);
    mesh.add(new Jackson(Encoded.CBOR, new ObjectMapper(new CBORFactory())), 20);
    service =
        new LocalService(
            identity.id(),
            new ServiceDescription(
                "test", "1.0.0", "For pages.", Set.of("greet", "echo", "fail", "once"), List.of()),
            this::handle,
            false,
            "a test");
    mesh.add(service);
    transport = new WebSocketTransport(identity, WebSocketSettings.DEFAULT);
    mesh.add(transport, List.of("wss", "ws"), "wss://{bind}:" + port + "/weft", 120);
    Eventually.until("it listens", WITHIN, mesh::ready);
  }

  int port() {
    return mesh.record().addresses().get(0).getPort();
  }

  /** As pages of this machine reach it. */
  String address() {
    return "ws://127.0.0.1:" + port() + "/weft";
  }

  String ticket() {
    return identity.invite(List.of(URI.create(address())));
  }

  Optional<PeerInfo> peer(String id) {
    return mesh.peers().find(new NodeId(id));
  }

  /** Offers its service no longer. */
  void withdraw() {
    mesh.remove(service);
  }

  /** What "once" has begun may end. */
  void answerOnce() {
    mayAnswer.countDown();
  }

  @Override
  public void close() {
    mayAnswer.countDown();
    mesh.close();
    transport.close();
  }

  private Object handle(Request request) throws InterruptedException {
    return switch (request.action()) {
      case "greet" -> "Hello, " + request.as(Map.class).get("name");
      case "echo" -> request.as(byte[].class);
      case "once" -> {
        int runs = onceRuns.incrementAndGet();
        mayAnswer.await(WITHIN.toSeconds(), TimeUnit.SECONDS);
        yield runs;
      }
      default ->
          throw new ApplicationException(
              "on_purpose", "it was asked to fail", Map.of("who", "ada", "why", "a test"));
    };
  }

  /** Values by Jackson, as the codec's bundle has them. */
  private record Jackson(String contentType, ObjectMapper mapper) implements Codec {
    @Override
    public boolean accepts(Class<?> type) {
      return true;
    }

    @Override
    public byte[] encode(Object value) {
      try {
        return mapper.writeValueAsBytes(value);
      } catch (IOException e) {
        throw new PayloadException(e.getMessage());
      }
    }

    @Override
    public Object decode(ByteBuffer bytes, Type type) {
      byte[] copy = new byte[bytes.remaining()];
      bytes.get(copy);
      try {
        return mapper.readValue(copy, mapper.constructType(type));
      } catch (IOException e) {
        throw new PayloadException(e.getMessage());
      }
    }
  }
}
