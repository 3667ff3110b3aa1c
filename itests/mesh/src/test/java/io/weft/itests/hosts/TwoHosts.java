package io.weft.itests.hosts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Two network namespaces with a cable between them (a veth pair): as far as the network goes, two
 * machines. All of it goes when this is closed.
 */
final class TwoHosts implements AutoCloseable {
  /** For one call of {@code ip}, on a machine with other work (seconds). */
  private static final long PATIENCE_SECONDS = 20;

  /** A prefix for tests of network equipment (RFC 2544): nobody's own network. */
  private static final String PREFIX = "198.18.77.";

  /** The same for the second cable. */
  private static final String SECOND_PREFIX = "198.18.78.";

  private final String left;
  private final String right;

  private TwoHosts(String left, String right) {
    this.left = left;
    this.right = right;
  }

  /** Why this user or this machine cannot make namespaces; empty if it can. */
  static String obstacle() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("linux")) {
      return "network namespaces exist on Linux only";
    }
    String probe = "weft-probe-" + ProcessHandle.current().pid();
    try {
      ip("netns", "add", probe);
      ip("netns", "delete", probe);
      return "";
    } catch (IOException e) {
      return "network namespaces cannot be made here (root and iproute2 are needed): "
          + e.getMessage();
    }
  }

  static TwoHosts connected() throws IOException {
    long unique = ProcessHandle.current().pid();
    TwoHosts hosts = new TwoHosts("weft-left-" + unique, "weft-right-" + unique);
    try {
      hosts.make();
      return hosts;
    } catch (IOException e) {
      hosts.close();
      throw e;
    }
  }

  private void make() throws IOException {
    ip("netns", "add", left);
    ip("netns", "add", right);
    ip("-n", left, "link", "set", "lo", "up");
    ip("-n", right, "link", "set", "lo", "up");
    lay("cable", PREFIX);
  }

  private void lay(String cable, String prefix) throws IOException {
    ip("-n", left, "link", "add", cable, "type", "veth", "peer", "name", cable, "netns", right);
    address(left, cable, prefix + "1");
    address(right, cable, prefix + "2");
  }

  private static void address(String host, String cable, String address) throws IOException {
    ip("-n", host, "address", "add", address + "/24", "dev", cable);
    ip("-n", host, "link", "set", cable, "up");
  }

  /** Lays a second cable between the two, named {@code fast} on both. */
  void plugTheSecondCable() throws IOException {
    lay("fast", SECOND_PREFIX);
  }

  /** Takes it away again, with its interfaces. */
  void pullTheSecondCable() throws IOException {
    ip("-n", left, "link", "delete", "fast");
  }

  /** The second cable stays, and carries nothing any more. */
  void cutTheSecondCable() throws IOException {
    ip("-n", right, "link", "set", "fast", "down");
  }

  /** It carries again what it did. */
  void mendTheSecondCable() throws IOException {
    ip("-n", right, "link", "set", "fast", "up");
  }

  /**
   * A cable carries so much each way and no more.
   *
   * @param rate in the words of {@code tc}, such as {@code 200mbit}
   */
  void limit(String cable, String rate) throws IOException {
    for (String host : List.of(left, right)) {
      String limit = "qdisc add dev " + cable + " root tbf rate " + rate;
      List<String> command = new ArrayList<>(List.of("netns", "exec", host, "tc"));
      command.addAll(List.of((limit + " burst 256kb latency 50ms").split(" ")));
      ip(command.toArray(String[]::new));
    }
  }

  /** Neither reaches this TCP port of the other over the second cable. */
  void forbidOverTheSecondCable(int port) throws IOException {
    for (String host : List.of(left, right)) {
      String rule = "rule add to " + SECOND_PREFIX + "0/24 ipproto tcp dport " + port + " prohibit";
      List<String> command = new ArrayList<>(List.of("-n", host));
      command.addAll(List.of(rule.split(" ")));
      ip(command.toArray(String[]::new));
    }
  }

  /** What a command on the first host begins with. */
  List<String> onLeft() {
    return List.of("ip", "netns", "exec", left);
  }

  /** What a command on the second host begins with. */
  List<String> onRight() {
    return List.of("ip", "netns", "exec", right);
  }

  void pullTheCable() {
    set("down");
  }

  void plugTheCable() {
    set("up");
  }

  private void set(String state) {
    try {
      ip("-n", left, "link", "set", "cable", state);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    for (String host : List.of(left, right)) {
      try {
        ip("netns", "delete", host);
      } catch (IOException e) {
        System.err.println("left behind: " + e.getMessage());
      }
    }
  }

  static void ip(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(String.join(" ", command) + ": no end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(String.join(" ", command) + ": interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(String.join(" ", command) + ": " + said.strip());
    }
  }
}
