package io.weft.bench;

import io.weft.peer.KnownPeer;
import io.weft.store.mvstore.MvPeerStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Changes of random peers out of ten thousand, beside a file to which as many bytes are appended
 * and synced; and what becomes of the file.
 */
final class StoreWrites {
  private static final int PEERS = 10_000;
  private static final int BATCH = 100;
  private static final int MANY_UPDATES = 1_000_000;
  private static final int FEW_UPDATES = 20_000;

  private final Options options;
  private final Path folder;
  private final Random random = new Random(1);
  private long now = PEERS;

  StoreWrites(Options options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  List<Target> run() throws IOException {
    List<Target> targets = new ArrayList<>();
    Path appended = folder.resolve("appended");
    try (MvPeerStore store = StoredPeers.open(folder);
        FileChannel baseline =
            FileChannel.open(appended, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      StoredPeers.fill(store, PEERS);
      long live = Files.size(file());
      for (int batch : List.of(1, BATCH)) {
        ByteBuffer bytes = ByteBuffer.allocate((int) (live / PEERS) * batch);
        Call change = () -> store.save(some(batch));
        Call append = () -> append(baseline, bytes);
        targets.addAll(compare(batch, change, append));
      }
      targets.addAll(size(store, live));
    }
    return targets;
  }

  private interface Call {
    void run() throws IOException;
  }

  private List<Target> compare(int batch, Call change, Call append) throws IOException {
    perSecond(change); // not counted: this is new to it
    List<Double> changes = new ArrayList<>();
    List<Double> appends = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < options.pairs(); i++) {
      changes.add(perSecond(change));
      appends.add(perSecond(append));
      ratios.add(changes.get(i) / appends.get(i));
    }
    String what = "store, %d at a time: ".formatted(batch);
    return List.of(
        Target.plain(what + "durable changes/s", Spread.of(changes), "%.0f"),
        Target.plain(what + "appends of as many bytes/s, synced", Spread.of(appends), "%.0f"),
        Target.plain(what + "store ÷ append", Spread.of(ratios), "%.2f"));
  }

  private double perSecond(Call call) throws IOException {
    Duration duration = options.duration();
    long begun = System.nanoTime();
    long calls = 0;
    long took;
    do {
      call.run();
      calls++;
      took = System.nanoTime() - begun;
    } while (took < duration.toNanos());
    return calls * 1e9 / took;
  }

  private static void append(FileChannel file, ByteBuffer bytes) throws IOException {
    bytes.rewind();
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(true);
  }

  private List<Target> size(MvPeerStore store, long live) throws IOException {
    int updates = options.isQuick() ? FEW_UPDATES : MANY_UPDATES;
    long most = 0;
    long slowest = 0;
    for (int i = 0; i < updates; i += BATCH) {
      List<KnownPeer> peers = some(BATCH);
      long begun = System.nanoTime();
      store.save(peers);
      slowest = Math.max(slowest, System.nanoTime() - begun);
      most = Math.max(most, Files.size(file()));
    }
    String what = "store, %,d updates of %,d peers: ".formatted(updates, PEERS);
    return List.of(
        Target.atMost(
            what + "largest file ÷ new file",
            Spread.of(List.of((double) most / live)),
            4 + (double) MvPeerStore.SPARE_BYTES / live,
            "%.2f"),
        Target.plain(
            what + "file at the end ÷ new file",
            Spread.of(List.of((double) Files.size(file()) / live)),
            "%.2f"),
        Target.plain(what + "new file, MB", Spread.of(List.of(live / 1e6)), "%.2f"),
        Target.plain(what + "slowest change, ms", Spread.of(List.of(slowest / 1e6)), "%.0f"));
  }

  private Path file() {
    return folder.resolve("peers.mv");
  }

  private List<KnownPeer> some(int count) {
    List<KnownPeer> peers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      peers.add(StoredPeers.peer(random.nextInt(PEERS), now++));
    }
    return peers;
  }
}
