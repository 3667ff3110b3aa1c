package io.weft.store.mvstore;

import io.weft.testkit.KnownPeers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A process that saves one change after another and says of each when it has returned, until it is
 * killed. Change n saves peer n, and one of ten peers again with the time n; each fifth one is a
 * batch of 100; each seventh one removes the peer of the change before.
 */
final class SavingProcess {
  static final int BATCH = 100;

  /** Peers of batches have numbers from here on. */
  static final long BATCHES = 1_000_000_000_000L;

  /** Peers that are saved again and again have numbers from here on. */
  static final long AGAIN = 2_000_000_000_000L;

  /** Little, so that the file is often written anew. */
  private static final long SPARE_BYTES = 64 << 10;

  private SavingProcess() {}

  public static void main(String[] args) throws IOException {
    MvPeerStore store =
        new MvPeerStore(Path.of(args[0]), Clock.systemUTC(), Disk::files, SPARE_BYTES);
    PrintStream out = System.out;
    for (long n = Long.parseLong(args[1]); ; n++) {
      change(store, n);
      out.println(n);
      out.flush();
    }
  }

  static boolean isBatch(long n) {
    return n % 5 == 0;
  }

  static boolean isRemoval(long n) {
    return n % 7 == 0 && !isBatch(n);
  }

  private static void change(MvPeerStore store, long n) throws IOException {
    if (isBatch(n)) {
      store.save(
          LongStream.range(0, BATCH)
              .mapToObj(i -> KnownPeers.usual(BATCHES + n * BATCH + i))
              .toList());
    } else if (isRemoval(n)) {
      store.remove(List.of(KnownPeers.id(n - 1)));
    } else {
      store.save(
          List.of(
              KnownPeers.usual(n),
              KnownPeers.usual(AGAIN + n % 10, KnownPeers.THEN.plusSeconds(n))));
    }
  }
}
