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

/** The other end of {@link EventRates}: counts what comes, and notes when. */
final class EventSink {
  static final String TOPIC = "bench/rate";

  /** The same topic for NATS. */
  static final String SUBJECT = "bench.rate";

  private long count;
  private long firstNanos;
  private long lastNanos;

  private EventSink() {}

  /** {@code sink weft FOLDER} or {@code sink nats URL}. */
  @SuppressWarnings("try") // closing may be interrupted
  static void run(String[] args, ControlLamp.Orders orders) throws IOException {
    EventSink sink = new EventSink();
    if (args[1].equals("weft")) {
      try (WeftNode node = WeftNode.start(Path.of(args[2]), "sink")) {
        node.mesh()
            .events()
            .subscribe(
                TOPIC,
                new SubscriptionOptions(SubscriptionOptions.MAX_QUEUE, Overflow.DROP_OLDEST),
                event -> sink.came());
        orders.serve(sink::words);
      }
      return;
    }
    try (Connection connection = Nats.connect(quiet(args[2]))) {
      Dispatcher dispatcher = connection.createDispatcher(message -> sink.came());
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

  private synchronized void came() {
    long now = System.nanoTime();
    firstNanos = count == 0 ? now : firstNanos;
    lastNanos = now;
    count++;
  }

  /** How many came since the last time this was asked, and within how many nanoseconds. */
  private synchronized String words() {
    String words = count + " " + (lastNanos - firstNanos);
    count = 0;
    return words;
  }

  /** Says nothing of what the benchmark counts. */
  private static final class Silence implements ErrorListener {}
}
