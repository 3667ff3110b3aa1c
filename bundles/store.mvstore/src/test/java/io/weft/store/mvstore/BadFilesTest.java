package io.weft.store.mvstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.weft.peer.KnownPeer;
import io.weft.testkit.KnownPeers;
import io.weft.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, newer or something else: said once, kept aside, and the node starts. */
class BadFilesTest {
  /** Some ten milliseconds each. */
  private static final int RANDOM_DAMAGES = 60;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("peers.mv");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 5_000, 100_000})
  void fileOfSomethingElseIsPutAside(int length) throws IOException {
    byte[] text = "something else\n".repeat(length / 15 + 1).getBytes(StandardCharsets.UTF_8);
    Files.write(file, text);

    try (LogLines log = new LogLines();
        MvPeerStore store = Stored.open(file)) {
      assertThat(Stored.in(store)).isEmpty();
      store.save(Stored.peers(0, 3));

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains(file.toString(), "is damaged", "peers.mv.damaged-20260101-000000");
    }
    assertThat(folder.resolve("peers.mv.damaged-20260101-000000")).hasBinaryContent(text);
    assertThat(Stored.in(file)).isEqualTo(Stored.byId(Stored.peers(0, 3)));
  }

  @Test
  void emptyFileIsANewStore() throws IOException {
    Files.createFile(file);

    try (LogLines log = new LogLines();
        MvPeerStore store = Stored.open(file)) {
      assertThat(Stored.in(store)).isEmpty();
      store.save(Stored.peers(0, 3));
      assertThat(log.warnings()).isEmpty();
    }
    assertThat(Stored.in(file)).hasSize(3);
  }

  @Test
  void fileOfANewerLibraryIsPutAside() throws IOException {
    stored(3);
    byte[] bytes = Files.readAllBytes(file);
    for (int block = 0; block < 2; block++) {
      raiseFormat(bytes, block * 4096);
    }
    Files.write(file, bytes);

    try (LogLines log = new LogLines();
        MvPeerStore store = Stored.open(file)) {
      assertThat(Stored.in(store)).isEmpty();
      assertThat(log.warnings()).singleElement().asString().contains("newer version");
    }
    assertThat(aside("newer"))
        .singleElement()
        .satisfies(f -> assertThat(f).hasBinaryContent(bytes));
  }

  @Test
  void fileOfANewerWeftIsPutAside() throws IOException {
    stored(3);
    try (MVStore store = Disk.files(file)) {
      store.setStoreVersion(2);
      store.commit();
    }

    try (LogLines log = new LogLines();
        MvPeerStore store = Stored.open(file)) {
      assertThat(Stored.in(store)).isEmpty();
      store.save(Stored.peers(7, 8));

      assertThat(log.warnings())
          .singleElement()
          .asString()
          .contains("newer version", "peers.mv.newer-20260101-000000");
    }
    assertThat(Stored.in(file)).isEqualTo(Stored.byId(Stored.peers(7, 8)));
  }

  @Test
  void onlySoManyBadFilesAreKept() throws IOException {
    ManualClock clock = new ManualClock();
    for (int i = 0; i < 6; i++) {
      Files.writeString(file, "bad file number " + i);
      try (MvPeerStore store = new MvPeerStore(file, clock)) {
        assertThat(Stored.in(store)).isEmpty();
      }
      clock.advance(Duration.ofSeconds(i / 2)); // some within one second
    }

    assertThat(aside("damaged"))
        .hasSize(Aside.KEPT)
        .map(Files::readString)
        .containsExactlyInAnyOrder("bad file number 3", "bad file number 4", "bad file number 5");
  }

  @Test
  void valuesOfANewerVersionAreKeptAndLeftOut() throws IOException {
    stored(3);
    byte[] key = PeerForm.key(KnownPeers.id(99));
    byte[] newer = Sealed.seal(key, (byte) 2, new byte[] {1, 2, 3});
    byte[] otherKey = "something:else".getBytes(StandardCharsets.ISO_8859_1);
    byte[] other = Sealed.seal(otherKey, PeerForm.VERSION, new byte[] {4});
    raw(
        map -> {
          map.put(key, newer);
          map.put(otherKey, other);
        });

    try (LogLines log = new LogLines();
        MvPeerStore store = Stored.open(file)) {
      assertThat(Stored.in(store)).isEqualTo(Stored.byId(Stored.peers(0, 3)));
      store.save(Stored.peers(3, 5));
      assertThat(log.warnings()).isEmpty();
    }
    raw(
        map -> {
          assertThat(map.get(key)).isEqualTo(newer);
          assertThat(map.get(otherKey)).isEqualTo(other);
        });
  }

  @Test
  void wholeValueThatIsNoPeerIsLeftOutAndSaidOnce() throws IOException {
    stored(3);
    raw(
        map -> {
          for (long i = 50; i < 55; i++) {
            byte[] key = PeerForm.key(KnownPeers.id(i));
            map.put(key, Sealed.seal(key, PeerForm.VERSION, new byte[] {0, 0, 7}));
          }
        });

    try (LogLines log = new LogLines();
        MvPeerStore store = Stored.open(file)) {
      assertThat(Stored.in(store)).isEqualTo(Stored.byId(Stored.peers(0, 3)));
      assertThat(log.warnings()).singleElement().asString().contains("5 peers", "left out");
    }
  }

  @Test
  void valueThatWasChangedBehindOurBackIsLeftOutTheOthersAreThere() throws IOException {
    stored(40);
    byte[] key = PeerForm.key(KnownPeers.id(17));
    raw(
        map -> {
          byte[] value = map.get(key).clone();
          value[value.length - 1] ^= 1;
          map.put(key, value);
        });
    raw(map -> map.put(PeerForm.key(KnownPeers.id(40)), PeerForm.write(KnownPeers.usual(40))));

    try (LogLines log = new LogLines()) {
      assertThat(Stored.in(file)).hasSize(40).doesNotContainKey(KnownPeers.id(17));
      assertThat(log.warnings()).singleElement().asString().contains("is damaged", "40 peers");
    }
    assertThat(aside("damaged")).hasSize(1);
    try (LogLines log = new LogLines()) {
      assertThat(Stored.in(file)).hasSize(40);
      assertThat(log.warnings()).isEmpty();
    }
  }

  @Test
  void whateverIsDamagedTheNodeStartsAndStores() throws IOException {
    stored(300);
    byte[] good = Files.readAllBytes(file);
    Collection<KnownPeer> all = Stored.byId(Stored.peers(0, 300)).values();
    Random random = new Random(7);
    int kept = 0;
    for (int i = 0; i < RANDOM_DAMAGES; i++) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }
      Files.write(file, damaged(good, random));
      try (MvPeerStore store = Stored.open(file)) {
        Collection<KnownPeer> found = Stored.in(store).values();
        assertThat(all).as("round %d", i).containsAll(found);
        kept += found.size();
        store.save(List.of(KnownPeers.usual(1000)));
      }
      assertThat(Stored.in(file)).as("round %d", i).containsKey(KnownPeers.id(1000));
    }
    assertThat(kept).as("peers that outlived the damage").isGreaterThan(RANDOM_DAMAGES * 100);
  }

  private static byte[] damaged(byte[] good, Random random) {
    int from = random.nextInt(good.length);
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] shorter = new byte[from];
        System.arraycopy(good, 0, shorter, 0, from);
        return shorter;
      }
      case 1 -> {
        byte[] bytes = good.clone();
        bytes[from] ^= (byte) (1 << random.nextInt(8));
        return bytes;
      }
      case 2 -> {
        byte[] bytes = good.clone();
        for (int i = from; i < Math.min(good.length, from + 4096); i++) {
          bytes[i] = 0;
        }
        return bytes;
      }
      default -> {
        byte[] bytes = good.clone();
        for (int i = from; i < Math.min(good.length, from + 16); i++) {
          bytes[i] = (byte) random.nextInt();
        }
        return bytes;
      }
    }
  }

  private void stored(int count) throws IOException {
    try (MvPeerStore store = Stored.open(file)) {
      for (int i = 0; i < count; i += 50) {
        store.save(Stored.peers(i, Math.min(count, i + 50)));
      }
    }
  }

  private interface Change<T> {
    void make(T what) throws IOException;
  }

  private void raw(Change<MVMap<byte[], byte[]>> change) throws IOException {
    try (MVStore store = Disk.files(file)) {
      BoundedBytes bytes = new BoundedBytes();
      change.make(
          store.openMap(
              "peers", new MVMap.Builder<byte[], byte[]>().keyType(bytes).valueType(bytes)));
      store.commit();
    }
  }

  /** The head of the library's file is one line of text with a checksum. */
  private static void raiseFormat(byte[] bytes, int at) {
    String line = new String(bytes, at, 4096, StandardCharsets.ISO_8859_1).split("\n", 2)[0];
    String newer = line.replaceAll(",fletcher:.*", "").replace(",format:3", ",format:9");
    assertThat(newer).contains(",format:9");
    byte[] head = newer.getBytes(StandardCharsets.ISO_8859_1);
    int checksum = DataUtils.getFletcher32(head, 0, head.length);
    byte[] whole =
        (newer + ",fletcher:" + Integer.toHexString(checksum) + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(whole, 0, bytes, at, whole.length);
  }

  private List<Path> aside(String kind) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(each -> each.getFileName().toString().startsWith("peers.mv." + kind))
          .toList();
    }
  }
}
