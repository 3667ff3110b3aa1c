package io.weft.node.wire;

import io.weft.node.NodeId;

/** A node id as it travels in frames: the 32 bytes that its text stands for. */
public final class RawNodeId {

  /** Bytes of a SHA-256. */
  public static final int LENGTH = 32;

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private RawNodeId() {}

  /** The bytes of this id. */
  public static byte[] of(NodeId id) {
    byte[] raw = new byte[LENGTH];
    String text = id.text();
    int bits = 0;
    int held = 0;
    int filled = 0;
    for (int i = 0; i < text.length(); i++) {
      bits = (bits << 5) | ALPHABET.indexOf(text.charAt(i));
      held += 5;
      if (held >= 8) {
        held -= 8;
        raw[filled++] = (byte) (bits >> held);
      }
    }
    return raw;
  }

  /**
   * The id of these bytes.
   *
   * @throws IllegalArgumentException if they are not 32
   */
  public static NodeId parse(byte[] raw) {
    if (raw.length != LENGTH) {
      throw new IllegalArgumentException(
          "node id of " + raw.length + " bytes (" + LENGTH + " are expected)");
    }
    StringBuilder text = new StringBuilder(NodeId.LENGTH);
    int bits = 0;
    int held = 0;
    for (byte b : raw) {
      bits = (bits << 8) | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        text.append(ALPHABET.charAt((bits >> held) & 31));
      }
    }
    text.append(ALPHABET.charAt((bits << (5 - held)) & 31));
    return new NodeId(text.toString());
  }
}
