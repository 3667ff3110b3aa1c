package io.weft.files.wire;

import com.dynatrace.hash4j.hashing.ByteAccess;
import com.dynatrace.hash4j.hashing.HashValue128;
import com.dynatrace.hash4j.hashing.Hasher128;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;

/**
 * An xxh3-128: it finds what went wrong on the way or on a disk, not who meant it so; that nobody
 * meant it so is what the links' encryption is for.
 *
 * @param high the first eight bytes
 * @param low the last eight bytes
 */
public record Digest(long high, long low) {

  /** Its bytes. */
  public static final int BYTES = 16;

  private static final Hasher128 XXH3 = Hashing.xxh3_128();

  /** Of a buffer in little-endian order, by index. */
  private static final ByteAccess<ByteBuffer> BY_INDEX =
      new ByteAccess<>() {
        @Override
        public byte getByte(ByteBuffer bytes, long at) {
          return bytes.get((int) at);
        }

        @Override
        public int getInt(ByteBuffer bytes, long at) {
          return bytes.getInt((int) at);
        }

        @Override
        public long getLong(ByteBuffer bytes, long at) {
          return bytes.getLong((int) at);
        }
      };

  /** Of some bytes of an array. */
  public static Digest of(byte[] bytes, int offset, int length) {
    HashValue128 value = XXH3.hashBytesTo128Bits(bytes, offset, length);
    return new Digest(value.getMostSignificantBits(), value.getLeastSignificantBits());
  }

  /** Of some bytes of a buffer, by index. */
  public static Digest of(ByteBuffer bytes, int offset, int length) {
    if (bytes.hasArray()) {
      return of(bytes.array(), bytes.arrayOffset() + offset, length);
    }
    HashValue128 value =
        XXH3.hashBytesTo128Bits(
            bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN), offset, length, BY_INDEX);
    return new Digest(value.getMostSignificantBits(), value.getLeastSignificantBits());
  }

  /** Of an array. */
  public static Digest of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  static Digest read(ByteReader from) {
    return new Digest(from.fixed(), from.fixed());
  }

  void write(ByteWriter to) {
    to.fixed(high).fixed(low);
  }

  /** For folders and messages: 16 hexadecimal digits of its 32. */
  public String shortText() {
    return String.format(Locale.ROOT, "%016x", high);
  }
}
