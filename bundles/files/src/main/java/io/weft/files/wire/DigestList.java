package io.weft.files.wire;

import java.util.Arrays;

/**
 * The digests of a transfer's chunks by number, in whatever order they come. Sixteen bytes a chunk.
 * Not thread-safe.
 */
public final class DigestList {

  /** Chunks of a transfer at most: a tebibyte in chunks of a mebibyte, with a reserve. */
  public static final int MOST = 1 << 22;

  private long[] words = new long[32];
  private long[] there = new long[1];
  private int count;

  /** Takes one; a second one of the same number takes its place. */
  public void put(int index, Digest digest) {
    if (2 * index + 1 >= words.length) {
      words = Arrays.copyOf(words, Math.max(words.length * 2, 2 * index + 2));
    }
    if (index / Long.SIZE >= there.length) {
      there = Arrays.copyOf(there, Math.max(there.length * 2, index / Long.SIZE + 1));
    }
    words[2 * index] = digest.high();
    words[2 * index + 1] = digest.low();
    if (!has(index)) {
      there[index / Long.SIZE] |= 1L << (index % Long.SIZE);
      count++;
    }
  }

  /** That of a chunk, which must be there. */
  public Digest get(int index) {
    return new Digest(words[2 * index], words[2 * index + 1]);
  }

  /** That of a chunk is not there any more. */
  public void remove(int index) {
    if (has(index)) {
      there[index / Long.SIZE] &= ~(1L << (index % Long.SIZE));
      count--;
    }
  }

  /** Whether that of this chunk is there. */
  public boolean has(int index) {
    return index / Long.SIZE < there.length
        && (there[index / Long.SIZE] >>> (index % Long.SIZE) & 1) == 1;
  }

  /** How many are there. */
  public int count() {
    return count;
  }

  /** The digest of the digests of so many chunks, which must be there: a tree of depth one. */
  public Digest whole(int chunks) {
    ByteWriter all = new ByteWriter(chunks * Digest.BYTES);
    for (int i = 0; i < 2 * chunks; i++) {
      all.fixed(words[i]);
    }
    return Digest.of(all.toBytes());
  }
}
