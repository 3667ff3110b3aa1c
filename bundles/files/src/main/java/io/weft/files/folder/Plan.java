package io.weft.files.folder;

import io.weft.files.wire.ByteWriter;
import io.weft.files.wire.ChunkRequest;
import io.weft.files.wire.Digest;
import io.weft.files.wire.DigestList;
import io.weft.files.wire.Entry;
import io.weft.files.wire.Region;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the files of a transfer are cut into chunks: large ones each by itself, small ones packed,
 * many in one chunk. The same files give the same chunks, so that their numbers mean something
 * after a restart.
 */
public final class Plan {

  /** Consecutive chunks: of one large file, or one of many small ones. */
  private record Run(int firstChunk, List<Entry> files) {}

  private final List<Entry> entries;
  private final int chunkBytes;
  private final long base;
  private final long rangeBytes;
  private final List<Run> runs = new ArrayList<>();
  private int chunks;
  private long bytes;

  private Plan(List<Entry> entries, int chunkBytes, long base, long rangeBytes) {
    this.entries = entries;
    this.chunkBytes = chunkBytes;
    this.base = base;
    this.rangeBytes = rangeBytes;
  }

  /**
   * A plan for whole files.
   *
   * @throws IOException if there are too many chunks; the message says what to do
   */
  public static Plan of(List<Entry> entries, int chunkBytes) throws IOException {
    Plan plan = new Plan(entries, chunkBytes, 0, -1);
    List<Entry> pack = new ArrayList<>();
    long packed = 0;
    for (Entry each : entries) {
      if (each.folder() || each.size() == 0) {
        continue;
      }
      if (each.size() > chunkBytes / 2) {
        plan.add(List.of(each), (each.size() + chunkBytes - 1) / chunkBytes, each.size());
        continue;
      }
      if (packed + each.size() > chunkBytes || pack.size() == ChunkRequest.MOST_REGIONS) {
        plan.add(List.copyOf(pack), 1, packed);
        pack.clear();
        packed = 0;
      }
      pack.add(each);
      packed += each.size();
    }
    if (!pack.isEmpty()) {
      plan.add(List.copyOf(pack), 1, packed);
    }
    return plan;
  }

  /** A plan for a part of one file. */
  public static Plan ofRange(Entry file, int chunkBytes, long offset, long length)
      throws IOException {
    long from = Math.min(offset, file.size());
    long rest = file.size() - from;
    long bytes = length == 0 ? rest : Math.min(length, rest);
    Plan plan = new Plan(List.of(file), chunkBytes, from, bytes);
    if (bytes > 0) {
      plan.add(List.of(file), (bytes + chunkBytes - 1) / chunkBytes, bytes);
    }
    return plan;
  }

  private void add(List<Entry> files, long count, long size) throws IOException {
    if (chunks + count > DigestList.MOST) {
      throw new IOException(
          "more than "
              + DigestList.MOST
              + " chunks of "
              + chunkBytes
              + " bytes: set a larger chunk_size_kib");
    }
    runs.add(new Run(chunks, files));
    chunks += (int) count;
    bytes += size;
  }

  /** How many chunks. */
  public int chunks() {
    return chunks;
  }

  /** Bytes of all chunks. */
  public long bytes() {
    return bytes;
  }

  /** What it is of. */
  public List<Entry> entries() {
    return entries;
  }

  /** Where in the source the first byte of the target is; 0 but for a part of a file. */
  public long base() {
    return base;
  }

  /** Bytes that a file of it has at the target. */
  public long sizeOf(Entry file) {
    return rangeBytes < 0 ? file.size() : rangeBytes;
  }

  /**
   * A file that is cut into chunks of its own.
   *
   * @param firstChunk number of its first one
   * @param chunks how many
   * @param chunkBytes of each but the last one
   */
  public record Large(Entry file, int firstChunk, int chunks, int chunkBytes) {}

  /** The large files; none of a part of a file. */
  public List<Large> large() {
    List<Large> large = new ArrayList<>();
    for (Run each : runs) {
      Entry first = each.files.get(0);
      if (each.files.size() == 1 && rangeBytes < 0 && first.size() > chunkBytes / 2) {
        int count = (int) ((first.size() + chunkBytes - 1) / chunkBytes);
        large.add(new Large(first, each.firstChunk, count, chunkBytes));
      }
    }
    return large;
  }

  /** Whether all of a file is in one chunk. */
  public boolean isOfOneChunk(Entry file) {
    return sizeOf(file) <= chunkBytes;
  }

  /** The parts of files that a chunk consists of. */
  public List<Region> regions(int chunk) {
    Run run = runs.get(runOf(chunk));
    if (run.files.size() == 1) {
      Entry file = run.files.get(0);
      long at = (long) (chunk - run.firstChunk) * chunkBytes;
      int length = (int) Math.min(chunkBytes, sizeOf(file) - at);
      return List.of(new Region(file, base + at, length));
    }
    return run.files.stream().map(each -> new Region(each, 0, (int) each.size())).toList();
  }

  /** Bytes of a chunk. */
  public int length(int chunk) {
    return regions(chunk).stream().mapToInt(Region::length).sum();
  }

  private int runOf(int chunk) {
    int low = 0;
    int high = runs.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (runs.get(middle).firstChunk <= chunk) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /** Another one for another source, and for the same one after it has changed. */
  public Digest identity() {
    ByteWriter all = new ByteWriter(64 + entries.size() * 64);
    all.number(chunkBytes).number(base).number(bytes).number(entries.size());
    entries.forEach(each -> each.identify(all));
    return Digest.of(all.toBytes());
  }
}
