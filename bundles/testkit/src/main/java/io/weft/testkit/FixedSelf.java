package io.weft.testkit;

import io.weft.discovery.Availability;
import io.weft.discovery.Self;
import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.net.InetAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A node as its discovery providers see it, with an EC P-256 key of its own, bound to loopback. Its
 * signed record has the form of {@code weft.v1.SignedRecord}, but what is in its fields only the
 * sinks of its {@link TestNetwork} understand. Safe on every thread.
 */
public final class FixedSelf implements Self {

  /** Bytes of a signed record: about what a real one with its certificate has. */
  private static final int SIGNED_BYTES = 900;

  private static final Duration LIFETIME = Duration.ofHours(1);
  private static final int PORT = 7001;

  private final TestNetwork network;
  private final KeyPair keys;
  private volatile NodeRecord record;
  private volatile byte[] signed;
  private volatile Availability availability = new Availability(10, 1L << 30);
  private volatile Optional<InetAddress> bindAddress = Optional.of(loopback());
  private volatile boolean wantsPeers = true;

  FixedSelf(TestNetwork network, String name) {
    this.network = network;
    keys = newKeys();
    NodeId id = NodeId.of(keys.getPublic());
    record =
        new NodeRecord(
            id,
            keys.getPublic(),
            name,
            network.id(),
            Set.of(),
            Map.of(),
            Set.of(),
            List.of(URI.create("tcp://127.0.0.1:" + PORT)),
            1,
            Instant.now().plus(LIFETIME));
    signed = issue(SIGNED_BYTES);
  }

  /** This node's id. */
  public NodeId id() {
    return record.id();
  }

  /** This node's key. */
  public KeyPair keys() {
    return keys;
  }

  /** Signs as the node's identity does: {@code SHA256withECDSA}, DER. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(keys.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot sign with EC P-256", e);
    }
  }

  /** Takes on a new record, with the next sequence number; tell the provider by {@code refresh}. */
  public FixedSelf change(UnaryOperator<NodeRecord> change) {
    return change(change, SIGNED_BYTES);
  }

  /**
   * Takes on a new record whose signed form has a given size.
   *
   * @param signedBytes 200 or more
   */
  public FixedSelf change(UnaryOperator<NodeRecord> change, int signedBytes) {
    NodeRecord r = change.apply(record);
    record =
        new NodeRecord(
            r.id(),
            r.publicKey(),
            r.name(),
            r.network(),
            r.roles(),
            r.capabilities(),
            r.services(),
            r.addresses(),
            r.sequence() + 1,
            r.expires());
    signed = issue(signedBytes);
    return this;
  }

  /** Takes on a new record with these roles. */
  public FixedSelf roles(String... roles) {
    return change(
        r ->
            new NodeRecord(
                r.id(),
                r.publicKey(),
                r.name(),
                r.network(),
                Set.of(roles),
                r.capabilities(),
                r.services(),
                r.addresses(),
                r.sequence(),
                r.expires()));
  }

  /** What it has to spare from now on. */
  public FixedSelf availability(Availability availability) {
    this.availability = availability;
    return this;
  }

  /** The address that discovery may use; 127.0.0.1 if never set. */
  public FixedSelf bindAddress(Optional<InetAddress> bindAddress) {
    this.bindAddress = bindAddress;
    return this;
  }

  /** Whether it wants more peers than it has; true if never set. */
  public FixedSelf wantsPeers(boolean wantsPeers) {
    this.wantsPeers = wantsPeers;
    return this;
  }

  @Override
  public NodeRecord record() {
    return record;
  }

  @Override
  public byte[] signedRecord() {
    return signed;
  }

  @Override
  public Availability availability() {
    return availability;
  }

  @Override
  public boolean wantsPeers() {
    return wantsPeers;
  }

  @Override
  public Optional<InetAddress> bindAddress() {
    return bindAddress;
  }

  private byte[] issue(int bytes) {
    String text = network.id() + '/' + record.id() + '/' + record.sequence() + '/';
    ByteBuffer issued = ByteBuffer.allocate(bytes);
    field(issued, 1, text.getBytes(StandardCharsets.UTF_8));
    // A length of 128 takes a byte more than one of 127: some sizes need a signature of 9 bytes.
    int left = issued.remaining() - 2 - 8;
    byte[] signature = new byte[left == 2 + 128 ? 9 : 8];
    left = issued.remaining() - 2 - signature.length;
    field(issued, 2, new byte[left - (left > 2 + 127 ? 3 : 2)]);
    field(issued, 3, signature);
    network.issue(issued.array(), record);
    return issued.array();
  }

  /** A length-delimited field of Protocol Buffers, below 16 KiB. */
  private static void field(ByteBuffer to, int number, byte[] content) {
    to.put((byte) ((number << 3) | 2));
    if (content.length > 127) {
      to.put((byte) ((content.length & 127) | 128)).put((byte) (content.length >> 7));
    } else {
      to.put((byte) content.length);
    }
    to.put(content);
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make EC P-256 keys", e);
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
