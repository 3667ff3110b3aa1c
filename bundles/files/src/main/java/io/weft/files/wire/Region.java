package io.weft.files.wire;

/**
 * A part of a file.
 *
 * @param file which one, as the manifest said it is
 * @param offset of its first byte
 * @param length in bytes
 */
public record Region(Entry file, long offset, int length) {

  /** Bytes that the smallest one takes. */
  static final int LEAST = Entry.LEAST + 2;

  static Region read(ByteReader from) {
    Entry file = Entry.read(from);
    long offset = from.number(file.size());
    int length = (int) from.number(Math.min(Chunk.MAX_BYTES, file.size() - offset));
    return new Region(file, offset, length);
  }

  void write(ByteWriter to) {
    file.write(to);
    to.number(offset).number(length);
  }
}
