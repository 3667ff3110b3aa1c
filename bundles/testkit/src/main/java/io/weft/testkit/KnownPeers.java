package io.weft.testkit;

import io.weft.node.NodeId;
import io.weft.peer.Ban;
import io.weft.peer.KnownPeer;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Peers to be remembered, each known by a number. */
public final class KnownPeers {
  /** The alphabet of node ids (RFC 4648, section 6). */
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private static final int BITS_PER_CHARACTER = 5;

  /** The moment around which all of it happened. */
  public static final Instant THEN = Instant.parse("2026-01-01T00:00:00.123456789Z");

  /** The same in every process: the generator of P-256, the key of whoever chose 1 (FIPS 186-4). */
  private static final String GENERATOR =
      "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
          + "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
          + "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";

  private static final PublicKey KEY = read();

  private KnownPeers() {}

  /** An id that nobody has a key of; the same for the same number. */
  public static NodeId id(long number) {
    StringBuilder text = new StringBuilder("a".repeat(NodeId.LENGTH));
    long rest = number;
    for (int i = NodeId.LENGTH - 2; rest != 0 && i >= 0; i--) {
      text.setCharAt(i, ALPHABET.charAt((int) (rest & (ALPHABET.length() - 1))));
      rest >>>= BITS_PER_CHARACTER;
    }
    return new NodeId(text.toString());
  }

  /** A peer of which almost nothing is known. */
  public static KnownPeer bare(long number) {
    return new KnownPeer(
        id(number),
        Optional.empty(),
        "",
        "",
        Set.of(),
        List.of(),
        false,
        0,
        0,
        Instant.EPOCH,
        0,
        Optional.empty(),
        Instant.EPOCH);
  }

  /** A peer as most are: a key (the same for all), a name, an address or two. */
  public static KnownPeer usual(long number) {
    return usual(number, THEN.plusSeconds(number));
  }

  /** The same, last seen then. */
  public static KnownPeer usual(long number, Instant lastSeen) {
    return new KnownPeer(
        id(number),
        Optional.of(KEY),
        "peer-" + number,
        id(0).text(),
        Set.of("worker"),
        List.of(
            URI.create("tcp://192.0.2.7:" + (1024 + number % 60_000)),
            URI.create("quic://[2001:db8::7]:" + (1024 + number % 60_000))),
        false,
        12.5,
        0,
        lastSeen,
        0,
        Optional.empty(),
        lastSeen);
  }

  /** A peer that the user added, and that is kept away for a time. */
  public static KnownPeer banned(long number, Optional<Instant> until) {
    return new KnownPeer(
        id(number),
        Optional.of(KEY),
        "name of several words, ünïcödé, 日本, 🧵",
        id(1).text(),
        Set.of("a", "b", "role with space"),
        List.of(URI.create("unix:/run/weft/a%20b.sock"), URI.create("ws://example.org:80/weft")),
        true,
        -3.5,
        -99.99,
        THEN,
        2,
        Optional.of(new Ban("three records that were not signed", THEN.minusSeconds(1), until)),
        THEN.plusNanos(1));
  }

  private static PublicKey read() {
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(GENERATOR)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no P-256", e);
    }
  }
}
