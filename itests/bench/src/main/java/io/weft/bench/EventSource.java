package io.weft.bench;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** One end of {@link EventRates}: publishes as fast as its events are taken. */
final class EventSource {
  static final int BYTES = 128;

  /** Between looks at the clock. */
  private static final int EVENTS_AT_A_TIME = 64;

  private final Publishing publishing;

  private EventSource(Publishing publishing) {
    this.publishing = publishing;
  }

  /** Sends one event; blocks while no more are taken. */
  private interface Publishing {
    void publish(byte[] data);
  }

  /** Answers an order of the parent. */
  interface Orders {
    void serve(Answer answer) throws IOException;
  }

  /** What an order is answered with. */
  interface Answer {
    String to(String order);
  }

  /** {@code source weft FOLDER} or {@code source nats URL}; each order is a number of millis. */
  @SuppressWarnings("try") // closing may be interrupted
  static void run(String[] args, Orders orders) throws IOException {
    if (args[1].equals("weft")) {
      try (WeftNode node = WeftNode.start(Path.of(args[2]), "source")) {
        Waiting.until("the sink", () -> node.connectedPeers() == 1);
        orders.serve(
            new EventSource(data -> node.mesh().events().publish(EventSink.TOPIC, data))::publish);
      }
      return;
    }
    try (Connection connection = Nats.connect(EventSink.quiet(args[2]))) {
      orders.serve(new EventSource(data -> connection.publish(EventSink.SUBJECT, data))::publish);
      connection.flush(Duration.ofSeconds(5));
    } catch (InterruptedException | TimeoutException e) {
      throw new IOException("NATS at " + args[2] + ": " + e, e);
    }
  }

  /** Publishes for so many milliseconds; how many events that were. */
  private String publish(String millis) {
    byte[] data = new byte[BYTES];
    long end = System.nanoTime() + Duration.ofMillis(Long.parseLong(millis)).toNanos();
    long sent = 0;
    while (System.nanoTime() - end < 0) {
      for (int i = 0; i < EVENTS_AT_A_TIME; i++) {
        publishing.publish(data);
      }
      sent += EVENTS_AT_A_TIME;
    }
    return Long.toString(sent);
  }
}
