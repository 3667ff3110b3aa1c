package io.weft.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.peer.PeerStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every {@link PeerStore} keeps. A test class extends it and says how a store is opened and
 * closed. What becomes of a process that is killed is to be tried by each store itself.
 */
public abstract class PeerStoreContract {
  private static final int MANY = 3_000;
  private static final int PATIENCE_SECONDS = 60;

  private Path folder;
  private PeerStore store;

  /** A store that keeps its data in this folder, and finds there what an earlier one has left. */
  protected abstract PeerStore open(Path folder) throws IOException;

  /** What happens to a store when its bundle stops. */
  protected abstract void close(PeerStore opened) throws IOException;

  @BeforeEach
  final void openFirst(@TempDir Path own) throws IOException {
    folder = own;
    store = open(folder);
  }

  @AfterEach
  final void closeLast() throws IOException {
    close(store);
  }

  @Test
  final void nothingIsStoredAtFirst() throws IOException {
    assertThat(loaded()).isEmpty();
  }

  @Test
  final void everythingThatIsKnownGoesRound() throws Exception {
    List<KnownPeer> peers =
        List.of(
            KnownPeers.bare(1),
            KnownPeers.usual(2),
            KnownPeers.banned(3, Optional.empty()),
            KnownPeers.banned(4, Optional.of(KnownPeers.THEN.plusSeconds(60))),
            withTimes(5, Instant.MIN, Instant.MAX),
            withLuck(6, Double.NEGATIVE_INFINITY),
            withLuck(7, -0.0),
            withKey(8, newKey("EC", 256)),
            withKey(9, newKey("EC", 384)),
            withKey(10, newKey("RSA", 2048)));
    store.save(peers);

    openAgain();

    assertThat(loaded()).containsExactlyInAnyOrderElementsOf(peers);
  }

  @Test
  final void keysAreEqualAndUsable() throws Exception {
    PublicKey key = newKey("EC", 256);
    store.save(List.of(withKey(1, key)));

    openAgain();

    PublicKey read = loaded().get(0).key().orElseThrow();
    assertThat(read).isEqualTo(key).hasSameHashCodeAs(key);
    assertThat(key).isEqualTo(read);
    assertThat(NodeId.of(read)).isEqualTo(NodeId.of(key));
  }

  @Test
  final void peerWithManyLongAddressesGoesRound() throws IOException {
    List<URI> addresses =
        IntStream.range(0, 100)
            .mapToObj(i -> URI.create("ws://" + "long-name.".repeat(20) + i + ".example:80/weft"))
            .toList();
    KnownPeer peer = withAddresses(1, addresses);
    store.save(List.of(peer));

    openAgain();

    assertThat(loaded()).containsExactly(peer);
    assertThat(loaded().get(0).addresses()).containsExactlyElementsOf(addresses);
  }

  @Test
  final void whatIsSavedAgainReplacesWhatWasThere() throws IOException {
    store.save(List.of(KnownPeers.banned(1, Optional.empty()), KnownPeers.usual(2)));
    store.save(List.of(KnownPeers.bare(1)));

    assertThat(loaded()).containsExactlyInAnyOrder(KnownPeers.bare(1), KnownPeers.usual(2));
    openAgain();
    assertThat(loaded()).containsExactlyInAnyOrder(KnownPeers.bare(1), KnownPeers.usual(2));
  }

  @Test
  final void ofOnePeerTwiceInOneCallTheLastCounts() throws IOException {
    store.save(List.of(KnownPeers.usual(1), KnownPeers.bare(1)));

    assertThat(loaded()).containsExactly(KnownPeers.bare(1));
  }

  @Test
  final void removedPeersAreForgotten() throws IOException {
    store.save(peers(5));
    store.remove(List.of(KnownPeers.id(0), KnownPeers.id(3)));

    assertThat(loaded()).extracting(KnownPeer::id).doesNotContain(KnownPeers.id(3)).hasSize(3);
    openAgain();
    assertThat(loaded())
        .extracting(KnownPeer::id)
        .containsExactlyInAnyOrder(KnownPeers.id(1), KnownPeers.id(2), KnownPeers.id(4));
  }

  @Test
  final void peersThatAreNotStoredAreRemovedInVain() throws IOException {
    store.remove(List.of(KnownPeers.id(1)));
    store.save(peers(1));
    store.remove(List.of(KnownPeers.id(7), KnownPeers.id(8)));

    assertThat(loaded()).isEqualTo(peers(1));
  }

  @Test
  final void nothingMayBeSavedAndRemoved() throws IOException {
    store.save(List.of());
    store.remove(List.of());

    assertThat(loaded()).isEmpty();
  }

