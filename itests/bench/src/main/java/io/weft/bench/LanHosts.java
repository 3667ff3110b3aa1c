package io.weft.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Hosts with a cable each to one switch, as network namespaces; what a host sends is as slow as its
 * cable. They go when it is closed. See {@link LanSegment#obstacle} for where there can be none.
 */
final class LanHosts implements AutoCloseable {

  /** For tests of network equipment (RFC 2544). */
  private static final String PREFIX = "198.18.80.";

  private static final String SWITCH = "switch";

  /** So much may leave at once, and waits so long for the cable at most, before it is dropped. */
  private static final String BURST = "256kb";

  private static final String LATENCY = "50ms";

  private final List<String> namespaces = new ArrayList<>();

  private LanHosts() {}

  /**
   * Makes them.
   *
   * @param count 250 at most
   * @param rate of each cable, as tc(8) reads it, such as {@code 500mbit}
   */
  static LanHosts of(int count, String rate) throws IOException {
    LanHosts hosts = new LanHosts();
    try {
      hosts.add(SWITCH);
      String middle = hosts.namespaces.get(0);
      Command.run("ip", "-n", middle, "link", "add", SWITCH, "type", "bridge");
      Command.run("ip", "-n", middle, "link", "set", SWITCH, "up");
      for (int i = 1; i <= count; i++) {
        hosts.plug(i, middle, rate);
      }
      return hosts;
    } catch (IOException e) {
      hosts.close();
      throw e;
    }
  }

  private void add(String name) throws IOException {
    String namespace = "weft-bench-" + name + "-" + ProcessHandle.current().pid();
    Command.run("ip", "netns", "add", namespace);
    namespaces.add(namespace);
  }

  private void plug(int number, String middle, String rate) throws IOException {
    add("h" + number);
    String host = namespaces.get(number);
    String lan = LanSegment.INTERFACE;
    String port = "port" + number;
    Command.run("ip", "-n", host, "link", "set", "lo", "up");
    Command.run(
        "ip", "-n", host, "link", "add", lan, "type", "veth", "peer", "name", port, "netns",
        middle);
    Command.run("ip", "-n", middle, "link", "set", port, "master", SWITCH, "up");
    Command.run(
        "ip", "-n", host, "address", "add", PREFIX + number + "/24", "brd", "+", "dev", lan);
    Command.run("ip", "-n", host, "link", "set", lan, "up");
    Command.run(
        "tc", "-n", host, "qdisc", "add", "dev", lan, "root", "tbf", "rate", rate, "burst", BURST,
        "latency", LATENCY);
  }

  /**
   * What comes before a program that runs on a host.
   *
   * @param number from 1
   */
  List<String> on(int number) {
    return List.of("ip", "netns", "exec", namespaces.get(number));
  }

  /** Bytes that a host has sent by its cable, with all heads. */
  long sentBytes(int number) throws IOException {
    List<String> command = new ArrayList<>(on(number));
    command.addAll(
        List.of("cat", "/sys/class/net/" + LanSegment.INTERFACE + "/statistics/tx_bytes"));
    return Long.parseLong(Command.run(command.toArray(String[]::new)).strip());
  }

  @Override
  public void close() {
    for (String each : namespaces) {
      try {
        Command.run("ip", "netns", "delete", each);
      } catch (IOException e) {
        System.err.println("left behind: " + e.getMessage());
      }
    }
  }
}
