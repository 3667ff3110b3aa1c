package io.weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A process that publishes, one that listens, and what is between them. */
final class EventEnds implements AutoCloseable {

  /** Nothing more comes after so long without an event. */
  private static final Duration STILL = Duration.ofMillis(200);

  private final WorkerProcess source;
  private final WorkerProcess sink;
  private final Optional<NatsServer> between;

  private EventEnds(WorkerProcess source, WorkerProcess sink, Optional<NatsServer> between) {
    this.source = source;
    this.sink = sink;
    this.between = between;
  }

  /**
   * One measurement.
   *
   * @param perSecond events, as the listener saw them
   * @param lost share of those published
   * @param sourceMicros of processor time for each event that came
   * @param betweenMicros the same of the server between, if there is one
   */
  record Rate(
      double perSecond,
      double lost,
      double sourceMicros,
      double sinkMicros,
      double betweenMicros,
      double sourceBytes,
      double sinkBytes) {

    double micros() {
      return sourceMicros + sinkMicros + betweenMicros;
    }
  }

  /** Weft, over TCP with TLS, without a server. */
  static EventEnds weft(String java, Path folder) throws IOException {
    return start(java, "weft", folder.toString(), Optional.empty());
  }

  /** NATS without TLS. */
  static EventEnds nats(String java, Path program) throws IOException {
    NatsServer server = NatsServer.start(program);
    try {
      return start(java, "nats", server.url(), Optional.of(server));
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static EventEnds start(
      String java, String name, String where, Optional<NatsServer> between) throws IOException {
    WorkerProcess sink = WorkerProcess.start(java, "sink", name, where);
    try {
      EventEnds ends =
          new EventEnds(WorkerProcess.start(java, "source", name, where), sink, between);
      ends.awaitFirst();
      return ends;
    } catch (IOException e) {
      sink.close();
      throw e;
    }
  }

  private void awaitFirst() throws IOException {
    for (int i = 0; i < 100 && came()[0] == 0; i++) {
      source.ask("publish 1");
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    if (awaitStill()[0] == 0) {
      throw new IOException("no event has come");
    }
  }

  /** Publishes for so long, and waits for the last event. */
  Rate measure(Duration duration) throws IOException {
    sink.ask(EventSink.ANEW);
    Usage sourceBefore = usage(source);
    Usage sinkBefore = usage(sink);
    Duration betweenBefore = between();
    long sent = Long.parseLong(source.ask("publish " + duration.toMillis()));
    long[] came = awaitStill();
    if (came[1] != came[0] * EventSource.BYTES) {
      throw new IOException(came[0] + " events with " + came[1] + " bytes came");
    }
    double each = Math.max(1, came[0]);
    Usage atSource = usage(source).since(sourceBefore);
    Usage atSink = usage(sink).since(sinkBefore);
    return new Rate(
        came[2] * 1e9 / Math.max(1, came[3]),
        1 - came[0] / (double) sent,
        atSource.cpuNanos() / each / 1e3,
        atSink.cpuNanos() / each / 1e3,
        between().minus(betweenBefore).toNanos() / each / 1e3,
        atSource.allocatedBytes() / each,
        atSink.allocatedBytes() / each);
  }

  private Duration between() {
    return between.map(NatsServer::used).orElse(Duration.ZERO);
  }

  private static Usage usage(WorkerProcess worker) throws IOException {
    String[] words = worker.ask("usage").split(" ");
    return Usage.parse(words[0], words[1]);
  }

  private long[] came() throws IOException {
    return Arrays.stream(sink.ask("count").split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private long[] awaitStill() throws IOException {
    long[] before = came();
    while (true) {
      LockSupport.parkNanos(STILL.toNanos());
      long[] now = came();
      if (now[0] == before[0]) {
        return now;
      }
      before = now;
    }
  }

  @Override
  public void close() {
    source.close();
    sink.close();
    between.ifPresent(NatsServer::close);
  }
}
