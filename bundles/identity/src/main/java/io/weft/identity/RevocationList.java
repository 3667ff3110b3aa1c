package io.weft.identity;

import io.weft.node.NodeId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who was put out of a network, signed by its key:
 *
 * <pre>
 *   version      1 byte, 1
 *   number       8 bytes, grows with every change
 *   count        4 bytes, nodes that follow
 *   nodes       52 bytes each, their ids in ASCII, ascending
 *   signature   64 bytes, r and s (IEEE P1363), ECDSA with SHA-256 over
 *               "weft.v1.Revocations\0" and all before it
 * </pre>
 *
 * @param number of two lists the greater one counts
 * @param nodes ascending; cannot be changed
 * @param signed all of it
 */
record RevocationList(long number, SortedSet<NodeId> nodes, byte[] signed) {

  /** 213 KB: a control frame of the usual limit holds it many times over. */
  static final int MAX_NODES = 4096;

  private static final byte VERSION = 1;
  private static final int HEAD_BYTES = 1 + Long.BYTES + Integer.BYTES;
  private static final int SIGNATURE_BYTES = 64;
  private static final String SIGNATURE = "SHA256withECDSAinP1363Format";
  private static final byte[] DOMAIN = "weft.v1.Revocations\0".getBytes(StandardCharsets.US_ASCII);

  /** Nobody; no one needs to sign that. */
  static final RevocationList NONE =
      new RevocationList(0, Collections.emptySortedSet(), new byte[0]);

  /**
   * Signs a list.
   *
   * @throws IllegalStateException if it would be too long
   */
  static RevocationList sign(long number, Set<NodeId> nodes, NetworkKey network) {
    if (nodes.size() > MAX_NODES) {
      throw new IllegalStateException(
          ("%d nodes are revoked (limit %d): make a new network, and invite into it whoever is to"
                  + " stay")
              .formatted(nodes.size(), MAX_NODES));
    }
    SortedSet<NodeId> sorted = new TreeSet<>(nodes);
    ByteBuffer content = ByteBuffer.allocate(HEAD_BYTES + sorted.size() * NodeId.LENGTH);
    content.put(VERSION).putLong(number).putInt(sorted.size());
    sorted.forEach(id -> content.put(id.text().getBytes(StandardCharsets.US_ASCII)));
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initSign(network.key().getPrivate());
      signature.update(DOMAIN);
      signature.update(content.array());
      byte[] signed = Arrays.copyOf(content.array(), content.capacity() + SIGNATURE_BYTES);
      System.arraycopy(signature.sign(), 0, signed, content.capacity(), SIGNATURE_BYTES);
      return new RevocationList(number, Collections.unmodifiableSortedSet(sorted), signed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot sign a list of revocations: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a list and checks who signed it.
   *
   * @throws SignatureException if it is not one of this network; the message says why
   */
  static RevocationList parse(byte[] signed, PublicKey network) throws SignatureException {
    int content = signed.length - SIGNATURE_BYTES;
    if (content < HEAD_BYTES || signed[0] != VERSION) {
      throw new SignatureException("not a list of revocations of version " + VERSION);
    }
    ByteBuffer in = ByteBuffer.wrap(signed, 1, content - 1);
    long number = in.getLong();
    int count = in.getInt();
    if (number < 1 || count < 0 || count > MAX_NODES || in.remaining() != count * NodeId.LENGTH) {
      throw new SignatureException(
          "a list of %d revocations (limit %d) with the number %d in %d bytes"
              .formatted(count, MAX_NODES, number, signed.length));
    }
    if (!isSigned(signed, content, network)) {
      throw new SignatureException("a list of revocations that this network has not signed");
    }
    try {
      SortedSet<NodeId> nodes = new TreeSet<>();
      byte[] id = new byte[NodeId.LENGTH];
      for (int i = 0; i < count; i++) {
        in.get(id);
        nodes.add(new NodeId(new String(id, StandardCharsets.US_ASCII)));
      }
      return new RevocationList(number, Collections.unmodifiableSortedSet(nodes), signed.clone());
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      throw new SignatureException("a damaged list of revocations: " + e.getMessage(), e);
    }
  }

  private static boolean isSigned(byte[] signed, int content, PublicKey network) {
    try {
      Signature signature = Signature.getInstance(SIGNATURE);
      signature.initVerify(network);
      signature.update(DOMAIN);
      signature.update(signed, 0, content);
      return signature.verify(signed, content, SIGNATURE_BYTES);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevocationList list && Arrays.equals(signed, list.signed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signed);
  }

  @Override
  public String toString() {
    return "RevocationList[" + number + ", " + nodes.size() + " nodes]";
  }
}
