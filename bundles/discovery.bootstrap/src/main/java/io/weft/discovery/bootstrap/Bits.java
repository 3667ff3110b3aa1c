package io.weft.discovery.bootstrap;

import io.weft.node.NodeId;
import io.weft.node.NodeRecord;
import java.util.Collection;
import java.util.random.RandomGenerator;

/**
 * Which records somebody has, as a Bloom filter: it says of a few that they are there which are
 * not. With a new salt in each question these are others each time, so nothing is kept back for
 * good.
 *
 * @param salt of this filter
 * @param hashes bits that are set for each record
 * @param bytes the bits; must not change; empty: it has nothing
 */
@SuppressWarnings("ArrayRecordComponent")
record Bits(long salt, int hashes, byte[] bytes) {

  /** Bytes of a filter: 3,276 records at ten bits each; more records get fewer bits. */
  static final int MAX_BYTES = 4096;

  /** In fewer, the seven bits of two records are the same ones too often: one time in 40. */
  private static final int LEAST_BYTES = 16;

  /** Bits for a record: with seven hashes one in 120 is said to be there and is not. */
  private static final int BITS_EACH = 10;

  static final int MAX_HASHES = 7;

  /** Characters of an id that count: twelve of five bits fill a long but for four. */
  private static final int ID_CHARACTERS = 12;

  /** The filter of records with these keys. */
  static Bits of(Collection<Long> keys, RandomGenerator random) {
    if (keys.isEmpty()) {
      return new Bits(0, 0, new byte[0]);
    }
    int size = Math.max(LEAST_BYTES, Math.min(MAX_BYTES, (keys.size() * BITS_EACH + 7) / 8));
    long share = Math.round(Math.log(2) * size * 8 / keys.size());
    Bits bits =
        new Bits(random.nextLong(), (int) Math.max(1, Math.min(MAX_HASHES, share)), new byte[size]);
    keys.forEach(bits::set);
    return bits;
  }

  /** What stands for one record of one node: another record of the node has another key. */
  static long key(NodeRecord record) {
    return key(record.id(), record.sequence());
  }

  static long key(NodeId node, long sequence) {
    long id = 0;
    for (int i = 0; i < ID_CHARACTERS; i++) {
      id = (id << 5) | (node.text().charAt(i) & 31);
    }
    return mixed(id) ^ mixed(sequence);
  }

  /** Whether a record with this key is there, or seems to be. */
  boolean has(long key) {
    for (int i = 0; i < hashes; i++) {
      int bit = bit(key, i);
      if ((bytes[bit / 8] & (1 << (bit % 8))) == 0) {
        return false;
      }
    }
    return hashes > 0;
  }

  private void set(long key) {
    for (int i = 0; i < hashes; i++) {
      int bit = bit(key, i);
      bytes[bit / 8] |= (byte) (1 << (bit % 8));
    }
  }

  private int bit(long key, int hash) {
    long first = mixed(key ^ salt);
    return (int) Long.remainderUnsigned(first + hash * (mixed(first) | 1), bytes.length * 8L);
  }

  /** The finalizer of MurmurHash3 for 64 bits. */
  private static long mixed(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
