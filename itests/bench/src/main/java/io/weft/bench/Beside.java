package io.weft.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Small calls, one after the other, and the heartbeats of the same time.
 *
 * @param p50Micros of a call
 * @param p99Micros of a call
 * @param bulkBytesPerSecond that went along; 0 without a bulk stream
 * @param heartbeatMicros round trips of the lane for control
 */
record Beside(
    double p50Micros, double p99Micros, double bulkBytesPerSecond, List<Double> heartbeatMicros) {

  private static final int CALL_BYTES = 128;

  /** Between looks at the last heartbeat. */
  private static final Duration LOOK = Duration.ofMillis(5);

  Beside {
    heartbeatMicros = List.copyOf(heartbeatMicros);
  }

  /**
   * Measures in this process.
   *
   * @param bulk whether a bulk stream runs meanwhile
   */
  static Beside measure(Caller caller, boolean bulk, Duration duration) throws IOException {
    if (!bulk) {
      return measure(caller, duration);
    }
    try (BulkStream stream = BulkStream.start(caller)) {
      long begun = System.nanoTime();
      Beside calls = measure(caller, duration);
      double frames = stream.arrived() * 1e9 / (System.nanoTime() - begun);
      return new Beside(
          calls.p50Micros, calls.p99Micros, frames * BulkStream.FRAME_BYTES, calls.heartbeatMicros);
    }
  }

  private static Beside measure(Caller caller, Duration duration) throws IOException {
    List<Double> heartbeats = new CopyOnWriteArrayList<>();
    Thread looking = new Thread(() -> look(caller, heartbeats), "heartbeats");
    looking.setDaemon(true);
    looking.start();
    try {
      Measurement calls = Load.run(caller, Scenario.pingPong(CALL_BYTES), duration);
      return new Beside(calls.p50Micros(), calls.p99Micros(), 0, heartbeats);
    } finally {
      looking.interrupt();
    }
  }

  /** Notes each round trip once; the one before all of this does not count. */
  private static void look(Caller caller, List<Double> heartbeats) {
    long last = caller.heartbeat().map(Duration::toNanos).orElse(0L);
    while (!Thread.currentThread().isInterrupted()) {
      long now = caller.heartbeat().map(Duration::toNanos).orElse(0L);
      if (now != last) {
        heartbeats.add(now / 1e3);
        last = now;
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  /** For another process. */
  String words() {
    StringBuilder words = new StringBuilder();
    words.append(p50Micros).append(' ').append(p99Micros).append(' ').append(bulkBytesPerSecond);
    heartbeatMicros.forEach(each -> words.append(' ').append(each));
    return words.toString();
  }

  static Beside parse(String words) {
    List<Double> numbers = new ArrayList<>();
    for (String word : words.split(" ")) {
      numbers.add(Double.valueOf(word));
    }
    return new Beside(
        numbers.get(0), numbers.get(1), numbers.get(2), numbers.subList(3, numbers.size()));
  }
}
