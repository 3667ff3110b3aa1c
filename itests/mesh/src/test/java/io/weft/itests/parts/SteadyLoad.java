package io.weft.itests.parts;

import io.weft.exchange.Exchange;
import io.weft.exchange.Reply;
import io.weft.exchange.RequestOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/**
 * So many requests under way at all times: the next one follows when an answer is there, which must
 * be what was sent, byte for byte.
 */
final class SteadyLoad {

  /** Far longer than any swap takes: what is parked meanwhile goes out afterwards. */
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final Exchange exchange;
  private final String path;
  private final RequestOptions options = RequestOptions.DEFAULT.withDeadline(DEADLINE);
  private final int underWay;
  private final int payloadBytes;
  private final LongAdder failed = new LongAdder();
  private final AtomicReference<String> firstFailure = new AtomicReference<>("");
  private final CountDownLatch ended;
  private volatile Stopwatch watch = new Stopwatch();
  private volatile boolean over;

  SteadyLoad(Exchange exchange, String path, int underWay, int payloadBytes) {
    this.exchange = exchange;
    this.path = path;
    this.underWay = underWay;
    this.payloadBytes = payloadBytes;
    this.ended = new CountDownLatch(underWay);
  }

  void start() {
    for (int i = 0; i < underWay; i++) {
      new Place(i).ask();
    }
  }

  /** Figures count from now on; failures from the start. */
  void mark() {
    watch = new Stopwatch();
  }

  /** How it went since the last mark, or the start. */
  Map<String, Object> figures() {
    Map<String, Object> figures = new HashMap<>(watch.figures());
    figures.put("failed", failed.sum());
    figures.put("firstFailure", firstFailure.get());
    return figures;
  }

  /** Asks nothing more, and waits for the last answers. */
  void end() throws InterruptedException {
    over = true;
    if (!ended.await(DEADLINE.toMillis() + 2000, TimeUnit.MILLISECONDS)) {
      failed.add(ended.getCount());
      firstFailure.compareAndSet("", ended.getCount() + " requests were never answered");
    }
  }

  /** One of those under way. */
  final class Place implements BiConsumer<Reply, Throwable> {
    private final byte[] payload = new byte[payloadBytes];
    private long asked;

    Place(int seed) {
      new Random(seed).nextBytes(payload);
    }

    void ask() {
      asked = System.nanoTime();
      ByteBuffer.wrap(payload).putLong(asked);
      exchange.request(path, "echo", payload, options).whenComplete(this);
    }

    @Override
    public void accept(Reply reply, Throwable failure) {
      if (failure != null || !Arrays.equals(reply.as(byte[].class), payload)) {
        failed.increment();
        firstFailure.compareAndSet("", failure == null ? "other bytes" : failure.toString());
        ended.countDown(); // whoever failed asks no more: it is told once
        return;
      }
      watch.answered(asked);
      if (over) {
        ended.countDown();
      } else {
        ask();
      }
    }
  }
}
