package io.weft.bench;

import static io.weft.events.Overflow.DROP_OLDEST;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.weft.events.Broadcast;
import io.weft.events.SubscriptionOptions;
import io.weft.node.events.TopicPattern;
import io.weft.node.events.TopicTree;
import io.weft.peer.PeerInfo;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Events of 128 bytes from one process to another, as fast as they are taken: Weft over TLS beside
 * NATS without (nats-server of Debian, jnats), in turns. Then what one publisher sends to 50
 * subscribers on 5 nodes, and how long it takes to find who listens among 10,000 subscriptions.
 */
final class EventRates {
  private static final int BYTES = 128;
  private static final int NODES = 5;
  private static final int SUBSCRIBERS_EACH = 10;
  private static final int SPREAD_EVENTS = 20_000;
  private static final int SPREAD_EVENTS_QUICK = 2_000;
  private static final int PATTERNS = 10_000;

  /** To find who listens. */
  private static final double WANTED_MICROS = 2;

  /** Of NATS's rate. */
  private static final double WANTED = 1.5;

  /** Bytes of a frame that are not data, TLS and its share of a record included, at most. */
  private static final double MOST_OVERHEAD = 100;

  private EventRates() {}

  /** Sends one event. */
  private interface Source {
    void publish(byte[] data) throws IOException;
  }

  /** Who publishes, and who counts what comes. */
  private record Side(Source source, WorkerProcess sink) {}

