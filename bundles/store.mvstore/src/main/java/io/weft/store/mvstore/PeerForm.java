package io.weft.store.mvstore;

import io.weft.node.NodeId;
import io.weft.peer.Ban;
import io.weft.peer.KnownPeer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A peer as the body of a stored value, version 1: a byte of {@code KEY | KEPT | BAN | BAN_ENDS},
 * then in this order, big-endian, [what the flags say is there]:
 *
 * <pre>
 * [algorithm: text, key: bytes] name: text, network: text, roles: texts, addresses: texts,
 * luck: f64, malice: f64, judgedAt: instant, bans: u16, lastSeen: instant,
 * [reason: text, since: instant, [until: instant]]
 *
 * bytes = u16 length, that many bytes     text = bytes in UTF-8     texts = u16 count, that many
 * instant = i64 seconds since 1970, i32 nanoseconds
 * </pre>
 *
 * The node id is the key of the entry, not part of the value.
 */
final class PeerForm {
  static final byte VERSION = 1;

  private static final String PREFIX = "peer:";

  private static final int KEY = 1;
  private static final int KEPT = 2;
  private static final int BAN = 4;
  private static final int BAN_ENDS = 8;
  private static final int ALL_FLAGS = KEY | KEPT | BAN | BAN_ENDS;

  /** What a length of two bytes can say. */
  private static final int MOST_OF_SHORT = 0xFFFF;

  private PeerForm() {}

  /** The key of a peer's entry. */
  static byte[] key(NodeId id) {
    return (PREFIX + id.text()).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The peer of an entry; empty if the entry is of another kind. */
  static Optional<NodeId> id(byte[] key) {
    String text = new String(key, StandardCharsets.ISO_8859_1);
    try {
      return text.startsWith(PREFIX)
          ? Optional.of(new NodeId(text.substring(PREFIX.length())))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The whole value, with its head.
   *
   * @throws IllegalArgumentException if the peer is larger than a value may be
   */
  static byte[] write(KnownPeer peer) {
    byte[] value = Sealed.seal(key(peer.id()), VERSION, body(peer));
    if (value.length > BoundedBytes.MOST_BYTES) {
      throw tooLarge(peer, "all of it takes " + value.length, BoundedBytes.MOST_BYTES);
    }
    return value;
  }

  /** What {@link #read} reads. */
  static byte[] body(KnownPeer peer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      new Writer(peer, out).write();
    } catch (IOException e) {
      throw new UncheckedIOException("in memory", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws FormException if the bytes are anything but what {@link #body} writes
   */
  static KnownPeer read(NodeId id, ByteBuffer body) throws FormException {
    BodyReader in = new BodyReader(body);
    int flags = in.unsignedByte();
    if ((flags & ~ALL_FLAGS) != 0 || (flags & (BAN | BAN_ENDS)) == BAN_ENDS) {
      throw new FormException("flags " + flags);
    }
    Optional<PublicKey> key =
        (flags & KEY) != 0 ? Optional.of(KeyForm.read(in.text(), in.bytes())) : Optional.empty();
    String name = in.text();
    String network = in.text();
    Set<String> roles = Set.copyOf(in.texts());
    List<URI> addresses = in.addresses();
    double luck = in.number();
    double malice = in.number();
    Instant judgedAt = in.instant();
    int bans = in.unsignedShort();
    Instant lastSeen = in.instant();
    Optional<Ban> ban = Optional.empty();
    if ((flags & BAN) != 0) {
      String reason = in.text();
      Instant since = in.instant();
      ban =
          Optional.of(
              new Ban(
                  reason,
                  since,
                  (flags & BAN_ENDS) != 0 ? Optional.of(in.instant()) : Optional.empty()));
    }
    in.end();
    boolean kept = (flags & KEPT) != 0;
    return new KnownPeer(
        id, key, name, network, roles, addresses, kept, luck, malice, judgedAt, bans, ban,
        lastSeen);
  }

  private static IllegalArgumentException tooLarge(KnownPeer peer, String what, int limit) {
    return new IllegalArgumentException(
        "peer %s cannot be stored: %s (limit %d bytes)".formatted(peer.id(), what, limit));
  }

  private record Writer(KnownPeer peer, DataOutputStream out) {

    void write() throws IOException {
      out.writeByte(flags());
      if (peer.key().isPresent()) {
        PublicKey key = peer.key().get();
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
          throw new IllegalArgumentException(
              "peer %s cannot be stored: its %s key has no encoded form"
                  .formatted(peer.id(), key.getAlgorithm()));
        }
        text(key.getAlgorithm());
        bytes(encoded);
      }
      text(peer.name());
      text(peer.network());
      count(peer.roles().size());
      for (String role : new TreeSet<>(peer.roles())) {
        text(role);
      }
      count(peer.addresses().size());
      for (URI address : peer.addresses()) {
        text(address.toString());
      }
      out.writeDouble(peer.luck());
      out.writeDouble(peer.malice());
      instant(peer.judgedAt());
      out.writeShort(Math.min(peer.bans(), MOST_OF_SHORT));
      instant(peer.lastSeen());
      if (peer.ban().isPresent()) {
        Ban ban = peer.ban().get();
        text(ban.reason());
        instant(ban.since());
        if (ban.until().isPresent()) {
          instant(ban.until().get());
        }
      }
    }

    private int flags() {
      return (peer.key().isPresent() ? KEY : 0)
          | (peer.kept() ? KEPT : 0)
          | (peer.ban().isPresent() ? BAN : 0)
          | (peer.ban().flatMap(Ban::until).isPresent() ? BAN_ENDS : 0);
    }

    private void instant(Instant instant) throws IOException {
      out.writeLong(instant.getEpochSecond());
      out.writeInt(instant.getNano());
    }

    private void text(String text) throws IOException {
      bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void bytes(byte[] bytes) throws IOException {
      count(bytes.length);
      out.write(bytes);
    }

    private void count(int count) throws IOException {
      if (count > MOST_OF_SHORT) {
        throw tooLarge(peer, "one part of it takes " + count, MOST_OF_SHORT);
      }
      out.writeShort(count);
    }
  }
}
