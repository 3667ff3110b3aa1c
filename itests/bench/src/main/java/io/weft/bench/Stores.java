package io.weft.bench;

import io.weft.node.NodeId;
import io.weft.store.mvstore.MvPeerStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/** The peer store: changes a second, the size of the file, the load at a start, and kills. */
final class Stores {
  private static final int MANY_PEERS = 100_000;
  private static final int FEW_PEERS = 5_000;
  private static final int WANTED_LOAD_MILLIS = 2_000;
  private static final int KILLS = 25;
  private static final int FEW_KILLS = 2;

  /** A kill comes at a random moment of so long after the first change that is acknowledged. */
  private static final int LATEST_KILL_MILLIS = 1_000;

  private Stores() {}

  static List<Target> run(Options options, Path folder) throws IOException {
    List<Target> targets = new ArrayList<>();
    targets.addAll(new StoreWrites(options, Files.createDirectory(folder.resolve("writes"))).run());
    targets.addAll(load(options, Files.createDirectory(folder.resolve("load"))));
    targets.addAll(kills(options, Files.createDirectory(folder.resolve("kills"))));
    return targets;
  }

  /** In new processes with the garbage collector of a node, as at its start. */
  private static List<Target> load(Options options, Path folder) throws IOException {
    int count = options.isQuick() ? FEW_PEERS : MANY_PEERS;
    try (MvPeerStore store = StoredPeers.open(folder)) {
      StoredPeers.fill(store, count);
    }
    List<Double> millis = new ArrayList<>();
    List<Double> cpuMillis = new ArrayList<>();
    for (int i = 0; i < options.pairs(); i++) {
      try (WorkerProcess loading =
          WorkerProcess.start(
              List.of(options.java(), "-XX:+UseSerialGC"), "load-peers", folder.toString())) {
        String[] measured = loading.greeting().split(" ");
        if (Integer.parseInt(measured[2]) != count) {
          throw new IOException(measured[2] + " of " + count + " peers were loaded");
        }
        millis.add(Double.valueOf(measured[0]));
        cpuMillis.add(Double.valueOf(measured[1]));
      }
    }
    String what = "store: load of %,d peers in a new process, ".formatted(count);
    return List.of(
        Target.atMost(what + "ms", Spread.of(millis), WANTED_LOAD_MILLIS, "%.0f"),
        Target.plain(what + "ms of the loading thread", Spread.of(cpuMillis), "%.0f"));
  }

  /** In the process that loads: how long, how much of it on a processor, and how many. */
  static String measureLoad(Path folder) throws IOException {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long begun = System.nanoTime();
    int[] count = new int[1];
    try (MvPeerStore store = StoredPeers.open(folder)) {
      store.load(peer -> count[0]++);
      double millis = (System.nanoTime() - begun) / 1e6;
      return millis + " " + (threads.getCurrentThreadCpuTime() - cpu) / 1e6 + " " + count[0];
    }
  }

  /** In the process that is killed: saves peers, one more each time, and says which are stored. */
  static void saveForever(Path folder, long first, LongConsumer stored) throws IOException {
    MvPeerStore store = StoredPeers.open(folder);
    for (long number = first; ; number++) {
      store.save(StoredPeers.peers(number, number + 1));
      stored.accept(number);
    }
  }

  private static List<Target> kills(Options options, Path folder) throws IOException {
    int rounds = options.isQuick() ? FEW_KILLS : KILLS;
    Random random = new Random();
    Set<NodeId> acknowledged = new HashSet<>();
    long missing = 0;
    long next = 0;
    for (int i = 0; i < rounds; i++) {
      long last = killed(options, folder, next, random);
      LongStream.rangeClosed(next, last).mapToObj(StoredPeers::id).forEach(acknowledged::add);
      Set<NodeId> there = StoredPeers.in(folder);
      missing += acknowledged.stream().filter(id -> !there.contains(id)).count();
      next = last + 1;
    }
    String what = "store, kill -9 %d times: ".formatted(rounds);
    return List.of(
        Target.atMost(
            what + "acknowledged changes that are missing",
            Spread.of(List.of((double) missing)),
            0,
            "%.0f"),
        Target.plain(
            what + "acknowledged changes",
            Spread.of(List.of((double) acknowledged.size())),
            "%.0f"));
  }

  /** The last change that was acknowledged. */
  private static long killed(Options options, Path folder, long first, Random random)
      throws IOException {
    try (WorkerProcess saving =
        WorkerProcess.start(
            options.java(), "save-peers", folder.toString(), Long.toString(first))) {
      long last = Long.parseLong(saving.greeting());
      CompletableFuture<Boolean> kill =
          CompletableFuture.supplyAsync(
              saving.process().toHandle()::destroyForcibly,
              CompletableFuture.delayedExecutor(
                  random.nextInt(LATEST_KILL_MILLIS), TimeUnit.MILLISECONDS));
      try {
        while (true) {
          last = Long.parseLong(saving.read());
        }
      } catch (IOException e) {
        kill.join(); // that is how it ends
      }
      return last;
    }
  }
}
