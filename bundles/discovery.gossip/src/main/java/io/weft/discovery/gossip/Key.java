package io.weft.discovery.gossip;

import io.weft.node.NodeId;

/**
 * The first 64 bits of a node id: enough to tell the members of a network apart, which are 10,000
 * at most, and a quarter of the bytes. Two that agree in them would hide one another from gossip,
 * no more: whoever wants that must make 2^64 keys to hide a certain one.
 */
final class Key {
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  /** Characters of five bits each that are whole in 64. */
  private static final int WHOLE = 12;

  private Key() {}

  static long of(NodeId id) {
    String text = id.text();
    long key = 0;
    for (int i = 0; i < WHOLE; i++) {
      key = (key << 5) | ALPHABET.indexOf(text.charAt(i));
    }
    return (key << 4) | (ALPHABET.indexOf(text.charAt(WHOLE)) >>> 1);
  }

  /** Of two numbers that belong together, one; as different as can be for others. */
  static long mixed(long key, long sequence) {
    return mix(key ^ mix(sequence + 0x9e3779b97f4a7c15L));
  }

  /** The last step of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
