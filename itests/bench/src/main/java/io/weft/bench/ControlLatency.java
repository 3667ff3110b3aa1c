package io.weft.bench;

import io.weft.control.InputMessage;
import io.weft.control.input.Line;
import io.weft.control.input.VirtualDevice;
import io.weft.control.spread.SharedControl;
import io.weft.exchange.Exchange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * From a device of this process to a watcher in another one: 1,000 messages a second through a
 * mapping and a control point, beside plain requests of the same rate and size, idle and with 64
 * KiB requests between the same nodes.
 */
final class ControlLatency {

  private static final int PER_SECOND = 1000;
  private static final int FADERS = 10;
  private static final int BULK_BYTES = 64 * 1024;
  private static final int BULK_IN_FLIGHT = 2;

  /** Of one message: the wanted 99th percentile. */
  private static final double WANTED_MILLIS = 5;

  private static final Duration WARM_UP = Duration.ofSeconds(2);

  private record Measured(
      List<Double> p50, List<Double> p99, List<Double> most, List<Double> came) {
    Measured() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  private final long base = System.nanoTime();
  private final Options options;
  private final Map<String, Measured> measured = new LinkedHashMap<>();
  private volatile boolean loading;
  private volatile boolean ended;

  private ControlLatency(Options options) {
    this.options = options;
  }

  static List<Target> run(Options options, Path folder) throws IOException {
    return new ControlLatency(options).measure(folder);
  }

  private List<Target> measure(Path folder) throws IOException {
    VirtualDevice device = new VirtualDevice("desk");
    try (WorkerProcess lamp =
            WorkerProcess.start(options.java(), "lamp", folder.toString(), Long.toString(base));
        WeftNode node = WeftNode.start(folder, "desk");
        SharedControl control = ControlLamp.control(node);
        Line line = new Line(device, control.desk())) {
      line.use(mappings());
      Waiting.until("the lamp", () -> node.connectedPeers() == 1);
      Waiting.until(
          "its services", () -> !node.mesh().directory().remote(ControlLamp.BULK).isEmpty());
      Exchange exchange = node.mesh().exchange();
      startBulk(exchange);
      Runnable plain = () -> plain(exchange);
      int[] turn = {0};
      Runnable moved = () -> device.send(movement(turn[0]++ % FADERS));
      pace(plain, WARM_UP);
      pace(moved, WARM_UP);
      lamp.ask("forget");
      for (int i = 0; i < options.pairs(); i++) {
        for (boolean load : new boolean[] {false, true}) {
          loading = load;
          String beside = load ? " beside 64 KiB requests" : ", else idle";
          once("plain request" + beside, plain, lamp);
          once("device to watcher" + beside, moved, lamp);
        }
      }
      ended = true;
    }
    return report();
  }

  private static String mappings() {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < FADERS; i++) {
      all.append("desk * fader/" + i + " 0..999999999 linear -> bench/f" + i + " 0..999999999;");
    }
    return all.toString();
  }

  private InputMessage movement(int fader) {
    double now = (System.nanoTime() - base) / ControlLamp.STEP_NANOS;
    return new InputMessage(1, "fader/" + fader, now);
  }

  /** As many bytes as a change of one point takes. */
  private void plain(Exchange exchange) {
    byte[] payload = ByteBuffer.allocate(72).putLong(System.nanoTime() - base).array();
    exchange.request(ControlLamp.PLAIN, "go", payload);
  }

  private void startBulk(Exchange exchange) {
    byte[] large = new byte[BULK_BYTES];
    for (int i = 0; i < BULK_IN_FLIGHT; i++) {
      Thread thread =
          new Thread(
              () -> {
                while (!ended) {
                  if (loading) {
                    exchange.request(ControlLamp.BULK, "go", large).join();
                  } else {
                    Load.pause(Duration.ofMillis(5).toNanos());
                  }
                }
              },
              "bulk-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void once(String what, Runnable send, WorkerProcess lamp) throws IOException {
    pace(send, options.duration().dividedBy(10));
    lamp.ask("forget");
    pace(send, options.duration());
    Load.pause(Duration.ofMillis(50).toNanos()); // the last ones arrive
    String[] words = lamp.ask("tell").split(" ");
    Measured all = measured.computeIfAbsent(what, any -> new Measured());
    all.came.add(Double.parseDouble(words[0]) * 1e9 / options.duration().toNanos());
    all.p50.add(Double.parseDouble(words[1]) / 1e6);
    all.p99.add(Double.parseDouble(words[2]) / 1e6);
    all.most.add(Double.parseDouble(words[3]) / 1e6);
  }

  private static void pace(Runnable send, Duration duration) {
    long begun = System.nanoTime();
    long count = duration.toNanos() * PER_SECOND / 1_000_000_000L;
    for (long i = 0; i < count; i++) {
      long due = begun + i * 1_000_000_000L / PER_SECOND;
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      send.run();
    }
  }

  private List<Target> report() {
    List<List<String>> rows = new ArrayList<>();
    List<Target> targets = new ArrayList<>();
    measured.forEach(
        (what, all) -> {
          rows.add(
              List.of(
                  what,
                  Spread.of(all.came).text("%.0f"),
                  Spread.of(all.p50).text("%.3f"),
                  Spread.of(all.p99).text("%.3f"),
                  Spread.of(all.most).text("%.3f")));
          if (what.startsWith("device")) {
            targets.add(
                Target.atMost(what + ", p99 ms", Spread.of(all.p99), WANTED_MILLIS, "%.3f"));
          }
        });
    Table.print(
        "1,000 messages a second to another process",
        List.of("what", "told/s", "p50 ms", "p99 ms", "most ms"),
        rows);
    return targets;
  }
}
