package io.weft.files.receive;

import io.weft.files.wire.ByteReader;
import io.weft.files.wire.ByteWriter;
import io.weft.files.wire.Digest;
import io.weft.files.wire.DigestList;
import io.weft.files.wire.FormException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Which chunks of a transfer are there: a file that is only appended to, of records with checksums.
 * Whatever is at its end after a crash, what is before counts.
 *
 * <p>A chunk is noted when it is written, which costs no wait; now and then all files are forced to
 * the disk, and that is noted, too. Notes before the last forcing are true whatever happens; those
 * after it are mostly true, and not if the machine crashed or the disk was pulled out. One thread
 * at a time.
 */
public final class Journal implements Closeable {

  private static final int HEADER = 1;
  private static final int VOID = 2;
  private static final int CHUNK = 3;
  private static final int SYNCED = 4;
  private static final int LANDING = 5;
  private static final int LOOSE = 6;

  /** Bytes of a record at most: a name of 255 characters twice, and numbers. */
  private static final int MAX_RECORD = 4096;

  private static final int CRC_BYTES = Integer.BYTES;

  private final FileChannel file;
  private final DigestList chunks = new DigestList();
  private final BitSet unforced = new BitSet();
  private final BitSet loose = new BitSet();
  private final Map<String, String> landings = new LinkedHashMap<>();

  private Journal(FileChannel file) {
    this.file = file;
  }

  /**
   * Begins a journal, or goes on with one.
   *
   * @param identity of the plan; a journal of another one is begun anew
   */
  static Journal open(Path path, Digest identity, int chunkCount) throws IOException {
    FileChannel file =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Journal journal = new Journal(file);
    try {
      long good = journal.read(identity, chunkCount);
      file.truncate(good);
      file.position(good);
      if (good == 0) {
        journal.append(
            new ByteWriter(32)
                .octet(HEADER)
                .fixed(identity.high())
                .fixed(identity.low())
                .number(chunkCount));
      }
      return journal;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  /** What is there, as far as notes tell. */
  DigestList chunks() {
    return chunks;
  }

  /** Those of them that may not have come to the disk. */
  BitSet doubtful() {
    BitSet all = (BitSet) unforced.clone();
    all.or(loose);
    return all;
  }

  /** Some of the doubtful ones are not there: neither now nor when it is opened again. */
  void drop(BitSet gone) throws IOException {
    append(new ByteWriter(1).octet(VOID));
    forget(gone);
    BitSet rest = doubtful();
    for (int i = rest.nextSetBit(0); i >= 0; i = rest.nextSetBit(i + 1)) {
      append(note(i, chunks.get(i), loose.get(i)));
    }
  }

  private void forget(BitSet gone) {
    gone.stream().forEach(chunks::remove);
    unforced.andNot(gone);
    loose.andNot(gone);
  }

  /** Whether all was there, and final names are given. */
  boolean isLanding() {
    return !landings.isEmpty();
  }

  /** The name that a root was about to get, or has got. */
  Optional<String> landing(String root) {
    return Optional.ofNullable(landings.get(root));
  }

  /**
   * A chunk is written.
   *
   * @param nobodyForces its files to the disk, for they are small: it stays doubtful
   */
  void chunk(int index, Digest digest, boolean nobodyForces) throws IOException {
    append(note(index, digest, nobodyForces));
    take(index, digest, nobodyForces);
  }

  private static ByteWriter note(int index, Digest digest, boolean nobodyForces) {
    return new ByteWriter(32)
        .octet(nobodyForces ? LOOSE : CHUNK)
        .number(index)
        .fixed(digest.high())
        .fixed(digest.low());
  }

  private void take(int index, Digest digest, boolean nobodyForces) {
    chunks.put(index, digest);
    (nobodyForces ? loose : unforced).set(index);
  }

  /** All chunks that were noted before, and are not loose, are on the disk. */
  void synced() throws IOException {
    append(new ByteWriter(1).octet(SYNCED));
    unforced.clear();
  }

  /** A root is about to get this name. On the disk when this returns. */
  void landing(String root, String name) throws IOException {
    append(new ByteWriter(64).octet(LANDING).text(root).text(name));
    file.force(false);
    landings.put(root, name);
  }

  private void append(ByteWriter record) throws IOException {
    byte[] body = record.toBytes();
    byte[] all = new ByteWriter(body.length + 8).number(body.length).raw(body).toBytes();
    ByteBuffer bytes = ByteBuffer.allocate(all.length + CRC_BYTES);
    bytes.put(all).putInt(crc(body)).flip();
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  private static int crc(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }

  /** Reads what can be read; returns where that ends. */
  private long read(Digest identity, int chunkCount) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.size(), Integer.MAX_VALUE - 8));
    while (bytes.hasRemaining() && file.read(bytes) >= 0) {
      // until it is full
    }
    ByteReader from = new ByteReader(bytes.array());
    long good = 0;
    try {
      while (!from.atEnd()) {
        byte[] body = from.raw((int) from.number(MAX_RECORD));
        if (from.fixedInt() != crc(body)) {
          break;
        }
        ByteReader record = new ByteReader(body);
        int type = record.octet(LOOSE);
        if ((good == 0) != (type == HEADER)) {
          break;
        }
        switch (type) {
          case HEADER -> {
            if (!new Digest(record.fixed(), record.fixed()).equals(identity)
                || record.number(DigestList.MOST) != chunkCount) {
              return 0;
            }
          }
          case VOID -> forget(doubtful());
          case CHUNK, LOOSE -> {
            int index = (int) record.number(chunkCount - 1);
            take(index, new Digest(record.fixed(), record.fixed()), type == LOOSE);
          }
          case SYNCED -> unforced.clear();
          default -> landings.put(record.text(MAX_RECORD), record.text(MAX_RECORD));
        }
        good = from.position();
      }
    } catch (FormException e) {
      // The last record was cut off: what is before counts.
    }
    return good;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
