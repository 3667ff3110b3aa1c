package io.weft.transport.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.exchange.ServiceDescription;
import io.weft.identity.NodeIdentity;
import io.weft.identity.TrialNetwork;
import io.weft.node.access.AccessRules;
import io.weft.node.directory.LocalService;
import io.weft.node.limits.LimitValues;
import io.weft.node.limits.Limits;
import io.weft.node.limits.Reason;
import io.weft.node.mesh.Mesh;
import io.weft.node.mesh.Settings;
import io.weft.node.packing.Compressions;
import io.weft.node.router.CallRules;
import io.weft.node.session.Liveness;
import io.weft.testkit.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Somebody connects ten thousand times from one address while others are served. */
class FloodTest {
  private static final Logger LOG = LoggerFactory.getLogger(FloodTest.class);

  private static final Duration WITHIN = Duration.ofSeconds(30);
  private static final int CONNECTIONS = 10_000;
  private static final int FLOODERS = 4;

  /** Loopback, too, but not where the others come from. */
  private static final String FROM = "127.0.0.9";

  /** Those who are let in say nothing, and are waited for this long (milliseconds). */
  private static final int SILENCE_MILLIS = 100;

  private static final int A_MINUTE = 60;
  private static final int AT_A_TIME = 24;
  private static final int HANDSHAKES = 16;

  @TempDir Path folder;
  private TrialNetwork network;
  private final Limits limits = new Limits(narrow(), System::nanoTime);
  private final List<AutoCloseable> open = new ArrayList<>();
  private Mesh server;

  private static LimitValues narrow() {
    LimitValues usual = LimitValues.DEFAULT;
    return new LimitValues(
        usual.connectionsAMinute(),
        usual.connectionsAMinutePerAddress(),
        usual.connectionsAMinutePerRange(),
        usual.connectionsPerAddress(),
        usual.connectionsPerRange(),
        A_MINUTE,
        AT_A_TIME,
        usual.handshakes(),
        HANDSHAKES,
        usual.framesASecond(),
        usual.discoveryPacketsASecond(),
        usual.requestsPerPeer());
  }

  @BeforeEach
  void start() {
    network = new TrialNetwork(folder.resolve("trial"));
    server = node("server", limits);
    server.add(
        new LocalService(
            server.record().id(),
            new ServiceDescription("echo", "1.0.0", "", Set.of("back"), List.of()),
            request -> request.as(byte[].class),
            false,
            "a test"));
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private Mesh node(String name, Limits its) {
    NodeIdentity identity = network.member(name);
    Settings settings = Settings.of(name, Optional.of(InetAddress.getLoopbackAddress()));
    TcpTransport transport = new TcpTransport(identity, TcpSettings.DEFAULT);
    Mesh mesh =
        new Mesh(
            identity,
            settings,
            folder,
            now -> Liveness.keptAlive(now.keepAlive()),
            new AccessRules(),
            its,
            new Compressions(),
            new CallRules());
    open.add(transport);
    open.add(mesh);
    mesh.add(transport, List.of("tcp"), "tcp://{bind}:{port}");
    Eventually.until("it listens", WITHIN, mesh::ready);
    return mesh;
  }

  private Mesh client(String name) throws Exception {
    Mesh mesh = node(name, new Limits());
    mesh.peerBook()
        .add(server.record().addresses().get(0), Optional.of(server.record().id()))
        .toCompletableFuture()
        .get(WITHIN.toSeconds(), TimeUnit.SECONDS);
    Eventually.until(
        "the service is known", WITHIN, () -> mesh.directory().remote("echo").size() == 1);
    return mesh;
  }

  private static void call(Mesh client) throws Exception {
    byte[] answer =
        client
            .exchange()
            .request("echo", "back", new byte[] {7})
            .get(WITHIN.toSeconds(), TimeUnit.SECONDS)
            .as(byte[].class);
    assertThat(answer).containsExactly(7);
  }

  @Test
  void tenThousandConnectionsFromOneAddressDoNotKeepOthersFromBeingServed() throws Exception {
    Mesh early = client("early");
    Flood flood = new Flood(server.record().addresses().get(0).getPort());
    long from = System.nanoTime();
    ExecutorService crew = Executors.newFixedThreadPool(FLOODERS);
    for (int i = 0; i < FLOODERS; i++) {
      crew.execute(flood::run);
    }
    try {
      Eventually.until("the flood is on", WITHIN, () -> flood.refused.get() > 100);
      Mesh late = client("late"); // a newcomer gets in while it lasts
      int calls = 0;
      long slowestNanos = 0;
      while (!flood.over()) {
        long asked = System.nanoTime();
        call(early);
        call(late);
        slowestNanos = Math.max(slowestNanos, System.nanoTime() - asked);
        calls += 2;
      }
      LOG.info(
          "{} of {} connections refused in {} ms; meanwhile {} calls, two took at most {} ms",
          flood.refused,
          CONNECTIONS,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from),
          calls,
          TimeUnit.NANOSECONDS.toMillis(slowestNanos));

      assertThat(calls).isGreaterThan(100);
      assertThat(flood.letIn.size()).isLessThanOrEqualTo(2 * A_MINUTE);
      assertThat(flood.refused.get() + flood.letIn.size()).isEqualTo(CONNECTIONS);
      long counted =
          limits.refusals().of(Reason.LOCAL_CONNECTIONS_A_MINUTE)
              + limits.refusals().of(Reason.LOCAL_CONNECTIONS)
              + limits.refusals().of(Reason.HANDSHAKES_PER_ADDRESS);
      assertThat(counted).isGreaterThanOrEqualTo(CONNECTIONS - 2 * A_MINUTE);
      assertThat(limits.refusals().of(Reason.HANDSHAKES)).isZero();
    } finally {
      crew.shutdownNow();
      flood.end();
    }
  }

  /** Connects and says nothing. */
  private static final class Flood {
    final AtomicInteger left = new AtomicInteger(CONNECTIONS);
    final AtomicInteger done = new AtomicInteger();
    final AtomicInteger refused = new AtomicInteger();
    final Queue<Socket> letIn = new ConcurrentLinkedQueue<>();
    private final int port;

    Flood(int port) {
      this.port = port;
    }

    boolean over() {
      return done.get() == CONNECTIONS;
    }

    void run() {
      while (left.getAndDecrement() > 0) {
        Socket socket = new Socket();
        if (isRefused(socket)) {
          refused.incrementAndGet();
          closeQuietly(socket);
        } else {
          letIn.add(socket);
        }
        done.incrementAndGet();
      }
    }

    private static void closeQuietly(Socket socket) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private boolean isRefused(Socket socket) {
      try {
        socket.bind(new InetSocketAddress(FROM, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(SILENCE_MILLIS);
        return socket.getInputStream().read() < 0;
      } catch (SocketTimeoutException e) {
        return false;
      } catch (IOException e) {
        return true; // a reset
      }
    }

    void end() {
      left.set(0);
      letIn.forEach(Flood::closeQuietly);
    }
  }
}
