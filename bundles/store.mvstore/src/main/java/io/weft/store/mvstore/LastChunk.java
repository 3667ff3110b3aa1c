package io.weft.store.mvstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Takes a file back by one commit. A commit is one chunk, written behind the earlier ones; each
 * ends with a foot, by which the library finds the last one (h2database.com, MVStore, file format).
 */
final class LastChunk {
  /** Chunks take whole blocks of so many bytes. */
  private static final int BLOCK_BYTES = 4096;

  /** Of a chunk, at the end of its last block. */
  private static final int FOOT_BYTES = 128;

  private static final byte[] FOOT = "chunk:".getBytes(StandardCharsets.ISO_8859_1);

  /** Before the first chunk: the head of the file, twice. */
  private static final int HEAD_BLOCKS = 2;

  private LastChunk() {}

  /**
   * Whether the file ends with the chunk of this version, and not with what is left of one that was
   * never finished. Behind such remains the library would not append.
   */
  static boolean isAtEnd(Path file, long version) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer foot = ByteBuffer.allocate(FOOT_BYTES);
      channel.read(foot, Math.max(0, channel.size() - FOOT_BYTES));
      String text = new String(foot.array(), StandardCharsets.ISO_8859_1);
      return version == 0
          || (channel.size() % BLOCK_BYTES == 0
              && text.startsWith("chunk:")
              && text.contains(",version:" + Long.toHexString(version) + ","));
    }
  }

  /**
   * Cuts off the last block that ends like a chunk, and what follows it; what is left of that chunk
   * is none without its foot.
   *
   * @return whether there was one
   */
  static boolean cut(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer begin = ByteBuffer.allocate(FOOT.length);
      for (long block = channel.size() / BLOCK_BYTES - 1; block >= HEAD_BLOCKS; block--) {
        begin.clear();
        channel.read(begin, (block + 1) * BLOCK_BYTES - FOOT_BYTES);
        if (begin.flip().equals(ByteBuffer.wrap(FOOT))) {
          channel.truncate(block * BLOCK_BYTES);
          return true;
        }
      }
      return false;
    }
  }
}
