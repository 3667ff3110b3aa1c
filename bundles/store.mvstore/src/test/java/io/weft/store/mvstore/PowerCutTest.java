package io.weft.store.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.testkit.KnownPeers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power goes while a change is written: each sector that it writes is on the disk, or is not,
 * in any order; what was synced before is there. The change before it was acknowledged.
 */
class PowerCutTest {
  /** What disks write as a whole, in bytes. */
  private static final int SECTOR = 512;

  private static final int CHANGES = 20;
  private static final int CUTS_A_CHANGE = 5;
  private static final int PEERS = 200;

  @TempDir Path folder;

  @Test
  void acknowledgedChangesAreThereAndTheLastOneIsThereOrNot() throws IOException {
    Path file = folder.resolve("peers.mv");
    Random random = new Random(3);
    Map<NodeId, KnownPeer> now = new TreeMap<>();
    int torn = 0;
    try (MvPeerStore store = Stored.open(file)) {
      store.save(Stored.peers(0, PEERS));
      now.putAll(Stored.byId(Stored.peers(0, PEERS)));
      for (int change = 1; change <= CHANGES; change++) {
        byte[] before = Files.readAllBytes(file);
        Map<NodeId, KnownPeer> then = new TreeMap<>(now);
        changeSome(store, now, change, random);
        byte[] after = Files.readAllBytes(file);
        for (int cut = 0; cut < CUTS_A_CHANGE; cut++) {
          byte[] left = cut(before, after, random);
          Map<NodeId, KnownPeer> found = found(left);
          assertThat(found)
              .as("change %d, cut %d", change, cut)
              .satisfiesAnyOf(
                  peers -> assertThat(peers).isEqualTo(then),
                  peers -> assertThat(peers).isEqualTo(now));
          torn += found.equals(then) ? 1 : 0;
        }
      }
    }
    assertThat(torn).as("cuts that took the change").isPositive();
  }

  private static void changeSome(
      MvPeerStore store, Map<NodeId, KnownPeer> now, int change, Random random) throws IOException {
    if (change % 7 == 0) {
      List<NodeId> going = now.keySet().stream().limit(random.nextInt(30)).toList();
      store.remove(going);
      now.keySet().removeAll(going);
    } else {
      List<KnownPeer> peers = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(40); i++) {
        peers.add(
            KnownPeers.usual(random.nextInt(PEERS), KnownPeers.THEN.plusSeconds(1000L * change)));
      }
      store.save(peers);
      now.putAll(Stored.byId(peers));
    }
  }

  private Map<NodeId, KnownPeer> found(byte[] bytes) throws IOException {
    Path own = Files.createTempDirectory(folder, "cut");
    Files.write(own.resolve("peers.mv"), bytes);
    return Stored.in(own.resolve("peers.mv"));
  }

  private static byte[] cut(byte[] before, byte[] after, Random random) {
    byte[] left = new byte[random.nextBoolean() ? before.length : after.length];
    double share = random.nextDouble();
    for (int at = 0; at < left.length; at += SECTOR) {
      byte[] from = random.nextDouble() < share ? after : before;
      int length = Math.min(SECTOR, Math.min(left.length, from.length) - at);
      if (length > 0) {
        System.arraycopy(from, at, left, at, length);
      }
    }
    return left;
  }
}
