package io.weft.bench;

import io.weft.exchange.ServiceDescription;
import io.weft.node.NodeId;
import io.weft.node.directory.Pool;
import io.weft.node.directory.RemotePath;
import io.weft.node.directory.ServiceDirectory;
import io.weft.node.session.Session;
import io.weft.node.wire.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Who offers a service of 1,000 on 100 nodes, and how its route is written: as the router finds it,
 * in the snapshot that each advertisement makes anew, and by looking through what all nodes said.
 */
final class Lookups {
  private static final int NODES = 100;
  private static final int SERVICES_EACH = 10;
  private static final int KEPT = 5_000_000;
  private static final int SEARCHED = 20_000;
  private static final int ROUNDS = 8;
  private static final int COUNTED_ROUNDS = 5;
  private static final int MAX_FRAME_BYTES = 1 << 20;
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final String ACTION = "do";

  private final ServiceDirectory directory = new ServiceDirectory();

  private Lookups() {
    for (int node = 0; node < NODES; node++) {
      String end = "" + DIGITS.charAt(node / 32) + DIGITS.charAt(node % 32);
      NodeId id = new NodeId("a".repeat(NodeId.LENGTH - 3) + end + "a");
      Session session = new Session(new AloneHost(), id, MAX_FRAME_BYTES);
      List<ServiceDescription> services = new ArrayList<>();
      for (int i = 0; i < SERVICES_EACH; i++) {
        services.add(new ServiceDescription(path(node, i), "1.0.0", "", Set.of(ACTION), List.of()));
      }
      directory.advertised(session, services, true, () -> null);
    }
  }

  private static String path(int node, int service) {
    return "hall" + node + "/lamp" + service;
  }

  /** Measures in a process of its own. */
  static List<Target> run(Options options) throws IOException {
    try (WorkerProcess worker = WorkerProcess.start(options.java(), "look-up")) {
      List<Double> kept = new ArrayList<>();
      List<Double> searched = new ArrayList<>();
      for (String word : worker.greeting().split(" ")) {
        (kept.size() == COUNTED_ROUNDS ? searched : kept).add(Double.valueOf(word));
      }
      return List.of(
          Target.plain("a look-up among 1,000 services, kept: ns", Spread.of(kept), "%.0f"),
          Target.plain("the same, searched each time: ns", Spread.of(searched), "%.0f"));
    }
  }

  /** Measures in this process: nanoseconds of each counted round, kept ones first. */
  static String measure() {
    Lookups lookups = new Lookups();
    String path = path(NODES / 2, SERVICES_EACH / 2);
    List<String> words = new ArrayList<>();
    lookups.measure(words, KEPT, () -> lookups.kept(path));
    lookups.measure(words, SEARCHED, () -> lookups.searched(path));
    return String.join(" ", words);
  }

  private void measure(List<String> words, int times, BooleanSupplier lookUp) {
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      for (int i = 0; i < times; i++) {
        if (!lookUp.getAsBoolean()) {
          throw new IllegalStateException("the service was not found");
        }
      }
      double nanos = (double) (System.nanoTime() - begun) / times;
      if (round >= ROUNDS - COUNTED_ROUNDS) {
        words.add(Double.toString(nanos));
      }
    }
  }

  private boolean kept(String path) {
    RemotePath found = directory.remotePath(path);
    Pool pool = found == null ? null : found.pool(ACTION, Optional.empty());
    return pool != null && !pool.entries().isEmpty();
  }

  private boolean searched(String path) {
    return directory.remote().stream().anyMatch(each -> each.description().path().equals(path))
        && Route.of(path, ACTION).path().equals(path);
  }
}
