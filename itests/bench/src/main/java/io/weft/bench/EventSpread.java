package io.weft.bench;

import static io.weft.events.Overflow.DROP_OLDEST;

import io.weft.events.SubscriptionOptions;
import io.weft.peer.PeerInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What leaves for each node of an event that ten of its subscribers get. */
final class EventSpread {
  private static final int NODES = 5;
  private static final int SUBSCRIBERS_EACH = 10;
  private static final int EVENTS = 20_000;
  private static final int EVENTS_QUICK = 2_000;

  /** Bytes of a frame that are not data, TLS and its share of a record included, at most. */
  private static final double MOST_OVERHEAD = 100;

  private static final Duration PROBING = Duration.ofMillis(200);

  private EventSpread() {}

  static Target run(Options options, Path folder) throws IOException {
    int events = options.isQuick() ? EVENTS_QUICK : EVENTS;
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
            LockSupport.parkNanos(PROBING.toNanos());
            return delivered.get() - before == all;
          });
      long bytesBefore = sentBytes(source);
      long before = delivered.get();
      for (int i = 0; i < events; i++) {
        source.mesh().events().publish("bench/spread", new byte[EventSource.BYTES]);
      }
      Waiting.until("all events", () -> delivered.get() - before >= (long) events * all);
      double each = (sentBytes(source) - bytesBefore) / (double) events / NODES;
      System.out.printf(
          Locale.ROOT,
          "%n%d events of %d B, %d subscribers on %d nodes: %.0f bytes over each link an event%n",
          events,
          EventSource.BYTES,
          all,
          NODES,
          each);
      return Target.atMost(
          "bytes over each link for an event of 128 B, 10 subscribers behind it",
          Spread.of(List.of(each)),
          EventSource.BYTES + MOST_OVERHEAD,
          "%.0f");
    } finally {
      nodes.forEach(WeftNode::close);
    }
  }

  private static long sentBytes(WeftNode node) {
    return node.mesh().peers().all().stream().mapToLong(PeerInfo::sentBytes).sum();
  }
}