  static List<Target> run(Options options, Path folder) throws IOException {
    List<Target> targets = new ArrayList<>();
    Optional<Path> server = natsServer();
    List<Double> weft = new ArrayList<>();
    List<Double> nats = new ArrayList<>();
    List<Double> lost = new ArrayList<>();
    Path weftFolder = Files.createDirectory(folder.resolve("weft"));
    try (WorkerProcess sink =
            WorkerProcess.start(options.java(), "sink", "weft", weftFolder.toString());
        WeftNode node = WeftNode.start(weftFolder, "source")) {
      Waiting.until("the sink", () -> node.connectedPeers() == 1);
      Source source = data -> node.mesh().events().publish(EventSink.TOPIC, data, Broadcast.ALL);
      awaitFirst(source, sink);
      if (server.isEmpty()) {
        measure(options, new Side(source, sink), Optional.empty(), weft, nats, lost);
      } else {
        int port = freePort();
        Process running = startNats(server.get(), port);
        try {
          natsAgainst(options, port, source, sink, weft, nats, lost);
        } finally {
          running.destroy();
        }
      }
    }
    targets.add(Target.plain("events of 128 B a second, Weft with TLS", Spread.of(weft), "%.0f"));
    targets.add(Target.plain("  of them lost on the way (share)", Spread.of(lost), "%.4f"));
    if (nats.isEmpty()) {
      targets.add(
          Target.notRun(
              "events of 128 B beside NATS", "nats-server is not installed", "at least 1.50"));
    } else {
      List<Double> ratios = new ArrayList<>();
      for (int i = 0; i < nats.size(); i++) {
        ratios.add(weft.get(i) / nats.get(i));
      }
      targets.add(
          Target.plain("events of 128 B a second, NATS without TLS", Spread.of(nats), "%.0f"));
      targets.add(Target.atLeast("events of 128 B beside NATS", Spread.of(ratios), WANTED, "%.2f"));
    }
    targets.add(spread(options, Files.createDirectory(folder.resolve("spread"))));
    targets.add(matching(options));
    System.out.printf(
        Locale.ROOT,
        "%nload of the machine in the last minute: %.1f on %d processors%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        Runtime.getRuntime().availableProcessors());
    return targets;
  }

  @SuppressWarnings("try") // closing may be interrupted
  private static void natsAgainst(
      Options options,
      int port,
      Source source,
      WorkerProcess sink,
      List<Double> weft,
      List<Double> nats,
      List<Double> lost)
      throws IOException {
    String url = "nats://127.0.0.1:" + port;
    try (WorkerProcess natsSink = WorkerProcess.start(options.java(), "sink", "nats", url);
        Connection connection = Nats.connect(EventSink.quiet(url))) {
      Source natsSource = data -> connection.publish(EventSink.SUBJECT, data);
      awaitFirst(natsSource, natsSink);
      Side other = new Side(natsSource, natsSink);
      measure(options, new Side(source, sink), Optional.of(other), weft, nats, lost);
      connection.flush(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (TimeoutException e) {
      throw new IOException("NATS does not answer", e);
    }
  }

  private static void measure(
      Options options,
      Side ours,
      Optional<Side> other,
      List<Double> weft,
      List<Double> nats,
      List<Double> lost)
      throws IOException {
    List<Double> ignored = new ArrayList<>();
    for (int i = -1; i < options.pairs(); i++) {
      boolean warm = i >= 0; // the first round warms up
      double rate = rate(ours.source, ours.sink, options.duration(), warm ? lost : ignored);
      (warm ? weft : ignored).add(rate);
      if (other.isPresent()) {
        Side there = other.get();
        rate = rate(there.source, there.sink, options.duration(), ignored);
        (warm ? nats : ignored).add(rate);
      }
    }
  }

  private static void awaitFirst(Source source, WorkerProcess sink) throws IOException {
    long[] came = new long[1];
    Waiting.until(
        "the first event",
        () -> {
          try {
            source.publish(new byte[BYTES]);
            came[0] += received(sink)[0];
            return came[0] > 0;
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static long[] received(WorkerProcess sink) throws IOException {
    return Arrays.stream(sink.ask("count").split(" ")).mapToLong(Long::parseLong).toArray();
  }

  /** Publishes for a while; events a second, as the sink has seen them. */
  private static double rate(
      Source source, WorkerProcess sink, Duration duration, List<Double> lost) throws IOException {
    received(sink);
    byte[] data = new byte[BYTES];
    long end = System.nanoTime() + duration.toNanos();
    long sent = 0;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < 64; i++) {
        source.publish(data);
      }
      sent += 64;
    }
    long came = 0;
    long nanos = 0;
    for (long[] more = received(sink); more[0] > 0; more = received(sink)) {
      came += more[0];
      nanos += more[1];
      pause();
    }
    lost.add(1 - (double) came / sent);
    return came * 1e9 / Math.max(1, nanos);
  }

  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
  }

  /** What leaves for each node of an event that ten of its subscribers get. */
  private static Target spread(Options options, Path folder) throws IOException {
    int events = options.isQuick() ? SPREAD_EVENTS_QUICK : SPREAD_EVENTS;
    // All may wait: what is measured is the links, and nobody is to lose any.
    SubscriptionOptions waiting = SubscriptionOptions.DEFAULT.withQueue(2 * events, DROP_OLDEST);
    AtomicLong delivered = new AtomicLong();
    List<WeftNode> nodes = new ArrayList<>();
    try (WeftNode source = WeftNode.start(folder, "source")) {
      for (int i = 0; i < NODES; i++) {
        WeftNode node = WeftNode.start(folder, "node" + i);
        nodes.add(node);
        for (int j = 0; j < SUBSCRIBERS_EACH; j++) {
          node.mesh().events().subscribe("bench/*", waiting, event -> delivered.incrementAndGet());
        }
      }
      Waiting.until("all nodes", () -> source.connectedPeers() == NODES);
      int all = NODES * SUBSCRIBERS_EACH;
      Waiting.until(
          "all subscriptions",
          () -> {
            long before = delivered.get();
            source.mesh().events().publish("bench/probe", null);
            pause();
            return delivered.get() - before == all;
          });
      long bytesBefore = sentBytes(source);
      long before = delivered.get();
      for (int i = 0; i < events; i++) {
        source.mesh().events().publish("bench/spread", new byte[BYTES]);
      }
      Waiting.until("all events", () -> delivered.get() - before >= (long) events * all);
      double each = (sentBytes(source) - bytesBefore) / (double) events / NODES;
      System.out.printf(
          Locale.ROOT,
          "%n%d events of %d B, %d subscribers on %d nodes: %.0f bytes over each link an event%n",
          events,
          BYTES,
          all,
          NODES,
          each);
      return Target.atMost(
          "bytes over each link for an event of 128 B, 10 subscribers behind it",
          Spread.of(List.of(each)),
          BYTES + MOST_OVERHEAD,
          "%.0f");
    } finally {
      nodes.forEach(WeftNode::close);
    }
  }

  /** Who listens to each of a thousand topics, of 10,000 subscriptions with wildcards. */
  private static Target matching(Options options) {
    TopicTree<Integer> tree = new TopicTree<>();
    for (int i = 0; i < PATTERNS; i++) {
      tree.add(TopicPattern.of("site/" + i % 100 + "/*/sensor" + i / 100 + "/**"), i);
    }
    String[] topics = new String[1000];
    for (int i = 0; i < topics.length; i++) {
      topics[i] = "site/" + i % 100 + "/room/sensor" + i % 97 + "/celsius";
    }
    List<Double> micros = new ArrayList<>();
    long[] found = new long[1];
    for (int round = -1; round < options.pairs(); round++) { // the first one warms up
      long begun = System.nanoTime();
      long end = begun + options.duration().toNanos();
      long matched = 0;
      while (System.nanoTime() - end < 0) {
        for (String topic : topics) {
          tree.match(topic, value -> found[0]++);
        }
        matched += topics.length;
      }
      if (round >= 0) {
        micros.add((System.nanoTime() - begun) / 1e3 / matched);
      }
    }
    return Target.atMost(
        "microseconds to match a topic, 10,000 subscriptions with wildcards",
        Spread.of(micros),
        WANTED_MICROS,
        "%.2f");
  }

  private static long sentBytes(WeftNode node) {
    return node.mesh().peers().all().stream().mapToLong(PeerInfo::sentBytes).sum();
  }

  private static Optional<Path> natsServer() {
    List<String> folders = new ArrayList<>(List.of("/usr/sbin", "/usr/local/bin"));
    folders.addAll(
        List.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)));
    return folders.stream()
        .map(each -> Path.of(each, "nats-server"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Process startNats(Path server, int port) throws IOException {
    return new ProcessBuilder(server.toString(), "-a", "127.0.0.1", "-p", Integer.toString(port))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
