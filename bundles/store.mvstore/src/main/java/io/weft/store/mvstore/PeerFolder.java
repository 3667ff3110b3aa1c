package io.weft.store.mvstore;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the file lies: opens it, puts a bad one aside, and a new one in its place. */
final class PeerFolder {
  private static final Logger LOG = LoggerFactory.getLogger(PeerFolder.class);

  /**
   * Changes that a file is taken back by at most: a second or two for 100,000 peers, and whoever
   * wrote so much that is wrong has written more.
   */
  private static final int MOST_BACK = 10;

  private final Path file;
  private final Path part;
  private final Disk disk;
  private final Aside aside;

  PeerFolder(Path file, Disk disk, Clock clock) {
    this.file = file;
    this.part = file.resolveSibling(file.getFileName() + ".part");
    this.disk = disk;
    this.aside = new Aside(clock);
  }

  /**
   * Opens the file, and makes one if there is none that can be used.
   *
   * @throws RuntimeException of the library, if the disk or another process stands in the way
   */
  PeerFile open() throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    boolean isNew = Files.notExists(file);
    PeerFile opened;
    try {
      opened = PeerFile.open(file, disk);
    } catch (RuntimeException | AssertionError | OutOfMemoryError | StackOverflowError e) {
      if (Trouble.isNewer(e)) {
        return besideTheNewer();
      }
      Trouble.throwUnlessDamage(e);
      return repaired(List.of());
    }
    List<Entry> readable;
    try {
      if (isNew) {
        syncFolder();
      }
      if (opened.isWhole()) {
        return opened.isReadOnly() || LastChunk.isAtEnd(file, opened.version())
            ? opened
            : withoutRemains(opened);
      }
      readable = opened.readableEntries();
    } catch (RuntimeException e) {
      opened.abandon();
      throw e;
    }
    opened.abandon();
    return repaired(readable);
  }

  /**
   * A change that was cut off while it was written is not overwritten in its place: if that is cut
   * off as well, an older version can be taken for the last one (PowerCutTest).
   */
  private PeerFile withoutRemains(PeerFile opened) throws IOException {
    try {
      return renew(opened);
    } catch (IOException | RuntimeException e) {
      if (Trouble.isInterrupt(e)) {
        throw e;
      }
      LOG.debug("{} keeps the remains of a change for now: {}", file, e.toString());
      return finished(PeerFile.open(file, disk));
    }
  }

  /**
   * Writes what is in the file to a new one, in its place. A file that is refused in the middle of
   * it is still there.
   *
   * @param old closed in any case
   */
  PeerFile renew(PeerFile old) throws IOException {
    try {
      write(old.entries());
    } finally {
      old.abandon();
    }
    return putInPlace();
  }

  private PeerFile besideTheNewer() throws IOException {
    Path kept = aside.put(file, "newer");
    LOG.warn(
        "{} was written by a newer version and cannot be read by this one: it is kept as {}, and"
            + " this node starts without what it remembered of peers",
        file,
        kept.getFileName());
    return finished(PeerFile.open(file, disk));
  }

  /**
   * What was stored before the last change is all that anybody was told is stored, if the power
   * went while that change was written. Else as much as can be had.
   */
  private PeerFile repaired(List<Entry> readable) throws IOException {
    List<Entry> saved = readable;
    String which = "that can still be read";
    Optional<List<Entry>> earlier = before(readable.isEmpty() ? MOST_BACK : 1);
    if (earlier.isPresent()) {
      saved = earlier.get();
      which = "that were stored before its last change";
    }
    write(saved);
    Path kept = aside.put(file, "damaged");
    LOG.warn(
        "{} is damaged: it is kept as {}, and this node starts with the {} peers {}",
        file,
        kept.getFileName(),
        saved.size(),
        which);
    return putInPlace();
  }

  /** What the file held at most so many changes ago, if that can be read. */
  private Optional<List<Entry>> before(int changes) throws IOException {
    Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
    for (int i = 0; i < changes && LastChunk.cut(part); i++) {
      try {
        PeerFile earlier = PeerFile.open(part, disk);
        try {
          if (earlier.isWhole()) {
            return Optional.of(earlier.entries());
          }
        } finally {
          earlier.abandon();
        }
      } catch (RuntimeException | AssertionError | OutOfMemoryError | StackOverflowError e) {
        Trouble.throwUnlessDamage(e);
      }
    }
    return Optional.empty();
  }

  private void write(List<Entry> entries) throws IOException {
    Files.deleteIfExists(part);
    boolean written = false;
    try {
      PeerFile.write(part, disk, entries);
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(part);
      }
    }
  }

  private PeerFile putInPlace() throws IOException {
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder();
    return finished(PeerFile.open(file, disk));
  }

  /** A file that was just written is not damaged; only its size is to be learned. */
  private static PeerFile finished(PeerFile opened) throws IOException {
    if (!opened.isWhole()) {
      opened.abandon();
      throw new IOException("what was just written is read back in another form: check the disk");
    }
    opened.forgetWhatWasRead();
    return opened;
  }

  /** A new name is on the disk when its folder is; where folders cannot be opened, nobody can. */
  private void syncFolder() {
    try (FileChannel folder = FileChannel.open(file.resolveSibling(""), StandardOpenOption.READ)) {
      folder.force(true);
    } catch (IOException e) {
      LOG.debug("the folder of {} cannot be synced: {}", file, e.toString());
    }
  }
}
