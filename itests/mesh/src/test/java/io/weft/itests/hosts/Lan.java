package io.weft.itests.hosts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Segments of hosts, each host a network namespace, each segment a bridge in one more. Two segments
 * have a router between them, which passes no multicast. All of it goes when this is closed.
 */
final class Lan implements AutoCloseable {

  /** Of the prefix for tests of network equipment (RFC 2544), like {@link TwoHosts}. */
  private static final String PREFIX = "198.18.";

  private static final int FIRST_SEGMENT = 90;
  private static final int FIRST_HOST = 10;

  private final List<String> namespaces = new ArrayList<>();
  private final long unique = ProcessHandle.current().pid();

  private Lan() {}

  /**
   * Makes the segments, and a router if there are several.
   *
   * @param hosts of each segment
   */
  static Lan of(int... hosts) throws IOException {
    Lan lan = new Lan();
    try {
      if (hosts.length > 1) {
        lan.namespace("router");
      }
      for (int segment = 0; segment < hosts.length; segment++) {
        lan.segment(segment, hosts[segment], hosts.length > 1);
      }
      return lan;
    } catch (IOException e) {
      lan.close();
      throw e;
    }
  }

  /** What a command on a host begins with. */
  List<String> on(int segment, int host) {
    return List.of("ip", "netns", "exec", name(segment, host));
  }

  /** A host's address, without the prefix's length. */
  String address(int segment, int host) {
    return PREFIX + (FIRST_SEGMENT + segment) + '.' + (FIRST_HOST + host);
  }

  /** Runs {@code ip} on a host, whose interface is called {@code lan}. */
  void ip(int segment, int host, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("-n", name(segment, host)));
    command.addAll(List.of(arguments));
    TwoHosts.ip(command.toArray(String[]::new));
  }

  /** Runs a program on a host to its end. */
  void run(int segment, int host, String... command) throws IOException {
    List<String> whole = new ArrayList<>(List.of("netns", "exec", name(segment, host)));
    whole.addAll(List.of(command));
    TwoHosts.ip(whole.toArray(String[]::new));
  }

  /** Drops what is sent to or arrives at addresses on a host. */
  void drop(int segment, int host, String hook, String addresses) throws IOException {
    run(segment, host, "nft", "add", "table", "ip", "weft");
    run(
        segment,
        host,
        "nft",
        "add chain ip weft " + hook + " { type filter hook " + hook + " priority 0; }");
    run(segment, host, "nft", "add rule ip weft " + hook + " ip daddr " + addresses + " drop");
  }

  /** Drops nothing any more. */
  void dropNothing(int segment, int host) throws IOException {
    run(segment, host, "nft", "delete", "table", "ip", "weft");
  }

  private void segment(int segment, int hosts, boolean routed) throws IOException {
    String bridge = namespace("switch-" + segment);
    TwoHosts.ip(
        "-n", bridge, "link", "add", "name", "hub", "type", "bridge", "mcast_snooping", "0");
    TwoHosts.ip("-n", bridge, "link", "set", "hub", "up");
    String router = PREFIX + (FIRST_SEGMENT + segment) + ".1";
    if (routed) {
      String name = name("router");
      cable(bridge, "router", name, "to-" + segment, router);
      TwoHosts.ip("netns", "exec", name, "sysctl", "-q", "-w", "net.ipv4.ip_forward=1");
    }
    for (int host = 0; host < hosts; host++) {
      String name = namespace(segment + "-" + host);
      cable(bridge, "host-" + host, name, "lan", address(segment, host));
      if (routed) {
        TwoHosts.ip("-n", name, "route", "add", "default", "via", router);
      }
    }
  }

  private static void cable(String bridge, String port, String host, String name, String address)
      throws IOException {
    TwoHosts.ip(
        "-n", bridge, "link", "add", port, "type", "veth", "peer", "name", name, "netns", host);
    TwoHosts.ip("-n", bridge, "link", "set", port, "master", "hub", "up");
    TwoHosts.ip("-n", host, "address", "add", address + "/24", "brd", "+", "dev", name);
    TwoHosts.ip("-n", host, "link", "set", name, "up");
  }

  private String namespace(String what) throws IOException {
    String name = name(what);
    TwoHosts.ip("netns", "add", name);
    namespaces.add(name);
    TwoHosts.ip("-n", name, "link", "set", "lo", "up");
    return name;
  }

  private String name(int segment, int host) {
    return name(segment + "-" + host);
  }

  private String name(String what) {
    return "weft-" + what + "-" + unique;
  }

  @Override
  public void close() {
    for (String name : namespaces) {
      try {
        TwoHosts.ip("netns", "delete", name);
      } catch (IOException e) {
        System.err.println("left behind: " + e.getMessage());
      }
    }
  }
}
