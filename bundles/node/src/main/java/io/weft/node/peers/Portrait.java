package io.weft.node.peers;

import io.weft.node.NodeRecord;
import io.weft.node.standing.Pin;
import io.weft.peer.KnownPeer;
import java.net.URI;
import java.security.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a peer looks like: what it says of itself, or what is remembered of that, and the key that
 * it is held to. Safe on every thread.
 */
final class Portrait {

  /** Bare addresses that are remembered beside those of the record. */
  private static final int MAX_EXTRA_ADDRESSES = 8;

  /** Addresses to be remembered: those of a machine with many interfaces. */
  private static final int MAX_KNOWN_ADDRESSES = 16;

  private final Set<URI> extraAddresses = new LinkedHashSet<>();
  private @Nullable PublicKey key;
  private String name = "";
  private String network = "";
  private Set<String> roles = Set.of();
  private volatile @Nullable NodeRecord record;
  private byte[] signed = new byte[0];

  /** A record, and the same as it came; nobody writes into that. */
  @SuppressWarnings("ArrayRecordComponent")
  record Believed(NodeRecord record, byte[] signed) {}

  synchronized void recall(KnownPeer known) {
    key = key == null ? known.key().orElse(null) : key;
    if (record == null) {
      name = known.name();
      network = known.network();
      roles = known.roles();
    }
    known.addresses().forEach(this::add);
  }

  /**
   * Takes a record in unless a newer one is here. Whether it was taken, and says something new.
   *
   * @param asSigned the same as it came; not copied
   */
  synchronized boolean learn(NodeRecord told, byte[] asSigned) {
    NodeRecord before = record;
    if (before != null && before.sequence() > told.sequence()) {
      return false;
    }
    record = told;
    signed = asSigned;
    key = told.publicKey();
    name = told.name();
    network = told.network();
    roles = told.roles();
    return before == null || before.sequence() < told.sequence();
  }

  /** Whether a newer record is here. */
  boolean isNewerThan(NodeRecord told) {
    NodeRecord known = record;
    return known != null && known.sequence() > told.sequence();
  }

  /** Its record, and the same as it came. */
  synchronized Optional<Believed> believed() {
    NodeRecord known = record;
    return known == null ? Optional.empty() : Optional.of(new Believed(known, signed));
  }

  Optional<NodeRecord> record() {
    return Optional.ofNullable(record);
  }

  /** What the key of a record means. */
  synchronized Pin pinOf(NodeRecord shown) {
    return Pin.of(Optional.ofNullable(key), Optional.ofNullable(record), shown);
  }

  /** Its key is this one from now on. */
  synchronized void pin(PublicKey accepted) {
    key = accepted;
  }

  synchronized Optional<PublicKey> key() {
    return Optional.ofNullable(key);
  }

  /** Empty until something is known. */
  synchronized String name() {
    return name;
  }

  synchronized String network() {
    return network;
  }

  /** Without a record those that are remembered. */
  synchronized Set<String> roles() {
    return roles;
  }

  /** A bare address of it, beside those that it names itself. */
  synchronized void add(URI address) {
    if (extraAddresses.size() < MAX_EXTRA_ADDRESSES) {
      extraAddresses.add(address);
    }
  }

  synchronized List<URI> extraAddresses() {
    return List.copyOf(extraAddresses);
  }

  /** Where it says it listens; without a record where it may be. */
  synchronized List<URI> addresses() {
    NodeRecord known = record;
    return known == null ? List.copyOf(extraAddresses) : known.addresses();
  }

  /** Where it may be found again. */
  synchronized List<URI> knownAddresses() {
    Set<URI> all = new LinkedHashSet<>(extraAddresses);
    all.addAll(addresses());
    return all.stream().limit(MAX_KNOWN_ADDRESSES).toList();
  }
}
