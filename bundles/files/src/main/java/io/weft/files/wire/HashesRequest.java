package io.weft.files.wire;

/**
 * Action {@code hashes}: the digests of some consecutive chunks of one file, answered by 16 bytes
 * each.
 *
 * @param transfer id of the transfer, as its receiver calls it
 * @param locator where
 * @param first number of the first chunk in the transfer
 * @param file which one, as the manifest said it is
 * @param offset of the first byte
 * @param chunkBytes of each chunk; the last one of the file may be shorter
 * @param count how many
 */
public record HashesRequest(
    String transfer,
    Locator locator,
    int first,
    Entry file,
    long offset,
    int chunkBytes,
    int count) {

  /** Bytes that one question makes the other side read, at most. */
  public static final int MOST_BYTES = 32 << 20;

  /**
   * Chunks of one question at most: of the smallest there are, or little ones would be millions.
   */
  public static final int MOST_CHUNKS = 2048;

  /** Bytes of the chunk of this number among those that are asked about. */
  public int length(int number) {
    return (int) Math.min(chunkBytes, file.size() - offset - (long) number * chunkBytes);
  }

  /** Where the chunk of this number among those that are asked about begins. */
  public long at(int number) {
    return offset + (long) number * chunkBytes;
  }

  /**
   * Reads one.
   *
   * @throws FormException if it is none, or asks for too much
   */
  public static HashesRequest read(byte[] message) {
    ByteReader from = Messages.begin(message);
    HashesRequest read =
        new HashesRequest(
            Messages.id(from),
            Locator.read(from),
            (int) from.number(DigestList.MOST - 1),
            Entry.read(from),
            from.number(Entry.MAX_SIZE),
            (int) from.number(Chunk.MAX_BYTES),
            (int) from.number(MOST_CHUNKS));
    from.end();
    if (read.count < 1 || (long) read.chunkBytes * read.count > MOST_BYTES) {
      throw new FormException(
          read.count
              + " chunks of "
              + read.chunkBytes
              + " bytes (at least one, at most "
              + MOST_BYTES
              + " bytes)");
    }
    if (read.chunkBytes < 1 || read.at(read.count - 1) >= read.file.size()) {
      throw new FormException("chunks after the end of the file");
    }
    return read;
  }

  /** As bytes. */
  public byte[] write() {
    ByteWriter to = Messages.begin(128).text(transfer);
    locator.write(to);
    to.number(first);
    file.write(to);
    return to.number(offset).number(chunkBytes).number(count).toBytes();
  }

  /** The answer as digests, as many as were asked for. */
  public Digest[] digests(byte[] answer) {
    if (answer.length != count * Digest.BYTES) {
      throw new FormException(
          answer.length + " bytes of digests (" + count * Digest.BYTES + " were asked for)");
    }
    ByteReader from = new ByteReader(answer);
    Digest[] digests = new Digest[count];
    for (int i = 0; i < count; i++) {
      digests[i] = Digest.read(from);
    }
    return digests;
  }

  /** Digests as the answer. */
  public static byte[] answer(Digest... digests) {
    ByteWriter to = new ByteWriter(digests.length * Digest.BYTES);
    for (Digest each : digests) {
      each.write(to);
    }
    return to.toBytes();
  }
}
