package io.weft.bench;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.ErrorListener;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.weft.events.Overflow;
import io.weft.events.SubscriptionOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The other end of {@link EventRates}: reads what comes, and notes when. */
final class EventSink {
  static final String TOPIC = "bench/rate";

  /** The same topic for NATS. */
  static final String SUBJECT = "bench.rate";

  /** The order to begin anew. */
  static final String ANEW = "anew";

  /**
   * The clock is read at each of so many events: for each it would be a part of what is measured.
   */
  private static final int TIMED = 64;

  private long count;
  private long bytes;
  private long firstNanos;
  private long lastNanos;
  private long timed;

  private EventSink() {}

  /** {@code sink weft FOLDER} or {@code sink nats URL}. */
  @SuppressWarnings("try") // closing may be interrupted
  static void run(String[] args, EventSource.Orders orders) throws IOException {
    EventSink sink = new EventSink();
    if (args[1].equals("weft")) {
      try (WeftNode node = WeftNode.start(Path.of(args[2]), "sink")) {
        node.mesh()
            .events()
            .subscribe(
                TOPIC,
                new SubscriptionOptions(SubscriptionOptions.MAX_QUEUE, Overflow.DROP_OLDEST),
                event -> sink.came(event.as(byte[].class)));
        orders.serve(sink::words);
      }
      return;
    }
    try (Connection connection = Nats.connect(quiet(args[2]))) {
      Dispatcher dispatcher = connection.createDispatcher(message -> sink.came(message.getData()));
      dispatcher.setPendingLimits(SubscriptionOptions.MAX_QUEUE, -1);
      dispatcher.subscribe(SUBJECT);
      connection.flush(Duration.ofSeconds(5));
      orders.serve(sink::words);
    } catch (InterruptedException | TimeoutException e) {
      throw new IOException("NATS at " + args[2] + ": " + e, e);
    }
  }

  static Options quiet(String url) {
    return new Options.Builder().server(url).errorListener(new Silence()).build();
  }

  private synchronized void came(byte[] data) {
    bytes += data.length;
    if (count++ % TIMED == 0) {
      lastNanos = System.nanoTime();
      firstNanos = count == 1 ? lastNanos : firstNanos;
      timed = count;
    }
  }

  /** Events and bytes that came; those up to the last timed one, and their nanoseconds. */
  private synchronized String words(String order) {
    String words = count + " " + bytes + " " + timed + " " + (lastNanos - firstNanos);
    if (order.equals(ANEW)) {
      count = 0;
      bytes = 0;
      timed = 0;
    }
    return words;
  }

  /** Says nothing of what the benchmark counts. */
  private static final class Silence implements ErrorListener {}
}
