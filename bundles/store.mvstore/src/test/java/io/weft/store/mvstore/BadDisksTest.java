package io.weft.store.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.testkit.KnownPeers;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be stored is said; what was stored is still there; later it works again. */
class BadDisksTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("peers.mv");
  }

  @Test
  void fullDiskIsSaidWhereverItHitsAndNothingIsLost() throws IOException {
    FailingDisk disk = new FailingDisk();
    Random random = new Random(5);
    int refused = 0;
    Map<NodeId, KnownPeer> stored = new TreeMap<>();
    try (MvPeerStore store = Stored.open(file, disk)) {
      for (int i = 0; i < 100; i++) {
        List<KnownPeer> peers = Stored.peers(10L * i, 10L * i + 12);
        disk.room = random.nextInt(60_000);
        try {
          store.save(peers);
        } catch (IOException e) {
          refused++;
          assertThat(e)
              .hasMessageContaining("12 peers could not be stored")
              .hasMessageContaining(file.toString())
              .hasMessageContaining("the disk is full")
              .hasMessageContaining("make room");
          disk.room = Long.MAX_VALUE;
          assertThat(Stored.in(store)).as("after failure %d", i).isEqualTo(stored);
          store.save(peers);
        }
        stored.putAll(Stored.byId(peers));
      }
      assertThat(Stored.in(store)).isEqualTo(stored);
    }
    assertThat(refused).isGreaterThan(20);
    assertThat(Stored.in(file)).isEqualTo(stored);
  }

  @Test
  void afterADiskHasNotSaidThatItHasAChangeEverythingIsWrittenAnew() throws IOException {
    FailingDisk disk = new FailingDisk();
    try (MvPeerStore store = Stored.open(file, disk)) {
      store.save(Stored.peers(0, 10));
      Object before = Files.getAttribute(file, "fileKey");
      disk.syncs = false;
      assertThatThrownBy(() -> store.save(Stored.peers(10, 20)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("10 peers could not be stored")
          .hasMessageContaining("Input/output error");
      assertThatThrownBy(() -> store.save(Stored.peers(10, 20))).isInstanceOf(IOException.class);
      disk.syncs = true;

      store.save(Stored.peers(20, 30));

      assertThat(Stored.in(store)).containsAllEntriesOf(Stored.byId(Stored.peers(0, 10)));
      assertThat(Stored.in(store)).containsAllEntriesOf(Stored.byId(Stored.peers(20, 30)));
      assertThat(before)
          .as("a new file, where files have keys")
          .satisfiesAnyOf(
              key -> assertThat(key).isNull(),
              key -> assertThat(key).isNotEqualTo(Files.getAttribute(file, "fileKey")));
    }
  }

  @Test
  void diskThatIsTooSmallForANewFileKeepsTheOld() throws IOException {
    FailingDisk disk = new FailingDisk();
    try (MvPeerStore store = Stored.open(file, disk);
        LogLines log = new LogLines()) {
      store.save(Stored.peers(0, 100));
      for (int i = 0; Files.size(file) < (6 << 20); i++) {
        // Enough for a change, too little for all peers.
        disk.room = Files.size(file) < (4 << 20) ? Long.MAX_VALUE : 30_000;
        store.save(List.of(KnownPeers.usual(i % 100, Instant.EPOCH.plusSeconds(i))));
      }
      assertThat(Stored.in(store)).hasSize(100);
      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("could not be made smaller", "the disk is full", "tried again");
      assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }
    assertThat(Stored.in(file)).hasSize(100);
  }

  @Test
  void smallFileSystemFillsUpAndIsFreedAgain() throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("small"));
    String mount = run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mounted.toString());
    if (!mount.isEmpty()) {
      System.err.println("SKIPPED: no small file system can be mounted here: " + mount);
    }
    assumeTrue(mount.isEmpty(), mount);
    try (MvPeerStore store = Stored.open(mounted.resolve("peers.mv"))) {
      store.save(Stored.peers(0, 100));
      Path ballast = Files.write(mounted.resolve("ballast"), new byte[64 << 10]);
      Map<NodeId, KnownPeer> stored = Stored.in(store);
      IOException full = null;
      for (int i = 100; full == null; i += 20) {
        try {
          store.save(Stored.peers(i, i + 20));
          stored.putAll(Stored.byId(Stored.peers(i, i + 20)));
        } catch (IOException e) {
          full = e;
        }
      }
      assertThat(full).hasMessageContaining("the disk is full").hasMessageContaining("make room");
      assertThat(Stored.in(store)).isEqualTo(stored);

      Files.delete(ballast);
      store.save(Stored.peers(5_000, 5_010));
      stored.putAll(Stored.byId(Stored.peers(5_000, 5_010)));
      assertThat(Stored.in(store)).isEqualTo(stored);

      store.close();
      readOnly(mounted, stored);
    } finally {
      run("umount", mounted.toString());
    }
  }

  private static void readOnly(Path mounted, Map<NodeId, KnownPeer> stored) throws Exception {
    assertThat(run("mount", "-o", "remount,ro", mounted.toString())).isEmpty();
    try (MvPeerStore store = Stored.open(mounted.resolve("peers.mv"));
        MvPeerStore other = Stored.open(mounted.resolve("new").resolve("peers.mv"))) {
      assertThat(Stored.in(store)).isEqualTo(stored);
      assertThat(Stored.in(other)).isEmpty();
      for (MvPeerStore each : List.of(store, other)) {
        assertThatThrownBy(() -> each.save(Stored.peers(6_000, 6_001)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("it cannot be written")
            .hasMessageContaining("weft.data");
      }
      assertThat(Stored.in(store)).isEqualTo(stored);
      assertThat(run("mount", "-o", "remount,rw", mounted.toString())).isEmpty();
      store.save(Stored.peers(6_000, 6_001));
      assertThat(Stored.in(store)).hasSize(stored.size() + 1);
    }
  }

  @Test
  void folderThatMayNotBeWrittenIsSaid() throws IOException {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed), "root writes all");
    try (MvPeerStore store = Stored.open(closed.resolve("peers.mv"))) {
      assertThat(Stored.in(store)).isEmpty();
      assertThatThrownBy(() -> store.save(Stored.peers(0, 1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("it cannot be written")
          .hasMessageContaining("weft.data");
      assertThat(closed.toFile().setWritable(true)).isTrue();
      store.save(Stored.peers(0, 1));
      assertThat(Stored.in(store)).hasSize(1);
    }
  }

  @Test
  void placeOfTheFolderThatIsAFileIsSaid() throws IOException {
    Files.writeString(folder.resolve("data"), "a file");
    try (MvPeerStore store = Stored.open(folder.resolve("data").resolve("peers.mv"))) {
      assertThatThrownBy(() -> store.save(Stored.peers(0, 1)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("1 peers could not be stored in " + folder.resolve("data"));
    }
  }

  @Test
  void fileInUseIsSaidAndTakenWhenItIsFree() throws IOException {
    MvPeerStore first = Stored.open(file);
    first.save(Stored.peers(0, 3));
    try (MvPeerStore second = Stored.open(file)) {
      assertThatThrownBy(() -> Stored.in(second))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("in use by another process")
          .hasMessageContaining("weft.data");
      assertThatThrownBy(() -> second.save(Stored.peers(7, 8)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another process");
      first.save(Stored.peers(3, 4));

      first.close();

      assertThat(Stored.in(second)).hasSize(4);
    }
  }

  @Test
  void closedStoreSaysSo() throws IOException {
    MvPeerStore store = Stored.open(file);
    store.save(Stored.peers(0, 3));
    store.close();
    store.close();

    assertThatThrownBy(() -> Stored.in(store)).hasMessageContaining("the store is closed");
    assertThatThrownBy(() -> store.save(Stored.peers(0, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the store is closed");
  }

  @Test
  void peerThatIsTooLargeIsRefusedAndNothingOfItsBatchIsStored() throws IOException {
    KnownPeer large = large("x".repeat(BoundedBytes.MOST_BYTES));
    KnownPeer larger = large("x".repeat(70_000));
    try (MvPeerStore store = Stored.open(file)) {
      for (KnownPeer each : List.of(large, larger)) {
        assertThatThrownBy(() -> store.save(List.of(KnownPeers.usual(1), each)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(each.id().text())
            .hasMessageContaining("limit 6553");
      }
      assertThat(Stored.in(store)).isEmpty();
    }
  }

  private static KnownPeer large(String name) {
    return new KnownPeer(
        KnownPeers.id(2),
        Optional.empty(),
        name,
        "",
        Set.of(),
        List.of(URI.create("tcp://192.0.2.1:1")),
        false,
        0,
        0,
        Instant.EPOCH,
        0,
        Optional.empty(),
        Instant.EPOCH);
  }

  /** What it said if it failed, else nothing. */
  private static String run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return String.join(" ", command) + " hangs";
      }
      return process.exitValue() == 0 ? "" : said.strip() + " (" + process.exitValue() + ")";
    } catch (IOException e) {
      return e.getMessage();
    }
  }
}
