package io.weft.files.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Actions {@code chunk} and {@code digest}: the content of some parts of files, one after another.
 *
 * @param transfer id of the transfer, as its receiver calls it
 * @param locator where
 * @param index number of the chunk in the transfer
 * @param regions its parts
 */
public record ChunkRequest(String transfer, Locator locator, int index, List<Region> regions) {

  /** Parts of one chunk at most: small files that travel together. */
  public static final int MOST_REGIONS = 1024;

  public ChunkRequest {
    regions = List.copyOf(regions);
  }

  /** Bytes of all parts. */
  public long length() {
    long all = 0;
    for (Region each : regions) {
      all += each.length();
    }
    return all;
  }

  /** The same for the same content, whatever its number is to whoever asks. */
  public Digest content() {
    ByteWriter all = new ByteWriter(regions.size() * 64);
    regions.forEach(each -> each.write(all));
    return Digest.of(all.toBytes());
  }

  /**
   * Reads one.
   *
   * @throws FormException if it is none, or asks for more than a chunk may have
   */
  public static ChunkRequest read(byte[] message) {
    ByteReader from = Messages.begin(message);
    String transfer = Messages.id(from);
    Locator locator = Locator.read(from);
    int index = (int) from.number(DigestList.MOST - 1);
    int count = from.count(MOST_REGIONS, Region.LEAST);
    List<Region> regions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      regions.add(Region.read(from));
    }
    from.end();
    ChunkRequest read = new ChunkRequest(transfer, locator, index, regions);
    if (read.length() > Chunk.MAX_BYTES) {
      throw new FormException(
          "a chunk of " + read.length() + " bytes (at most " + Chunk.MAX_BYTES + ")");
    }
    return read;
  }

  /** As bytes. */
  public byte[] write() {
    ByteWriter to = Messages.begin(64 + regions.size() * 64).text(transfer);
    locator.write(to);
    to.number(index).number(regions.size());
    regions.forEach(each -> each.write(to));
    return to.toBytes();
  }
}
