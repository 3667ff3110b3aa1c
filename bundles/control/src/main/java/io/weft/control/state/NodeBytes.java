package io.weft.control.state;

import io.weft.node.NodeId;

/** Ids of nodes as the 32 bytes that they stand for. */
public final class NodeBytes {

  /** A SHA-256. */
  static final int LENGTH = 32;

  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
  private static final int GROUP_BITS = 5;

  private NodeBytes() {}

  static byte[] of(NodeId node) {
    byte[] bytes = new byte[LENGTH];
    String text = node.text();
    int held = 0;
    int bits = 0;
    int at = 0;
    for (int i = 0; i < text.length() && at < LENGTH; i++) {
      char c = text.charAt(i);
      held = (held << GROUP_BITS) | (c >= 'a' ? c - 'a' : c - '2' + 26);
      bits += GROUP_BITS;
      if (bits >= Byte.SIZE) {
        bits -= Byte.SIZE;
        bytes[at++] = (byte) (held >> bits);
      }
    }
    return bytes;
  }

  static NodeId node(byte[] bytes) {
    StringBuilder text = new StringBuilder(NodeId.LENGTH);
    int held = 0;
    int bits = 0;
    for (byte each : bytes) {
      held = (held << Byte.SIZE) | (each & 0xff);
      bits += Byte.SIZE;
      while (bits >= GROUP_BITS) {
        bits -= GROUP_BITS;
        text.append(ALPHABET.charAt((held >> bits) & 31));
      }
    }
    text.append(ALPHABET.charAt((held << (GROUP_BITS - bits)) & 31));
    return new NodeId(text.toString());
  }

  /** The first eight bytes: enough to tell the nodes of a network apart. */
  public static long prefix(NodeId node) {
    byte[] bytes = of(node);
    long prefix = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      prefix = (prefix << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return prefix;
  }
}
