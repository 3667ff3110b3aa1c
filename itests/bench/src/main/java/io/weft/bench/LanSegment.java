package io.weft.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two hosts with a cable between them, as network namespaces: the first has many addresses, the
 * second one. Goes when it is closed.
 */
final class LanSegment implements AutoCloseable {

  static final String INTERFACE = "lan";

  /** For tests of network equipment (RFC 2544). */
  private static final String PREFIX = "198.18.79.";

  private static final int SECOND = 250;

  private final String first = "weft-bench-a-" + ProcessHandle.current().pid();
  private final String second = "weft-bench-b-" + ProcessHandle.current().pid();
  private final int addresses;

  private LanSegment(int addresses) {
    this.addresses = addresses;
  }

  /** Why there can be none here; empty if there can. */
  static String obstacle() {
    try {
      if (Files.exists(Path.of("/proc/self/ns/net")) && uid() == 0) {
        ip("-V");
        return "";
      }
    } catch (IOException e) {
      return "network namespaces need iproute2: " + e.getMessage();
    }
    return "network namespaces need Linux and root";
  }

  static LanSegment of(int addresses) throws IOException {
    LanSegment segment = new LanSegment(addresses);
    try {
      segment.make();
      return segment;
    } catch (IOException e) {
      segment.close();
      throw e;
    }
  }

  private void make() throws IOException {
    for (String host : List.of(first, second)) {
      ip("netns", "add", host);
      ip("-n", host, "link", "set", "lo", "up");
    }
    ip(
        "-n", first, "link", "add", INTERFACE, "type", "veth", "peer", "name", INTERFACE, "netns",
        second);
    for (String address : addresses()) {
      ip("-n", first, "address", "add", address + "/24", "brd", "+", "dev", INTERFACE);
    }
    ip("-n", second, "address", "add", PREFIX + SECOND + "/24", "brd", "+", "dev", INTERFACE);
    ip("-n", first, "link", "set", INTERFACE, "up");
    ip("-n", second, "link", "set", INTERFACE, "up");
  }

  /** Of the first host. */
  List<String> addresses() {
    return IntStream.rangeClosed(1, addresses).mapToObj(i -> PREFIX + i).toList();
  }

  List<String> onFirst() {
    return List.of("ip", "netns", "exec", first);
  }

  List<String> onSecond() {
    return List.of("ip", "netns", "exec", second);
  }

  private static int uid() throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  private static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Command.run(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    for (String host : List.of(first, second)) {
      try {
        ip("netns", "delete", host);
      } catch (IOException e) {
        System.err.println("left behind: " + e.getMessage());
      }
    }
  }
}
