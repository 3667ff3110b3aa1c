package io.weft.bench;

import io.weft.control.Point;
import io.weft.control.spread.Asking;
import io.weft.control.spread.SharedControl;
import io.weft.control.spread.Tempo;
import io.weft.control.state.Limits;
import io.weft.exchange.Request;
import io.weft.exchange.ServiceDescription;
import io.weft.node.directory.LocalService;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The other end of {@link ControlLatency}: a node whose watcher, and whose handler, note how old
 * what comes is. {@link System#nanoTime} of two processes of one Linux machine is one clock.
 */
final class ControlLamp {

  static final String PLAIN = "bench/plain";
  static final String BULK = "bench/bulk";

  /** Nanoseconds of one step of a value: a quarter of an hour fits nine digits. */
  static final double STEP_NANOS = 1000;

  private static final int MOST = 1 << 20;

  private final long base;
  private Samples samples = new Samples(MOST);
  private long latest;
  private int count;

  /**
   * @param base what {@link System#nanoTime} is counted from
   */
  ControlLamp(long base) {
    this.base = base;
  }

  /** Runs until there are no more orders; each asks for what was noted since the last. */
  void run(Path folder, Orders orders) throws IOException {
    try (WeftNode node = WeftNode.start(folder, "lamp");
        SharedControl control = control(node)) {
      node.offer(PLAIN, "go", true, this::plain);
      node.offer(BULK, "go", false, request -> new byte[0]);
      control.desk().watch("bench/**", this::changed);
      orders.serve(this::words);
    }
  }

  /** Answers each line of the parent. */
  interface Orders {
    void serve(Supplier<String> answer) throws IOException;
  }

  /** Control points on a node that runs. */
  static SharedControl control(WeftNode node) {
    SharedControl control =
        new SharedControl(
            node.mesh().record().id(),
            node.mesh().exchange(),
            node.mesh().directory(),
            Limits.DEFAULT,
            Tempo.DEFAULT);
    ServiceDescription description =
        new ServiceDescription(
            Asking.PATH, "1.0.0", "", Set.of(Asking.CHANGES, Asking.COMPARE), List.of());
    node.mesh()
        .add(
            new LocalService(
                node.mesh().record().id(), description, control.handler(), true, "bench"));
    control.start();
    return control;
  }

  private void changed(Point point) {
    point.as(Double.class).ifPresent(value -> note((long) (value * STEP_NANOS)));
  }

  private Object plain(Request request) {
    note(ByteBuffer.wrap(request.as(byte[].class)).getLong());
    return new byte[0];
  }

  private synchronized void note(long sentNanos) {
    long age = System.nanoTime() - base - sentNanos;
    samples.add(age);
    latest = Math.max(latest, age);
    count++;
  }

  private synchronized String words() {
    String words =
        String.format(
            Locale.ROOT,
            "%d %d %d %d",
            count,
            samples.percentile(0.5),
            samples.percentile(0.99),
            latest);
    samples = new Samples(MOST);
    latest = 0;
    count = 0;
    return words;
  }
}
