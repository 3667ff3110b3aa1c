package io.weft.files.receive;

import io.weft.files.folder.FileMark;
import io.weft.files.folder.Plan;
import io.weft.files.folder.SafeName;
import io.weft.files.wire.Chunk;
import io.weft.files.wire.Digest;
import io.weft.files.wire.DigestList;
import io.weft.files.wire.Entry;
import io.weft.files.wire.Region;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a transfer's files are until they are whole: a folder below {@value SafeName#PARTS} in the
 * receive folder, so that a rename gives them their place. Its name is that of the source's
 * identity: who asks for the same again goes on with what is there. Safe on every thread.
 */
final class PartFolder implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(PartFolder.class);

  /**
   * Bytes that are written between two forcings: what a crash of the machine may cost, and what is
   * read again after a kill.
   */
  private static final long SYNC_BYTES = 256L << 20;

  /** Files from this size on are forced to the disk before they get their names. */
  private static final long LARGE_BYTES = 256L << 10;

  /** How files of several chunks are opened, which are there from the beginning. */
  private static final Set<OpenOption> THERE =
      Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  /** How files of one chunk are. */
  private static final Set<OpenOption> NEW =
      Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS);

  private final Path folder;
  private final Path tree;
  private final Plan plan;
  private final Disk disk;
  private final Journal journal;
  private final Set<Path> touched = new HashSet<>();
  private long unsynced;

  private PartFolder(Path folder, Plan plan, Disk disk, Journal journal) {
    this.folder = folder;
    this.tree = folder.resolve("tree");
    this.plan = plan;
    this.disk = disk;
    this.journal = journal;
  }

  /** Where the part of a source is. */
  static Path place(Path receiveFolder, Digest identity, String peer) {
    return receiveFolder
        .resolve(SafeName.PARTS)
        .resolve(identity.shortText() + "-" + peer.substring(0, 8));
  }

  /** Makes all that is needed, or finds it; what may have come to the disk or not is read. */
  static PartFolder open(Path folder, Plan plan, Disk disk) throws IOException {
    PartFolder part = found(folder, plan, disk);
    try {
      part.dropWhatIsNotThere();
      if (!part.isWhole()) {
        part.close();
        delete(folder);
        part = found(folder, plan, disk);
      }
      part.prepare();
      return part;
    } catch (IOException | RuntimeException e) {
      part.close();
      throw e;
    }
  }

  private static PartFolder found(Path folder, Plan plan, Disk disk) throws IOException {
    Files.createDirectories(folder.resolve("tree"));
    Journal journal = Journal.open(folder.resolve("journal"), plan.identity(), plan.chunks());
    return new PartFolder(folder, plan, disk, journal);
  }

  /**
   * Looks at what was noted and never forced to the disk: a machine that crashed, or a disk that
   * was pulled out, may have lost it though the note is there.
   */
  private void dropWhatIsNotThere() throws IOException {
    if (journal.isLanding()) {
      return; // all was there, and forced as far as it ever is
    }
    BitSet doubtful = journal.doubtful();
    BitSet gone = new BitSet();
    for (int i = doubtful.nextSetBit(0); i >= 0; i = doubtful.nextSetBit(i + 1)) {
      if (Comparison.is(this, i, journal.chunks().get(i))) {
        touch(i);
      } else {
        gone.set(i);
      }
    }
    if (!gone.isEmpty()) {
      LOG.info("{}: {} chunks have not come to the disk", folder, gone.cardinality());
      journal.drop(gone);
    }
  }

  /** Whether all files are there of which the journal speaks: somebody may have tidied up. */
  private boolean isWhole() throws IOException {
    @Nullable Entry last = null;
    for (int i = 0; i < plan.chunks(); i++) {
      if (!journal.chunks().has(i)) {
        continue;
      }
      for (Region each : plan.regions(i)) {
        Entry file = each.file();
        if (!file.equals(last) && journal.landing(root(file)).isEmpty() && !isThere(file)) {
          return false;
        }
        last = file;
      }
    }
    return true;
  }

  private boolean isThere(Entry entry) throws IOException {
    Path path = file(entry);
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && Files.size(path) == plan.sizeOf(entry);
  }

  private void prepare() throws IOException {
    for (Entry each : plan.entries()) {
      Path path = file(each);
      if (journal.landing(root(each)).isPresent()) {
        continue; // perhaps it has its place already
      }
      if (each.folder()) {
        Files.createDirectories(path);
      } else if (plan.sizeOf(each) == 0) {
        Files.write(path, new byte[0]);
      } else if (!plan.isOfOneChunk(each) && !isThere(each)) {
        Files.deleteIfExists(path); // of another length, for the disk has lost it
        // As long as it will be, and sparse: chunks come in any order.
        try (RandomAccessFile sparse = new RandomAccessFile(path.toFile(), "rw")) {
          sparse.setLength(plan.sizeOf(each));
        }
      }
    }
  }

  private static String root(Entry entry) {
    int slash = entry.path().indexOf('/');
    return slash < 0 ? entry.path() : entry.path().substring(0, slash);
  }

  /** Where a file of the plan is for now. */
  Path file(Entry entry) {
    return tree.resolve(entry.path());
  }

  /** Where files are after they have got their names in a folder. */
  Function<Entry, Path> landedPlaces(Path into) {
    Map<String, Path> roots = new HashMap<>();
    for (Entry each : plan.entries()) {
      String root = root(each);
      roots.computeIfAbsent(root, name -> into.resolve(journal.landing(name).orElse(name)));
    }
    return entry -> {
      String root = root(entry);
      Path place = roots.get(root);
      String rest = entry.path().substring(root.length());
      return place == null
          ? file(entry)
          : rest.isEmpty() ? place : place.resolve(rest.substring(1));
    };
  }

  Path folder() {
    return folder;
  }

  Plan plan() {
    return plan;
  }

  Journal journal() {
    return journal;
  }

  synchronized boolean has(int chunk) {
    return journal.chunks().has(chunk);
  }

  synchronized int count() {
    return journal.chunks().count();
  }

  /** Bytes of the chunks that are there. */
  synchronized long bytes() {
    DigestList chunks = journal.chunks();
    long bytes = 0;
    for (int i = 0; i < plan.chunks(); i++) {
      bytes += chunks.has(i) ? plan.length(i) : 0;
    }
    return bytes;
  }

  /** The digest of the whole, when all chunks are there. */
  synchronized Digest whole() {
    return journal.chunks().whole(plan.chunks());
  }

  /** Writes a chunk and notes it. */
  void write(int index, Chunk chunk) throws IOException {
    int at = Chunk.HEAD;
    for (Region each : plan.regions(index)) {
      boolean whole = plan.isOfOneChunk(each.file());
      if (whole || !chunk.zeros()) {
        try (FileChannel to = FileChannel.open(file(each.file()), whole ? NEW : THERE)) {
          if (chunk.zeros()) {
            disk.write(to, ByteBuffer.allocate(1), each.length() - 1);
          } else {
            disk.write(to, chunk.message().slice(at, each.length()), each.offset() - plan.base());
          }
        }
      }
      at += each.length();
    }
    note(index, chunk);
  }

  private synchronized void note(int index, Chunk chunk) throws IOException {
    journal.chunk(index, chunk.digest(), !touch(index));
    unsynced += chunk.length();
    if (unsynced >= SYNC_BYTES && !touched.isEmpty()) {
      sync();
    }
  }

  /** Whether all of a chunk will be forced to the disk with the next forcing. */
  private boolean touch(int index) {
    boolean all = true;
    for (Region each : plan.regions(index)) {
      if (isLarge(each.file())) {
        touched.add(file(each.file()));
      } else {
        all = false;
      }
    }
    return all;
  }

  /**
   * Small files are left to the system, as with all programs that copy files: forcing each would
   * take longer than the transfer. They are looked at before they get their names.
   */
  private static boolean isLarge(Entry file) {
    return file.size() >= LARGE_BYTES;
  }

  /** Forces what was written to the disk, and notes it. */
  synchronized void sync() throws IOException {
    for (Path each : touched) {
      try (FileChannel file = FileChannel.open(each, StandardOpenOption.WRITE)) {
        file.force(false);
      }
    }
    touched.clear();
    unsynced = 0;
    journal.synced();
  }

  /** Sets times and permissions, and looks whether all is as long as it should be. */
  void complete(boolean permissions) throws IOException {
    for (int i = plan.entries().size() - 1; i >= 0; i--) { // folders after what is in them
      Entry each = plan.entries().get(i);
      if (journal.landing(root(each)).isPresent()) {
        continue;
      }
      Path path = file(each);
      BasicFileAttributes is =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (each.folder() != is.isDirectory() || (!each.folder() && is.size() != plan.sizeOf(each))) {
        throw new IOException(path + " was changed by somebody else");
      }
      FileMark.apply(path, each, permissions);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }

  /** Deletes a part, as far as that is possible. */
  static void delete(Path part) throws IOException {
    if (!Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        part,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes is) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
              throws IOException {
            Files.deleteIfExists(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
