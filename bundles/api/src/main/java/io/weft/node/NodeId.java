package io.weft.node;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;

/**
 * The identity of a node: the SHA-256 of its first public key (X.509 SubjectPublicKeyInfo, DER) in
 * lower-case base32 (RFC 4648, section 6) without padding, 52 characters. It is never chosen and
 * always proven.
 *
 * @param text the 52 characters
 */
public record NodeId(String text) implements Comparable<NodeId> {

  /** Characters of a node id: 256 bits in groups of five. */
  public static final int LENGTH = 52;

  private static final int SHORT_LENGTH = 8;
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  /**
   * @throws IllegalArgumentException if the text is not a node id
   */
  public NodeId {
    if (!isNodeId(text)) {
      String shown = text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text;
      throw new IllegalArgumentException(
          "not a node id: \"" + shown + "\" (52 characters a-z and 2-7 are expected)");
    }
  }

  /** The id of the node whose first key this is. */
  public static NodeId of(PublicKey key) {
    return new NodeId(base32(sha256(key.getEncoded())));
  }

  /** As {@code [a-z2-7]{51}[aq]}: the last character carries one bit. No pattern: many are made. */
  private static boolean isNodeId(String text) {
    if (text.length() != LENGTH) {
      return false;
    }
    for (int i = 0; i < LENGTH; i++) {
      char each = text.charAt(i);
      if ((each < 'a' || each > 'z') && (each < '2' || each > '7')) {
        return false;
      }
    }
    char last = text.charAt(LENGTH - 1);
    return last == 'a' || last == 'q';
  }

  /** The first eight characters: for people, in tables and logs; never to decide anything. */
  public String shortText() {
    return text.substring(0, SHORT_LENGTH);
  }

  @Override
  public int compareTo(NodeId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder(LENGTH);
    int bits = 0;
    int held = 0;
    for (byte b : bytes) {
      bits = (bits << 8) | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        text.append(ALPHABET.charAt((bits >> held) & 31));
      }
    }
    if (held > 0) {
      text.append(ALPHABET.charAt((bits << (5 - held)) & 31));
    }
    return text.toString();
  }
}
