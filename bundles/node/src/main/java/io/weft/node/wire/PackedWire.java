package io.weft.node.wire;

import java.nio.ByteBuffer;

/** Writes packed frames, byte for byte as the generated classes do. */
public final class PackedWire {

  /** The longest name of a way of packing, in bytes: those that exist have five at most. */
  public static final int MAX_METHOD_BYTES = 32;

  private PackedWire() {}

  /** Bytes of the whole frame, data included. */
  public static int size(byte[] methodUtf8, int unpackedSize, int dataLength) {
    long packed = packedSize(methodUtf8, unpackedSize, dataLength);
    return Fields.bounded(Varint.size(Tags.PACKED) + Varint.size(packed) + packed);
  }

  /** Writes all that comes before the bytes of the data. */
  public static void write(ByteBuffer to, byte[] methodUtf8, int unpackedSize, int dataLength) {
    Varint.put(to, Tags.PACKED);
    Varint.put(to, packedSize(methodUtf8, unpackedSize, dataLength));
    Fields.putBytes(to, Tags.METHOD, methodUtf8);
    Fields.putVarint(to, Tags.UNPACKED_SIZE, unpackedSize);
    Fields.putLength(to, Tags.PACKED_DATA, dataLength);
  }

  private static long packedSize(byte[] methodUtf8, int unpackedSize, int dataLength) {
    return Fields.bytesSize(methodUtf8.length)
        + Fields.varintSize(unpackedSize)
        + Fields.bytesSize(dataLength);
  }
}
