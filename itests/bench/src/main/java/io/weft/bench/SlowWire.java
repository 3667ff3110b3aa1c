package io.weft.bench;

import java.io.IOException;
import java.util.List;

/** A host of its own, as a network namespace, whose loopback interface is slow. */
final class SlowWire implements AutoCloseable {

  /** So many frames of loopback (64 KiB each) may leave at once; less, and some never leave. */
  private static final String BURST = "256kb";

  /** What waits longer is dropped: far more than happens with some megabytes under way. */
  private static final String LATENCY = "1s";

  private final String name = "weft-bench-slow-" + ProcessHandle.current().pid();

  private SlowWire() {}

  /**
   * Makes it.
   *
   * @param rate as tc(8) reads it, such as {@code 100mbit}
   */
  static SlowWire of(String rate) throws IOException {
    SlowWire wire = new SlowWire();
    Command.run("ip", "netns", "add", wire.name);
    try {
      Command.run("ip", "-n", wire.name, "link", "set", "lo", "up");
      Command.run(
          "tc", "-n", wire.name, "qdisc", "add", "dev", "lo", "root", "tbf", "rate", rate, "burst",
          BURST, "latency", LATENCY);
      return wire;
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  /** Starts a program there. */
  List<String> before(String program) {
    return List.of("ip", "netns", "exec", name, program);
  }

  @Override
  public void close() {
    try {
      Command.run("ip", "netns", "delete", name);
    } catch (IOException e) {
      System.err.println("left behind: " + e.getMessage());
    }
  }
}