  @Test
  final void eachOfManyIsHandedOutOnce() throws IOException {
    List<KnownPeer> peers = peers(MANY);
    store.save(peers.subList(0, MANY / 2));
    store.save(peers.subList(MANY / 3, MANY));

    openAgain();

    assertThat(byId(loaded())).isEqualTo(byId(peers));
  }

  @Test
  final void whatTheReceiverThrowsReachesTheCallerAndTheStoreGoesOn() throws IOException {
    store.save(peers(3));

    assertThatThrownBy(
            () ->
                store.load(
                    peer -> {
                      throw new IllegalStateException("enough");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("enough");

    store.save(List.of(KnownPeers.usual(3)));
    assertThat(byId(loaded())).isEqualTo(byId(peers(4)));
  }

  @Test
  final void receiverMaySave() throws IOException {
    store.save(peers(3));
    List<KnownPeer> seen = new ArrayList<>();

    store.load(
        peer -> {
          seen.add(peer);
          saved(KnownPeers.bare(100 + seen.size()));
        });

    assertThat(seen).hasSize(3);
    assertThat(loaded()).hasSize(6);
  }

  @Test
  final void peersAreLoadedWhileOthersAreSavedAndRemoved() throws Exception {
    store.save(peers(MANY));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<Void> saving =
          CompletableFuture.runAsync(
              () ->
                  LongStream.range(MANY, MANY + 50)
                      .mapToObj(KnownPeers::usual)
                      .forEach(this::saved),
              threads);
      CompletableFuture<Void> removing =
          CompletableFuture.runAsync(
              () -> LongStream.range(0, 50).mapToObj(KnownPeers::id).forEach(this::removed),
              threads);
      while (!saving.isDone() || !removing.isDone()) {
        assertThat(loaded()).hasSizeBetween(MANY - 50, MANY + 50).doesNotHaveDuplicates();
      }
      saving.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      removing.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }
    openAgain();
    assertThat(loaded()).hasSize(MANY);
  }

  @Test
  final void interruptedThreadStoresAllTheSame() throws IOException {
    Thread.currentThread().interrupt();
    try {
      store.save(peers(2));
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      store.remove(List.of(KnownPeers.id(0)));
      assertThat(loaded()).containsExactly(KnownPeers.usual(1));
    } finally {
      assertThat(Thread.interrupted()).as("the interrupt is still there").isTrue();
    }
    openAgain();
    assertThat(loaded()).containsExactly(KnownPeers.usual(1));
  }

  private void openAgain() throws IOException {
    close(store);
    store = open(folder);
  }

  private List<KnownPeer> loaded() throws IOException {
    List<KnownPeer> peers = new ArrayList<>();
    store.load(peers::add);
    return peers;
  }

  private void saved(KnownPeer peer) {
    try {
      store.save(List.of(peer));
    } catch (IOException e) {
      throw new AssertionError("not saved", e);
    }
  }

  private void removed(NodeId peer) {
    try {
      store.remove(List.of(peer));
    } catch (IOException e) {
      throw new AssertionError("not removed", e);
    }
  }

  private static List<KnownPeer> peers(int count) {
    return LongStream.range(0, count).mapToObj(KnownPeers::usual).toList();
  }

  private static Map<NodeId, KnownPeer> byId(List<KnownPeer> peers) {
    return peers.stream().collect(Collectors.toMap(KnownPeer::id, peer -> peer));
  }

  private static KnownPeer withTimes(long number, Instant judgedAt, Instant lastSeen) {
    return known(number, Optional.empty(), List.of(), 1, judgedAt, lastSeen);
  }

  private static KnownPeer withLuck(long number, double luck) {
    return known(number, Optional.empty(), List.of(), luck, Instant.EPOCH, Instant.EPOCH);
  }

  private static KnownPeer withKey(long number, PublicKey key) {
    return known(number, Optional.of(key), List.of(), 0, Instant.EPOCH, Instant.EPOCH);
  }

  private static KnownPeer withAddresses(long number, List<URI> addresses) {
    return known(number, Optional.empty(), addresses, 0, Instant.EPOCH, Instant.EPOCH);
  }

  private static KnownPeer known(
      long number,
      Optional<PublicKey> key,
      List<URI> addresses,
      double luck,
      Instant judgedAt,
      Instant lastSeen) {
    return new KnownPeer(
        KnownPeers.id(number),
        key,
        "",
        "",
        Set.of(),
        addresses,
        false,
        luck,
        -luck,
        judgedAt,
        7,
        Optional.empty(),
        lastSeen);
  }

  private static PublicKey newKey(String algorithm, int bits) throws Exception {
    KeyPairGenerator keys = KeyPairGenerator.getInstance(algorithm);
    keys.initialize(bits);
    return keys.generateKeyPair().getPublic();
  }
}
