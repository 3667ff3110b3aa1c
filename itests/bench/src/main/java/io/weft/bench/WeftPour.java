package io.weft.bench;

import io.weft.exchange.Conversation;
import io.weft.exchange.Exchange;
import io.weft.exchange.Payload;
import io.weft.exchange.Request;
import io.weft.exchange.RequestOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A conversation whose handler takes what is sent and answers with the number; and many paced ones
 * beside calls.
 */
final class WeftPour implements Pour {
  private static final String PATH = "bench/pour";

  /** Of each of the paced ones, items a second. */
  static final int PACE = 100;

  private final WeftNode node;
  private final Exchange exchange;

  private WeftPour(WeftNode node) {
    this.node = node;
    this.exchange = node.mesh().exchange();
  }

  /** How to make one. */
  static final class Kind implements Pour.Kind {
    @Override
    public String description() {
      return "a conversation over TCP, TLS 1.3 (BoringSSL, mutual)";
    }

    @Override
    public Contender.Echo count(Path folder) {
      WeftNode node = WeftNode.start(folder, "counter");
      node.offer(PATH, "count", false, WeftPour::count);
      node.offer(PATH + "/paced", "tick", false, WeftPour::tick);
      node.offer(
          WeftContender.PATH, WeftContender.ACTION, true, request -> request.as(byte[].class));
      return new Contender.Echo() {
        @Override
        public String address() {
          return "-"; // found by discovery
        }

        @Override
        public void close() {
          node.close();
        }
      };
    }

    @Override
    public Pour connect(Path folder, String address) throws IOException {
      WeftNode node = WeftNode.start(folder, "pourer");
      Waiting.until(
          "a node that counts",
          () ->
              !node.mesh().directory().remote(WeftContender.PATH).isEmpty()
                  && !node.mesh().directory().remote(PATH).isEmpty());
      return new WeftPour(node);
    }
  }

  private static Object count(Request request) throws InterruptedException {
    long[] count = {0};
    request.conversation().incoming().each(byte[].class, item -> count[0]++);
    return ByteBuffer.allocate(Long.BYTES).putLong(count[0]).array();
  }

  /** Sends an item every so often, until it is cancelled. */
  private static Object tick(Request request) throws InterruptedException {
    byte[] item = new byte[ITEM_BYTES];
    long step = Duration.ofSeconds(1).toNanos() / PACE;
    for (long due = System.nanoTime(); ; due += step) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      request.conversation().outgoing().send(item);
    }
  }

  @Override
  public double pour(Duration duration) throws IOException {
    byte[] item = new byte[ITEM_BYTES];
    long begun = System.nanoTime();
    try (Conversation conversation = open(PATH, "count")) {
      while (System.nanoTime() - begun < duration.toNanos()) {
        for (int i = 0; i < BATCH; i++) {
          conversation.outgoing().send(item);
        }
      }
      conversation.outgoing().end();
      Payload counted = conversation.incoming().next().orElseThrow();
      long items = ByteBuffer.wrap(counted.as(byte[].class)).getLong();
      return items * 1e9 / (System.nanoTime() - begun);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  /** Calls, one after the other, while so many conversations tick; see {@link Pours.Calm}. */
  Pours.Calm beside(int conversations, Duration duration) throws IOException {
    AtomicLong items = new AtomicLong();
    Conversation[] all = new Conversation[conversations];
    try {
      for (int i = 0; i < all.length; i++) {
        all[i] = open(PATH + "/paced", "tick");
        take(all[i], items);
      }
      long before = items.get();
      long begun = System.nanoTime();
      Measurement calls =
          Load.run(
              new WeftContender.WeftCaller(node, exchange, RequestOptions.DEFAULT),
              Scenario.pingPong(128),
              duration);
      double rate = (items.get() - before) * 1e9 / (System.nanoTime() - begun);
      return new Pours.Calm(calls.p50Micros(), calls.p99Micros(), rate);
    } finally {
      for (Conversation each : all) {
        if (each != null) {
          each.close();
        }
      }
    }
  }

  /** Takes all items on the threads that bring them. */
  private static void take(Conversation conversation, AtomicLong items) {
    conversation
        .incoming()
        .later()
        .whenComplete(
            (Optional<Payload> item, Throwable failure) -> {
              if (failure == null && item.isPresent()) {
                items.incrementAndGet();
                take(conversation, items);
              }
            });
  }

  private Conversation open(String path, String action) throws IOException {
    try {
      return exchange.open(path, action, null, RequestOptions.DEFAULT).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IOException("no conversation: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
