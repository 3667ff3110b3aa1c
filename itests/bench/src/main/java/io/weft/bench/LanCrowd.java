package io.weft.bench;

import io.weft.node.peers.CompanySize;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Whole nodes in one process and one network namespace, each on an address of its own. */
final class LanCrowd implements AutoCloseable {

  /** A killed node is believed in for 75 s where ten others are: three of its periods. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final Duration PAUSE = Duration.ofMillis(5);

  /** More than these in one process have few links each: else links are what is measured. */
  private static final int LINKED_FULLY = 12;

  private static final CompanySize FEW = new CompanySize(2, 4);

  private final List<WeftNode> nodes;

  private LanCrowd(List<WeftNode> nodes) {
    this.nodes = nodes;
  }

  /** They are found by nothing yet. */
  static LanCrowd start(Path folder, Path config, List<String> addresses) throws IOException {
    List<WeftNode> nodes = new ArrayList<>();
    CompanySize company = addresses.size() > LINKED_FULLY ? FEW : CompanySize.STANDARD;
    for (String address : addresses) {
      String name = "n-" + address;
      nodes.add(
          WeftNode.startOn(
              InetAddress.getByName(address), name, folder.resolve(name), config, company));
    }
    return new LanCrowd(nodes);
  }

  /**
   * {@code find}: looks for others from now on; {@code linked N}, {@code known N}, {@code lost N}:
   * waits until each is linked with, knows, or is linked with no more than so many; {@code sent}:
   * bytes that have left this host.
   *
   * @return when it was done, as {@link System#nanoTime}, which all processes of a machine share;
   *     or the bytes
   */
  long order(String order, List<String> sources) throws IOException {
    String[] words = order.split(" ");
    int count = words.length > 1 ? Integer.parseInt(words[1]) : 0;
    switch (words[0]) {
      case "find" -> nodes.parallelStream().forEach(node -> node.findBy(sources));
      case "linked" -> await(order, node -> node.connectedPeers() >= count);
      case "known" -> await(order, node -> node.knownPeers() >= count);
      case "lost" -> await(order, node -> node.connectedPeers() <= count);
      case "gone" -> await(order, node -> node.knownPeers() <= count);
      case "sent" -> {
        return sentBytes();
      }
      default -> throw new IllegalArgumentException("no order " + order);
    }
    return System.nanoTime();
  }

  private void await(String what, Predicate<WeftNode> condition) throws IOException {
    long begun = System.nanoTime();
    int first = 0; // that was not so far: looking at all takes processor time that they need
    while (!condition.test(nodes.get(first)) || !nodes.stream().allMatch(condition)) {
      while (first + 1 < nodes.size() && condition.test(nodes.get(first))) {
        first++;
      }
      if (System.nanoTime() - begun > LIMIT.toNanos()) {
        throw new IOException("waited " + LIMIT.toSeconds() + " s for \"" + what + '"');
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /** Of the interface to the others, with all headers; links within this host go by loopback. */
  private static long sentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/net/dev"))) {
      // name: 8 figures of what was received, then bytes sent (proc(5))
      if (line.strip().startsWith(LanSegment.INTERFACE + ":")) {
        return Long.parseLong(line.strip().split("[: ]+")[9]);
      }
    }
    throw new IOException("there is no interface " + LanSegment.INTERFACE);
  }

  @Override
  public void close() {
    nodes.parallelStream().forEach(WeftNode::close);
  }
}
