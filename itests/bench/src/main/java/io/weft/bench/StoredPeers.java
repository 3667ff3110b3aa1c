package io.weft.bench;

import io.weft.node.NodeId;
import io.weft.peer.KnownPeer;
import io.weft.store.mvstore.MvPeerStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/** Peers with a key, a name, a role and two addresses, each by a number; and stores of them. */
final class StoredPeers {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private static final int BITS_PER_CHARACTER = 5;

  /** Odd, so that no two numbers get one id; neighbours lie far apart, as hashes do (2^64 ÷ φ). */
  private static final long SCATTER = 0x9E3779B97F4A7C15L;

  /** Making one takes longer than all else. */
  private static final int KEYS = 50;

  private StoredPeers() {}

  static MvPeerStore open(Path folder) {
    return new MvPeerStore(folder.resolve("peers.mv"), Clock.systemUTC());
  }

  static KnownPeer peer(long number, long seconds) {
    Instant then = Instant.ofEpochSecond(seconds);
    return new KnownPeer(
        id(number),
        Optional.of(Keys.SOME.get((int) (number % KEYS))),
        "node-" + number,
        id(0).text(),
        Set.of("worker"),
        List.of(
            URI.create("tcp://192.0.2.7:" + (1024 + number % 60_000)),
            URI.create("quic://192.0.2.7:" + (1024 + number % 60_000))),
        false,
        12.5,
        0,
        then,
        0,
        Optional.empty(),
        then);
  }

  static List<KnownPeer> peers(long from, long to) {
    return LongStream.range(from, to).mapToObj(number -> peer(number, number)).toList();
  }

  /** Saves that many, a thousand at a time. */
  static void fill(MvPeerStore store, int count) throws IOException {
    for (int from = 0; from < count; from += 1000) {
      store.save(peers(from, Math.min(from + 1000, count)));
    }
  }

  static Set<NodeId> in(Path folder) throws IOException {
    try (MvPeerStore store = open(folder)) {
      Set<NodeId> ids = new HashSet<>();
      store.load(peer -> ids.add(peer.id()));
      return ids;
    }
  }

  static NodeId id(long number) {
    StringBuilder text = new StringBuilder("a".repeat(NodeId.LENGTH));
    long rest = number * SCATTER;
    for (int i = 0; rest != 0; i++) {
      text.setCharAt(i, ALPHABET.charAt((int) (rest & (ALPHABET.length() - 1))));
      rest >>>= BITS_PER_CHARACTER;
    }
    return new NodeId(text.toString());
  }

  /** Made when peers are: who only loads does not wait for it. */
  private static final class Keys {
    static final List<PublicKey> SOME = some();

    private static List<PublicKey> some() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        List<PublicKey> keys = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
          keys.add(generator.generateKeyPair().getPublic());
        }
        return keys;
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java has no EC", e);
      }
    }
  }
}
