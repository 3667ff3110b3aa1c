package io.weft.store.mvstore;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;

/**
 * Keys and values as bytes, in the form of the library's own type. That one believes every length
 * in the file; this one checks it before memory is taken.
 */
final class BoundedBytes extends BasicDataType<byte[]> {
  /** The longest value, in bytes: a hundred times what a usual peer takes. */
  static final int MOST_BYTES = 64 * 1024;

  /**
   * Entries of one page: what a page of {@link PeerFile#PAGE_BYTES} or one value holds is far less.
   */
  private static final int MOST_ENTRIES = 64 * 1024;

  /** An array's header and length (bytes, 64-bit virtual machine). */
  private static final int ARRAY_BYTES = 16;

  @Override
  public int getMemory(byte[] bytes) {
    return ARRAY_BYTES + bytes.length;
  }

  @Override
  public void write(WriteBuffer buffer, byte[] bytes) {
    buffer.putVarInt(bytes.length).put(bytes);
  }

  @Override
  public byte[] read(ByteBuffer buffer) {
    int length = DataUtils.readVarInt(buffer);
    if (length < 0 || length > MOST_BYTES || length > buffer.remaining()) {
      throw damaged("%d bytes where %d are left", length, buffer.remaining());
    }
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  @Override
  public byte[][] createStorage(int size) {
    if (size < 0 || size > MOST_ENTRIES) {
      throw damaged("%d entries in a page (limit %d)", size, MOST_ENTRIES);
    }
    return new byte[size][];
  }

  @Override
  public int compare(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, other);
  }

  private static RuntimeException damaged(String format, int first, int second) {
    return DataUtils.newMVStoreException(
        DataUtils.ERROR_FILE_CORRUPT, String.format(format, first, second));
  }
}
